import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { FreeWait } from '../domain/run/activities';
import { TargetError } from '../targets/contract/target';
import { toApplicationFailure } from './application-failure';

/**
 * Ends when no workflow with this id is open; until then each attempt fails with TURN_AWAITED, which is no error. Throws what
 * Temporal's client throws, which is tried again.
 */
export async function awaitFree({ workflowId, pollIntervalMs }: FreeWait): Promise<void> {
  const { client, info } = Context.current();
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING' && status.name !== 'PAUSED') return;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return;
    throw error;
  }
  const early = new TargetError('TURN_AWAITED', 'another run is at it');
  const { attempt } = info;
  throw toApplicationFailure(early, { attempt, strangeAnswers: 0, pollIntervalMs, leases: [], cancelled: false });
}
