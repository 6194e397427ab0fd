import {
  type MaintenanceWait,
  type MaintenanceWindow,
  type WholeTarget,
  windowOfMemo,
} from '../domain/run/maintenance';
import { maintenanceId, targetLabel } from '../domain/run/names';
import { TargetError } from '../targets/contract/target';
import { findOpen, tooEarly } from './waiting';

// Each throws what Temporal's client throws, which is tried again.

/** The target's maintenance window; null when it has none. */
export async function maintenanceOf(target: WholeTarget): Promise<MaintenanceWindow | null> {
  return windowOfMemo((await findOpen(maintenanceId(target)))?.memo) ?? null;
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
  throw tooEarly(early, pollIntervalMs);
}

function sayingOf(target: WholeTarget, { since, reason, endsAt }: MaintenanceWindow): string {
  const until = endsAt === undefined ? '' : ` until ${endsAt}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${targetLabel(target)} has a maintenance window since ${since}${until}${why}`;
}
