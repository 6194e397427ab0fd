import type { Temporal } from '../temporal/connect';
import { isPassing } from '../temporal/grpc-errors';
import { outcomeOf, type RunOutcome } from '../history/run-outcome';
import { type PollOptions, pollUntil } from './poll-until';
import { describeIfThere, handleOf, isOpen, type RunId } from '../temporal/run-ref';
import { closedStatus, openStatus, type RunStatus } from '../read/run-status';
import { SliceRows } from '../read/slice-rows';
import { ClientError } from '../temporal/client-error';

export interface FollowOptions extends PollOptions {
  /** Receives the state of the run about every second. */
  readonly onProgress?: (status: RunStatus) => void;
  /** Of how many users in flight the step is looked up; 0 when absent. */
  readonly describe?: number;
}

/**
 * Follows a run until it ends. Restarting workers and short outages of Temporal are waited for. Throws `ClientError`
 * TEMPORAL_UNREACHABLE after ten minutes of outage, RUN_NOT_FOUND, and the signal's reason.
 */
export function followRun(temporal: Temporal, run: RunId, options: FollowOptions): Promise<RunOutcome> {
  const slices = new SliceRows();
  return besideItsEnd(temporal, run, (woken) =>
    pollUntil(() => look(temporal, run, { ...options, slices }), { ...options, woken }),
  );
}

/** Temporal tells the end of a run at once to whoever waits for it; a look each second comes half of one late. */
async function besideItsEnd<T>(
  temporal: Temporal,
  run: RunId,
  poll: (ended: Promise<unknown>) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const ended = temporal.client
    .withAbortSignal(over.signal, () => handleOf(temporal, run).result())
    .catch(() => undefined);
  try {
    return await poll(ended);
  } finally {
    over.abort();
  }
}

/** One look: the outcome when the run is closed. */
async function look(
  temporal: Temporal,
  run: RunId,
  { onProgress, describe = 0, slices }: FollowOptions & { readonly slices: SliceRows },
): Promise<RunOutcome | undefined> {
  const found = await describeIfThere(temporal, run.workflowId, run.runId);
  if (found === undefined) throw new ClientError('RUN_NOT_FOUND', 'The run is gone.', 'See onboard list.');
  const outcome = isOpen(found) ? undefined : await outcomeOf(temporal, found);
  if (onProgress !== undefined) {
    const status = await statusIfAnswered(() =>
      outcome === undefined
        ? openStatus(temporal, found, { describe, slices })
        : closedStatus(temporal, found, outcome),
    );
    if (status !== undefined) onProgress(status);
  }
  return outcome;
}

/** No worker may be there to answer for a while: that is no error of the run. */
async function statusIfAnswered(read: () => Promise<RunStatus>): Promise<RunStatus | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}
