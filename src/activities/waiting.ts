import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { FreeWait } from '../domain/run/activities';
import { isOpenState } from '../domain/run/names';
import { TargetError } from '../targets/contract/target';
import { toApplicationFailure } from './application-failure';

// What waits for a workflow looks, and fails until it is time. Each throws what Temporal's client throws, which is tried again.

/** What the open workflow with this id keeps in its memo; undefined when none is open. */
export async function findOpen(
  workflowId: string,
): Promise<{ readonly memo: Readonly<Record<string, unknown>> } | undefined> {
  try {
    const { status, memo = {} } = await Context.current().client.workflow.getHandle(workflowId).describe();
    return isOpenState(status.name) ? { memo } : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** How an attempt ends that looked too early: no error, and looked again after the interval. */
export function tooEarly(early: TargetError, pollIntervalMs: number): Error {
  const { attempt } = Context.current().info;
  return toApplicationFailure(early, { attempt, strangeAnswers: 0, pollIntervalMs, leases: [], cancelled: false });
}

/** Ends when no workflow with this id is open; until then each attempt fails with TURN_AWAITED, which is no error. */
export async function awaitFree({ workflowId, pollIntervalMs }: FreeWait): Promise<void> {
  if ((await findOpen(workflowId)) === undefined) return;
  throw tooEarly(new TargetError('TURN_AWAITED', 'another run is at it'), pollIntervalMs);
}
