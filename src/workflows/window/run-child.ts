import { CancellationScope, condition, getExternalWorkflowHandle } from '@temporalio/workflow';

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
