import { ClientError } from './client-error';
import type { Temporal } from './connect';
import { guarded } from './grpc-errors';
import type { RunId } from './run-ref';

/**
 * Tells the server that the worker which had this run in its memory is gone: the next one gets it at once, not after the
 * sticky time-out. Harmless when the worker lives or the run is closed. Throws `ClientError`.
 */
export async function unstick({ client, namespace }: Temporal, { workflowId, runId }: RunId): Promise<void> {
  const execution = { workflowId, runId };
  try {
    await guarded(() => client.workflowService.resetStickyTaskQueue({ namespace, execution }));
  } catch (error) {
    // The server answers so for a closed run.
    if (!(error instanceof ClientError) || error.code !== 'RUN_NOT_FOUND') throw error;
  }
}
