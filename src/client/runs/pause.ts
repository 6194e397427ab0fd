import { messages } from '../../domain/run/names';
import type { Paused } from '../../domain/run/outcome';
import type { PauseRun } from '../../domain/run/run';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { openRun } from './end-run';
import { guarded, isDeadline } from '../temporal/grpc-errors';
import { handleOf, type RunId, type RunRef } from '../temporal/run-ref';

export interface PauseRequest extends RunRef {
  /** At most 500 characters, without personal data. */
  readonly reason?: string | undefined;
}

/** `paused` is absent when the run goes on. */
export interface PauseState extends RunId {
  readonly paused?: Paused;
}

const acceptMs = 15_000;

/**
 * Lets an open run start no further user; those in flight finish, and the run stays open. Throws `ClientError`
 * RUN_NOT_FOUND, RUN_REFUSED (closed, cleaning up, or paused already), NO_WORKER.
 */
export async function pauseRun(temporal: Temporal, { reason, ...ref }: PauseRequest): Promise<PauseState> {
  const run = await openRun(temporal, ref);
  const request: PauseRun = reason === undefined ? {} : { reason };
  const paused = await answered(temporal, () =>
    handleOf(temporal, run).executeUpdate<Paused, [PauseRun]>(messages.pause, { args: [request] }),
  );
  return { ...run, paused };
}

/**
 * Lets a run that an operator paused go on; `paused` says what keeps it all the same. Throws `ClientError` as `pauseRun`
 * does, RUN_REFUSED also when no operator paused it.
 */
export async function resumeRun(temporal: Temporal, ref: RunRef): Promise<PauseState> {
  const run = await openRun(temporal, ref);
  const paused = await answered(temporal, () =>
    handleOf(temporal, run).executeUpdate<Paused | null, []>(messages.resume),
  );
  return { ...run, ...(paused !== null && { paused }) };
}

async function answered<T>({ client }: Temporal, ask: () => Promise<T>): Promise<T> {
  try {
    return await guarded(() => client.withDeadline(Date.now() + acceptMs, ask));
  } catch (error) {
    if (!isDeadline(error)) throw error;
    const remedy = 'Start a worker (onboard worker), then give the same command again.';
    throw new ClientError('NO_WORKER', 'No worker answered for the open run.', remedy).because(error);
  }
}
