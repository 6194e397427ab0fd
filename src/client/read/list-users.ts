import type { CatalogueCode } from '../../domain/failures/catalogue';
import { attributeKeys } from '../../domain/run/search-attributes';
import { departureTypes, userKeyIn, workflowTypes } from '../../domain/run/names';
import type { Temporal } from '../temporal/connect';
import { commonOf, conditionsOf, inStatus, type ListedRun, type ListFilter, ofTypes } from './list';
import type { RunId } from '../temporal/run-ref';
import { type Found, type Page, search } from '../history/visibility';
import { quoted } from '../temporal/quoted';

export const userStatuses = ['running', 'stuck', 'completed', 'failed', 'cancelled'] as const;

export interface UserListRequest extends ListFilter {
  /** `failed` when absent. */
  readonly status?: (typeof userStatuses)[number] | undefined;
  /** Why they failed. */
  readonly code?: CatalogueCode | undefined;
  readonly limit: number;
  readonly pageToken?: string | undefined;
}

/** A user as its latest workflow has it: `step` is where it failed; `run` is the run it belongs to. */
export interface ListedUser extends Omit<ListedRun, 'failed'> {
  readonly key: string;
  /** The user's id; absent when it cannot be read. */
  readonly user?: string;
  readonly kind: string;
  readonly step?: string;
  readonly code?: string;
  readonly run?: RunId;
}

/** How many workflows one query names at most. */
const mostIds = 100;

/**
 * A page of users by what became of them, each once: one that was retried since counts as it is now. Throws `ClientError`,
 * PAGE_NOT_FOUND too.
 */
export async function listUsers(temporal: Temporal, request: UserListRequest): Promise<Page<ListedUser>> {
  const query = queryOf(request);
  const items: Found[] = [];
  let { pageToken } = request;
  do {
    const page = await search(temporal, { query, limit: request.limit - items.length, pageToken });
    items.push(...(await latestOf(temporal, page.items)));
    pageToken = page.nextPage;
  } while (pageToken !== undefined && items.length < request.limit);
  return { items: items.map(userOf), ...(pageToken === undefined ? {} : { nextPage: pageToken }) };
}

/** Those that no later workflow of the same user, for the same tenant, followed. */
async function latestOf(temporal: Temporal, found: readonly Found[]): Promise<readonly Found[]> {
  const latest = new Map<string, Found>();
  for (let from = 0; from < found.length; from += mostIds) {
    const ids = found.slice(from, from + mostIds).map(({ workflowId }) => quoted(workflowId));
    for (const other of await everyOf(temporal, `WorkflowId IN (${ids.join(', ')})`)) {
      const known = latest.get(userIn(other));
      if (known === undefined || known.startTime < other.startTime) latest.set(userIn(other), other);
    }
  }
  return found.filter((one) => (latest.get(userIn(one))?.runId ?? one.runId) === one.runId);
}

/** A person may be a user of several tenants, under one workflow id. */
function userIn({ workflowId, typedSearchAttributes }: Found): string {
  return `${workflowId} ${typedSearchAttributes.get(attributeKeys.tenant)}`;
}

async function everyOf(temporal: Temporal, query: string): Promise<readonly Found[]> {
  const all: Found[] = [];
  let pageToken: string | undefined;
  do {
    const page = await search(temporal, { query, limit: 1_000, pageToken });
    all.push(...page.items);
    pageToken = page.nextPage;
  } while (pageToken !== undefined);
  return all;
}

function userOf(found: Found): ListedUser {
  const { rootExecution: root, parentExecution: parent, told, workflowId } = found;
  const { user, kind = '', step } = told;
  const code = codeOf(found);
  const run = root ?? parent;
  const common = commonOf(found);
  return {
    ...common,
    status: statusOf(found, common.status),
    key: userKeyIn(workflowId),
    ...(user === undefined ? {} : { user }),
    kind,
    ...(step === undefined ? {} : { step }),
    ...(code === undefined ? {} : { code }),
    ...(run?.workflowId && run.runId ? { run: { workflowId: run.workflowId, runId: run.runId } } : {}),
  };
}

/** A user's workflow says of itself only how it failed, or that it was cancelled. */
function statusOf(found: Found, told: string): string {
  if (endedFromOutside(found)) return 'failed';
  return told === '' ? found.status.name.toLowerCase() : told;
}

function codeOf(found: Found): string | undefined {
  return endedFromOutside(found) ? 'TERMINATED' : found.typedSearchAttributes.get(attributeKeys.errorCode);
}

/** It could not tell what became of it. */
function endedFromOutside({ status }: Found): boolean {
  return status.name === 'TERMINATED' || status.name === 'TIMED_OUT';
}

const fromOutside = "ExecutionStatus IN ('Terminated', 'TimedOut')";

function queryOf({ status = 'failed', code, ...filter }: UserListRequest): string {
  const conditions = [ofTypes(workflowTypes.user, departureTypes.user), ...conditionsOf(filter)];
  if (code === 'TERMINATED') conditions.push(fromOutside);
  else if (code !== undefined) conditions.push(`OnboardErrorCode = ${quoted(code)}`);
  else conditions.push(inStanding[status]);
  return conditions.join(' AND ');
}

const inStanding: Readonly<Record<(typeof userStatuses)[number], string>> = {
  running: "ExecutionStatus = 'Running'",
  stuck: inStatus('stuck'),
  completed: "ExecutionStatus = 'Completed' AND OnboardStatus IS NULL",
  failed: "ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')",
  cancelled: inStatus('cancelled'),
};
