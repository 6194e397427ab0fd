import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import {
  type MaintenanceInput,
  type MaintenanceWindow,
  type WholeTarget,
  windowOf,
  windowOfMemo,
} from '../../domain/run/maintenance';
import { attributeKeys } from '../../domain/run/search-attributes';
import { maintenanceId, maintenanceType, messages, targetLabel } from '../../domain/run/names';
import type { Temporal } from '../temporal/connect';
import { guarded, isDeadline } from '../temporal/grpc-errors';
import { describeIfThere, isOpen, type RunId } from '../temporal/run-ref';

export interface MaintenanceRequest {
  readonly target: WholeTarget;
  /** At most 500 characters, without personal data. */
  readonly reason?: string | undefined;
  /** How long it lasts; until it is ended when absent. */
  readonly forMs?: number | undefined;
}

/** `there-already`: the target had a window, which stays as it is. */
export interface MaintenanceBegun {
  readonly kind: 'begun' | 'there-already';
  readonly window: MaintenanceWindow;
}

type MaintenanceWorkflow = (input: MaintenanceInput) => Promise<void>;

/** How long a worker may take to close a window. */
const closeMs = 5_000;

/**
 * Begins a maintenance window of a target: until it ends, a run on it starts no user. One that is open hears of it within
 * half a minute, one that is started meanwhile before it calls the target.
 * Throws `ClientError`: SEARCH_ATTRIBUTES_MISSING, and those of the connection.
 */
export async function beginMaintenance(temporal: Temporal, request: MaintenanceRequest): Promise<MaintenanceBegun> {
  const { target, reason, forMs } = request;
  const now = Date.now();
  const endsAt = forMs === undefined ? undefined : new Date(now + forMs).toISOString();
  const window = windowOf({ since: new Date(now).toISOString(), reason, endsAt });
  const there = await guarded(() => start(temporal, { target, ...window }));
  if (there) return { kind: 'there-already', window: (await findMaintenance(temporal, target)) ?? window };
  return { kind: 'begun', window };
}

/** The window that a target has; undefined for none. Throws `ClientError`. */
export async function findMaintenance(
  temporal: Temporal,
  target: WholeTarget,
): Promise<(MaintenanceWindow & RunId) | undefined> {
  const found = await describeIfThere(temporal, maintenanceId(target));
  if (found === undefined || !isOpen(found)) return undefined;
  const window = windowOfMemo(found.memo) ?? { since: found.startTime.toISOString() };
  return { ...window, workflowId: found.workflowId, runId: found.runId };
}

/**
 * Ends a target's maintenance window: its runs go on within half a minute. `asked`: no worker has taken note of it so far;
 * the first one that comes does. `none`: there was no window. Throws `ClientError`.
 */
export async function endMaintenance({ client }: Temporal, target: WholeTarget): Promise<'ended' | 'asked' | 'none'> {
  const handle = client.workflow.getHandle(maintenanceId(target));
  if (!(await guarded(() => heard(() => handle.signal(messages.endMaintenance))))) return 'none';
  try {
    await guarded(() => client.withDeadline(Date.now() + closeMs, () => handle.result()));
    return 'ended';
  } catch (error) {
    if (isDeadline(error)) return 'asked';
    throw error;
  }
}

/** Whether a window of this target was there already. */
async function start({ client, taskQueue }: Temporal, input: MaintenanceInput): Promise<boolean> {
  const { target, since, reason, endsAt } = input;
  const label = targetLabel(target);
  try {
    await client.workflow.start<MaintenanceWorkflow>(maintenanceType, {
      workflowId: maintenanceId(target),
      taskQueue,
      args: [input],
      staticSummary: `Maintenance of ${label}`,
      memo: { since, reason: reason ?? null, endsAt: endsAt ?? null },
      typedSearchAttributes: [
        { key: attributeKeys.target, value: label },
        { key: attributeKeys.status, value: 'paused' },
      ],
    });
    return false;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
    throw error;
  }
}

/** Whether there was a window to be told. */
async function heard(tell: () => Promise<void>): Promise<boolean> {
  try {
    await tell();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
