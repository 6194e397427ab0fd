import type { CatalogueCode } from '../../domain/failures/catalogue';
import { departureTypes, type Direction, directionOf, workflowTypes } from '../../domain/run/names';
import type { ListedStatus } from '../../domain/run/outcome';
import { attributeKeys, openAs, stuckWorkflows } from '../../domain/run/search-attributes';
import type { Temporal } from '../temporal/connect';
import type { RunId } from '../temporal/run-ref';
import { stuckBy } from '../temporal/standstill';
import { type Found, type Page, search } from '../history/visibility';
import { quoted } from '../temporal/quoted';

/** Which runs, or users of runs. */
export interface ListFilter {
  readonly tenant?: string | undefined;
  /** As in `mas:inst1`. */
  readonly target?: string | undefined;
  /** ISO 8601: those that started then or later. */
  readonly since?: string | undefined;
}

export interface ListRequest extends ListFilter {
  readonly status?: ListedStatus | undefined;
  /** Why the run as a whole failed. */
  readonly code?: CatalogueCode | undefined;
  /** How many at most, those that are open first, then the latest. */
  readonly limit: number;
  /** `nextPage` of the page before. */
  readonly pageToken?: string | undefined;
}

/**
 * A run in the list; `execution` is Temporal's own word for its state, `stuckBy` why its tasks keep failing (WORKFLOW_STUCK).
 * Times in ISO 8601.
 */
export interface ListedRun extends RunId {
  readonly direction: Direction;
  readonly tenant: string;
  readonly target: string;
  readonly status: string;
  readonly execution: string;
  readonly stuckBy?: string;
  readonly failed?: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
}

/** A page of runs. Throws `ClientError`, PAGE_NOT_FOUND too. A run appears a moment after its start. */
export async function listRuns(temporal: Temporal, request: ListRequest): Promise<Page<ListedRun>> {
  const { limit, pageToken } = request;
  const { items, ...rest } = await search(temporal, { query: queryOf(request), limit, pageToken });
  return { items: items.map(runOf), ...rest };
}

function runOf(run: Found): ListedRun {
  const failed = run.typedSearchAttributes.get(attributeKeys.failed);
  return { ...commonOf(run), ...(failed === undefined ? {} : { failed }) };
}

/** What runs and users in a list have in common. */
export function commonOf(run: Found): Omit<ListedRun, 'failed'> {
  const attributes = run.typedSearchAttributes;
  const stuck = stuckBy(run);
  return {
    tenant: attributes.get(attributeKeys.tenant) ?? '',
    target: attributes.get(attributeKeys.target) ?? '',
    status: statusOf(run),
    execution: run.status.name,
    direction: directionOf(run.type),
    ...(stuck === undefined ? {} : { stuckBy: stuck }),
    workflowId: run.workflowId,
    runId: run.runId,
    startedAt: run.startTime.toISOString(),
    ...(run.closeTime === undefined ? {} : { finishedAt: run.closeTime.toISOString() }),
  };
}

/** What a workflow cannot say of itself goes first. */
function statusOf(run: Found): string {
  if (stuckBy(run) !== undefined) return 'stuck';
  return run.status.name === 'PAUSED' ? 'paused' : (run.typedSearchAttributes.get(attributeKeys.status) ?? '');
}

function queryOf({ status, code, ...filter }: ListRequest): string {
  const conditions = [ofTypes(workflowTypes.tenant, departureTypes.tenant), ...conditionsOf(filter)];
  if (status !== undefined) conditions.push(inStatus(status));
  if (code !== undefined) conditions.push(`OnboardErrorCode = ${quoted(code)}`);
  return conditions.join(' AND ');
}

/** One that was ended from outside could not say so: its status is still that of an open one. */
export function inStatus(status: ListedStatus): string {
  switch (status) {
    case 'running':
    case 'paused':
    case 'waiting-for-target':
    case 'needs-attention':
      return openAs(status);
    case 'stuck':
      return stuckWorkflows;
    case 'completed':
    case 'completed-with-failures':
    case 'failed':
    case 'cancelled':
      return `OnboardStatus = ${quoted(status)}`;
  }
}

/** The condition that a workflow is of one of these types. */
export function ofTypes(...types: readonly string[]): string {
  return `WorkflowType IN (${types.map(quoted).join(', ')})`;
}

export function conditionsOf({ tenant, target, since }: ListFilter): readonly string[] {
  const conditions: string[] = [];
  if (tenant !== undefined) conditions.push(`OnboardTenant = ${quoted(tenant)}`);
  if (target !== undefined) conditions.push(`OnboardTarget = ${quoted(target)}`);
  if (since !== undefined) conditions.push(`StartTime >= ${quoted(since)}`);
  return conditions;
}
