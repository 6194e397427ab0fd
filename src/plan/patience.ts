import { type Attempt, retryDelay } from '../activities/retry-delay';
import { factsOf, isFailureCode } from '../domain/failures/failures';
import { type Clock, systemClock } from '../http/clock';
import { TargetError } from '../targets/contract/target';

export interface PatienceOptions {
  /** How long one read is tried again, and how long all are while none succeeds, in ms. */
  readonly longestMs: number;
  /** The longest pause between two looks at something that is waited for, in ms. */
  readonly pollIntervalMs: number;
  readonly signal: AbortSignal;
  /** Called before a pause, with what it is for. */
  readonly onWait: (error: TargetError) => void;
  readonly clock?: Clock;
}

export interface ReadAttempt {
  /** From 1. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** Reads without Temporal, which retries everywhere else: a plan works where no server is. */
export interface Patience {
  /**
   * Tries again what the failure catalogue calls transient, with the pauses of a run. Throws the `TargetError` of the last
   * attempt, under the code that it expires as, and the signal's reason.
   */
  read<T>(body: (at: ReadAttempt) => Promise<T>): Promise<T>;
}

type Tried = Pick<Attempt, 'attempt' | 'strangeAnswers'>;

/** Longer than the longest request and its turn in the pace of a target. */
const attemptMs = 60_000;

export function createPatience({ clock = systemClock, ...options }: PatienceOptions): Patience {
  const { longestMs, pollIntervalMs, signal, onWait } = options;
  let lastSuccessAt = clock.now();

  /** A target that is gone for everybody is not waited for by each user anew. */
  const isOver = (startedAt: number) => {
    const now = clock.now();
    return now - startedAt >= longestMs || now - lastSuccessAt >= longestMs;
  };

  async function waitAfter(error: unknown, tried: Tried, startedAt: number): Promise<Tried> {
    signal.throwIfAborted();
    if (!(error instanceof TargetError)) throw error;
    const { retry } = factsOf(error.code);
    const { attempt } = tried;
    const strangeAnswers = retry === 'few' ? tried.strangeAnswers + 1 : 0;
    const at = { attempt, strangeAnswers, retryAfterMs: error.retryAfterMs, pollIntervalMs };
    const delay = retryDelay(retry, at, Math.random);
    if (delay === undefined) throw error;
    if (isOver(startedAt)) throw expired(error);
    onWait(error);
    const leftMs = Math.max(longestMs - (clock.now() - startedAt), 0);
    await clock.pause(Math.min(delay, leftMs), signal);
    return { attempt: attempt + 1, strangeAnswers };
  }

  return {
    async read(body) {
      const startedAt = clock.now();
      for (let tried: Tried = { attempt: 1, strangeAnswers: 0 }; ; ) {
        signal.throwIfAborted();
        try {
          const value = await body({
            attempt: tried.attempt,
            signal: AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]),
          });
          lastSuccessAt = clock.now();
          return value;
        } catch (error) {
          tried = await waitAfter(error, tried, startedAt);
        }
      }
    },
  };
}

function expired(error: TargetError): TargetError {
  const code = factsOf(error.code).expiresAs ?? error.code;
  return isFailureCode(code) ? new TargetError(code, error.message, { cause: error }) : error;
}
