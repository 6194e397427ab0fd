import { messages } from '../../domain/run/names';
import type { Paused, StatusPage } from '../../domain/run/outcome';
import type { PauseRun } from '../../domain/run/run';
import type { Temporal } from '../temporal/connect';
import { openRun } from './end-run';
import { acceptMs, giveOrder } from '../messages/order';
import { handleOf, type RunId, type RunRef } from '../temporal/run-ref';

export interface PauseRequest extends RunRef {
  /** At most 500 characters, without personal data. */
  readonly reason?: string | undefined;
}

/** `paused` is absent when the run goes on. */
export interface PauseState extends RunId {
  readonly paused?: Paused;
}

/**
 * Lets an open run start no further user; those in flight finish, and the run stays open. Throws `ClientError`
 * RUN_NOT_FOUND, RUN_REFUSED (closed, cleaning up, or paused already), NO_WORKER.
 */
export async function pauseRun(temporal: Temporal, { reason, ...ref }: PauseRequest): Promise<PauseState> {
  const run = await openRun(temporal, ref);
  const request: PauseRun = reason === undefined ? {} : { reason };
  const paused = await giveOrder<Paused | undefined>(temporal, run, {
    update: () =>
      inTime(temporal, () =>
        handleOf(temporal, run).executeUpdate<Paused, [PauseRun]>(messages.pause, { args: [request] }),
      ),
    message: messages.pause,
    argument: request,
    refusal: (page) => (isPaused(page) ? 'it is paused already' : undefined),
    done: isPaused,
    answer: (page) => page.paused,
  });
  return { ...run, ...(paused !== undefined && { paused }) };
}

/**
 * Lets a run that an operator paused go on; `paused` says what keeps it all the same. Throws `ClientError` as `pauseRun`
 * does, RUN_REFUSED also when no operator paused it.
 */
export async function resumeRun(temporal: Temporal, ref: RunRef): Promise<PauseState> {
  const run = await openRun(temporal, ref);
  const paused = await giveOrder<Paused | null>(temporal, run, {
    update: () => inTime(temporal, () => handleOf(temporal, run).executeUpdate<Paused | null, []>(messages.resume)),
    message: messages.resume,
    refusal: (page) => (isPaused(page) ? undefined : 'it is not paused'),
    done: (page) => !isPaused(page),
    answer: (page) => page.paused ?? null,
  });
  return { ...run, ...(paused !== null && { paused }) };
}

function isPaused({ paused }: StatusPage): boolean {
  return paused?.by === 'operator';
}

function inTime<T>({ client }: Temporal, ask: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + acceptMs, ask);
}
