import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  type Announcement,
  announce,
  type Listener,
  type MaintenanceNotice,
  type MaintenanceWait,
  type MaintenanceWindow,
  openRunsQuery,
  type WholeTarget,
  windowOfMemo,
} from '../domain/run/maintenance';
import { maintenanceId, messages, targetLabel } from '../domain/run/names';
import { TargetError } from '../targets/contract/target';
import { toApplicationFailure } from './application-failure';

// Each throws what Temporal's client throws, which is tried again.

/** The target's maintenance window; null when it has none. */
export async function maintenanceOf(target: WholeTarget): Promise<MaintenanceWindow | null> {
  try {
    const handle = Context.current().client.workflow.getHandle(maintenanceId(target));
    const { status, memo } = await handle.describe();
    return status.name === 'RUNNING' ? (windowOfMemo(memo) ?? null) : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Ends when the target has no maintenance window; until then each attempt fails with TARGET_MAINTENANCE, which is no error. */
export async function awaitMaintenanceEnd({ target, pollIntervalMs }: MaintenanceWait): Promise<void> {
  const window = await maintenanceOf(target);
  if (window === null) return;
  const { attempt } = Context.current().info;
  const early = new TargetError('TARGET_MAINTENANCE', sayingOf(target, window));
  throw toApplicationFailure(early, { attempt, strangeAnswers: 0, pollIntervalMs, leases: [], cancelled: false });
}

/** Tells the open runs on a target of its maintenance window, but for those that are paused; answers how many heard it. */
export function announceMaintenance({ target, ...window }: Announcement): Promise<number> {
  return announce(window, listeners(target));
}

async function* listeners(target: WholeTarget): AsyncIterable<Listener> {
  const { client } = Context.current();
  const query = openRunsQuery(target, 'runs-not-paused');
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const handle = client.workflow.getHandle(workflowId, runId);
    yield { tell: (notice) => heard(() => handle.signal<[MaintenanceNotice]>(messages.maintenance, notice)) };
  }
}

/** A run may end between the listing and the word. */
async function heard(tell: () => Promise<void>): Promise<boolean> {
  try {
    await tell();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function sayingOf(target: WholeTarget, { since, reason, endsAt }: MaintenanceWindow): string {
  const until = endsAt === undefined ? '' : ` until ${endsAt}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${targetLabel(target)} has a maintenance window since ${since}${until}${why}`;
}
