import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { describeRun, handleOf, isOpen, type RunId, type RunRef } from '../temporal/run-ref';

/**
 * Asks the open run to stop: no further step begins, running ones end, what was temporary is removed, and every user is
 * reported. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED (closed already).
 */
export async function cancelRun(temporal: Temporal, ref: RunRef): Promise<RunId> {
  const run = await openRun(temporal, ref);
  await guarded(() => handleOf(temporal, run).cancel());
  return run;
}

/** The run when it is open. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED. */
export async function openRun(temporal: Temporal, ref: RunRef): Promise<RunId> {
  const found = await describeRun(temporal, ref);
  if (!isOpen(found)) {
    throw new ClientError(
      'RUN_REFUSED',
      `The run of ${ref.tenant} is closed.`,
      `See its result: onboard status ${ref.tenant}`,
    );
  }
  return { workflowId: found.workflowId, runId: found.runId };
}
