import { type Workflow, WorkflowExecutionAlreadyStartedError, type WorkflowResultType } from '@temporalio/common';
import {
  CancellationScope,
  type ChildWorkflowHandle,
  condition,
  getExternalWorkflowHandle,
  proxyActivities,
} from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import { turnPolicy } from '../state/policies';

type Child<W extends Workflow> = ChildWorkflowHandle<W>;

/**
 * Awaits a child workflow that `start` starts. One whose start was under way when the scope was cancelled may not hear of
 * it: it is told again until it has ended.
 */
async function runChild<W extends Workflow>(start: () => Promise<Child<W>>): Promise<WorkflowResultType<W>> {
  const at: { over: boolean; child?: Child<W> } = { over: false };
  CancellationScope.current().cancelRequested.catch(() => {
    void CancellationScope.nonCancellable(() => insist(at));
  });
  try {
    at.child = await start();
    return await at.child.result();
  } finally {
    at.over = true;
  }
}

/** Never rejects: who is gone needs no telling. Its id may be another one's by then, so it is told by its run. */
async function insist(at: { readonly over: boolean; readonly child?: Child<Workflow> }): Promise<void> {
  await condition(() => at.over || at.child !== undefined);
  while (!(await condition(() => at.over, '5 seconds'))) {
    if (at.over || at.child === undefined) return;
    const { workflowId, firstExecutionRunId } = at.child;
    await getExternalWorkflowHandle(workflowId, firstExecutionRunId)
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
export async function inTurn<W extends Workflow>(
  turn: Turn,
  start: () => Promise<ChildWorkflowHandle<W>>,
): Promise<WorkflowResultType<W>> {
  const { workflowId, patienceMs, pollIntervalMs, waiting } = turn;
  const endsAt = Date.now() + patienceMs;
  for (;;) {
    turn.begins?.();
    try {
      return await runChild(start);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    waiting?.();
    const summary = 'Wait for another run';
    const { awaitFree } = proxyActivities<OnboardingActivities>({
      ...turnPolicy(Math.max(endsAt - Date.now(), 1)),
      summary,
    });
    await awaitFree({ workflowId, pollIntervalMs });
  }
}
