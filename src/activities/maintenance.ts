import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  type MaintenanceWait,
  type MaintenanceWindow,
  type WholeTarget,
  windowOfMemo,
} from '../domain/run/maintenance';
import { maintenanceId, targetLabel } from '../domain/run/names';
import { TargetError } from '../targets/contract/target';
import { toApplicationFailure } from './application-failure';

// Each throws what Temporal's client throws, which is tried again.

/** The target's maintenance window; null when it has none. */
export async function maintenanceOf(target: WholeTarget): Promise<MaintenanceWindow | null> {
  try {
    const handle = Context.current().client.workflow.getHandle(maintenanceId(target));
    const { status, memo } = await handle.describe();
    const open = status.name === 'RUNNING' || status.name === 'PAUSED';
    return open ? (windowOfMemo(memo) ?? null) : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/**
 * Ends when the target has a maintenance window, or has none any more; until then each attempt fails with
 * MAINTENANCE_AWAITED or TARGET_MAINTENANCE, which are no errors.
 */
export async function awaitMaintenance(wait: MaintenanceWait): Promise<MaintenanceWindow | null> {
  const { target, until, pollIntervalMs } = wait;
  const window = await maintenanceOf(target);
  if ((until === 'begun') === (window !== null)) return window;
  const early =
    window === null
      ? new TargetError('MAINTENANCE_AWAITED', `${targetLabel(target)} has no maintenance window`)
      : new TargetError('TARGET_MAINTENANCE', sayingOf(target, window));
  const { attempt } = Context.current().info;
  throw toApplicationFailure(early, { attempt, strangeAnswers: 0, pollIntervalMs, leases: [], cancelled: false });
}

function sayingOf(target: WholeTarget, { since, reason, endsAt }: MaintenanceWindow): string {
  const until = endsAt === undefined ? '' : ` until ${endsAt}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${targetLabel(target)} has a maintenance window since ${since}${until}${why}`;
}
