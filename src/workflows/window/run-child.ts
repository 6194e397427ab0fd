import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { CancellationScope, condition, getExternalWorkflowHandle, sleep } from '@temporalio/workflow';

/**
 * Awaits a child workflow that `start` starts. One whose start was under way when the scope was cancelled may not hear of
 * it: it is told again until it has ended.
 */
export async function runChild<T>(workflowId: string, start: () => Promise<T>): Promise<T> {
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

/** A terminated run's children end a moment after it: until then their ids are taken. */
export async function whenFree<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError) || tries === 30) throw error;
      await sleep('1 second');
    }
  }
}
