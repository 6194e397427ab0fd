import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { type Direction, tenantWorkflowId } from '../../domain/run/names';
import type { TenantResult } from '../../domain/run/outcome';
import type { OnboardTenantInput } from '../../domain/run/run';
import { type System, systems } from '../../domain/systems/systems';
import { ClientError } from './client-error';
import type { Temporal } from './connect';
import { guarded } from './grpc-errors';

/** Names a run: the tenant's latest one unless `runId` names another. */
export interface RunRef {
  readonly tenant: string;
  /** Where the tenant lives; needed only when it lives in several systems. */
  readonly system?: System | undefined;
  readonly runId?: string | undefined;
  /** `onboard` when absent. */
  readonly direction?: Direction | undefined;
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

/** What the server knows of the run. Throws `ClientError` RUN_NOT_FOUND. */
export async function describeRun(temporal: Temporal, ref: RunRef): Promise<WorkflowExecutionDescription> {
  const found: WorkflowExecutionDescription[] = [];
  for (const system of ref.system === undefined ? systems : [ref.system]) {
    const description = await describeIfThere(temporal, tenantWorkflowId(system, ref.tenant, ref.direction), ref.runId);
    if (description !== undefined) found.push(description);
  }
  const [run, another] = found;
  if (run === undefined) {
    throw new ClientError(
      'RUN_NOT_FOUND',
      `There is no ${ref.direction === 'offboard' ? 'offboarding' : 'run'} of the tenant ${ref.tenant}.`,
      'See onboard list; a closed run is forgotten after the retention time of the namespace.',
    );
  }
  if (another !== undefined) {
    throw new ClientError(
      'RUN_REFUSED',
      `The tenant ${ref.tenant} lives in several systems.`,
      'Name one with --system.',
    );
  }
  return run;
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
  return status.name === 'RUNNING' || status.name === 'PAUSED';
}

/** The latest run of a tenant, and whether it is open. Throws `ClientError` RUN_NOT_FOUND. */
export async function findRun(temporal: Temporal, ref: RunRef): Promise<RunId & { readonly open: boolean }> {
  const found = await describeRun(temporal, ref);
  return { workflowId: found.workflowId, runId: found.runId, open: isOpen(found) };
}
