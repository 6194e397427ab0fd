import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { type Direction, directionOf, isOpenState } from '../../domain/run/names';
import type { TenantResult } from '../../domain/run/outcome';
import type { OnboardTenantInput } from '../../domain/run/run';
import { ClientError } from './client-error';
import type { Temporal } from './connect';
import { guarded } from './grpc-errors';
import { quoted } from './quoted';
import { atSeveral, runIdsOf, type TenantRef } from './tenant-places';

/** Names a run: the tenant's latest one unless `runId` names another. */
export interface RunRef extends TenantRef {
  readonly runId?: string | undefined;
  /** Where it is known: then nothing is searched for. */
  readonly workflowId?: string | undefined;
}

/** One run, exactly. */
export interface RunId {
  readonly workflowId: string;
  readonly runId: string;
}

export type TenantWorkflow = (input: OnboardTenantInput) => Promise<TenantResult>;
export type TenantHandle = WorkflowHandle<TenantWorkflow>;

export function handleOf({ client }: Temporal, { workflowId, runId }: RunId): TenantHandle {
  return client.workflow.getHandle<TenantWorkflow>(workflowId, runId);
}

/** What the server knows of the run. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED (the tenant's name is at several places). */
export async function describeRun(temporal: Temporal, ref: RunRef): Promise<WorkflowExecutionDescription> {
  const known = ref.workflowId === undefined ? await runIdsOf(temporal, ref) : [ref.workflowId];
  // A run id is of one place only.
  if (known.length > 1 && ref.runId === undefined) throw atSeveral(ref.tenant, known);
  for (const workflowId of known) {
    const run = await describeIfThere(temporal, workflowId, ref.runId);
    if (run !== undefined) return run;
  }
  throw new ClientError(
    'RUN_NOT_FOUND',
    `There is no run of the tenant ${ref.tenant}${ref.at === undefined ? '' : ` at ${ref.at}`}.`,
    'See onboard list; a closed run is forgotten after the retention time of the namespace.',
  );
}

/** The latest run under an id that went one way, whatever came after it; undefined when Temporal knows none. Throws `ClientError`. */
export async function latestOfType(
  temporal: Temporal,
  workflowId: string,
  type: string,
): Promise<WorkflowExecutionDescription | undefined> {
  const last = await describeIfThere(temporal, workflowId);
  if (last === undefined || last.type === type) return last;
  const query = `WorkflowId = ${quoted(workflowId)} AND WorkflowType = ${quoted(type)}`;
  const runId = await guarded(async () => {
    for await (const found of temporal.client.workflow.list({ query, pageSize: 1 })) return found.runId;
    return undefined;
  });
  return runId === undefined ? undefined : describeIfThere(temporal, workflowId, runId);
}

/** Undefined when there is no such run. */
export async function describeIfThere(
  { client }: Temporal,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription | undefined> {
  return guarded(async () => {
    try {
      return await client.workflow.getHandle(workflowId, runId).describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  });
}

export function isOpen({ status }: Pick<WorkflowExecutionDescription, 'status'>): boolean {
  return isOpenState(status.name);
}

/** A run, which way it goes, and whether it is open. */
export interface FoundRun extends RunId {
  readonly direction: Direction;
  readonly open: boolean;
}

/** The latest run of a tenant. Throws `ClientError` as `describeRun` does. */
export async function findRun(temporal: Temporal, ref: RunRef): Promise<FoundRun> {
  const found = await describeRun(temporal, ref);
  const { workflowId, runId, type } = found;
  return { workflowId, runId, direction: directionOf(type), open: isOpen(found) };
}
