import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { CancellationScope, condition, getExternalWorkflowHandle, proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import { turnPolicy } from '../state/policies';

/**
 * Awaits a child workflow that `start` starts. One whose start was under way when the scope was cancelled may not hear of
 * it: it is told again until it has ended.
 */
async function runChild<T>(workflowId: string, start: () => Promise<T>): Promise<T> {
  const at = { over: false };
  CancellationScope.current().cancelRequested.catch(() => {
    void CancellationScope.nonCancellable(() => insist(workflowId, () => at.over));
  });
  try {
    return await start();
  } finally {
    at.over = true;
  }
}

/** Never rejects: who is gone needs no telling. */
async function insist(workflowId: string, over: () => boolean): Promise<void> {
  while (!(await condition(over, '5 seconds'))) {
    await getExternalWorkflowHandle(workflowId)
      .cancel()
      .catch(() => undefined);
  }
}

interface Turn {
  readonly workflowId: string;
  /** The longest that the other one is waited for, in ms. */
  readonly patienceMs: number;
  readonly pollIntervalMs: number;
  /** Hears that it is about to start, each time; and that another one has to be waited for. */
  readonly begins?: () => void;
  readonly waiting?: () => void;
}

/**
 * Starts a child under an id that another workflow may have: a run of the same person or tenant, or a child of a terminated
 * run, which ends a moment after it. They take turns. Throws as the wait for the other does when that takes too long.
 */
export async function inTurn<T>(turn: Turn, start: () => Promise<T>): Promise<T> {
  const { workflowId, patienceMs, pollIntervalMs, waiting } = turn;
  for (;;) {
    turn.begins?.();
    try {
      return await runChild(workflowId, start);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    waiting?.();
    const summary = 'Wait for another run';
    const { awaitFree } = proxyActivities<OnboardingActivities>({ ...turnPolicy(patienceMs), summary });
    await awaitFree({ workflowId, pollIntervalMs });
  }
}
