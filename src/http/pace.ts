import type { Clock } from './clock';
import { HttpError } from './http-error';

/** How fast one target is asked: shared by all clients that speak to it. */
export interface Pace {
  /** Waits for a turn. When it would take longer than `limitMs`: throws `HttpError` (paused) with the time that remains. */
  enter(limitMs: number, signal?: AbortSignal): Promise<void>;
  /** Nobody enters for `ms`; a longer pause that runs already stays. */
  hold(ms: number): void;
}

/** A pace of at most `requestsPerSecond`, with a gate that closes for everybody when the target asks for a pause. */
export function createPace(requestsPerSecond: number, clock: Clock): Pace {
  const bucket = createTokenBucket(requestsPerSecond, () => clock.now());
  let opensAt = 0;

  async function waitFor(ms: number, limitMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (ms <= 0) return;
    if (ms > limitMs) throw new HttpError('paused', { retryAfterMs: ms });
    await clock.pause(ms, signal);
  }

  return {
    async enter(limitMs, signal) {
      const until = clock.now() + limitMs;
      const left = () => until - clock.now();
      await waitFor(opensAt - clock.now(), left(), signal);
      await waitFor(bucket.take(left()), left(), signal);
      // The gate may have closed while the turn was awaited.
      await waitFor(opensAt - clock.now(), left(), signal);
    },
    hold(ms) {
      opensAt = Math.max(opensAt, clock.now() + ms);
    },
  };
}

/** Hands out turns, so many a second. */
export interface TokenBucket {
  /** Milliseconds until the caller's turn, which is then taken; when that is more than `limitMs`, no turn is taken. */
  take(limitMs: number): number;
}

/** A bucket of `perSecond` turns a second; what a fifth of a second saves up may go at once. `now` is in milliseconds. */
export function createTokenBucket(perSecond: number, now: () => number): TokenBucket {
  const capacity = Math.max(1, perSecond / 5);
  let tokens = capacity;
  let filledAt = now();

  return {
    take(limitMs) {
      const at = now();
      tokens = Math.min(capacity, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000);
      filledAt = at;
      const waitMs = Math.max(0, Math.ceil(((1 - tokens) * 1000) / perSecond));
      // Turns taken ahead of time make the number negative: whoever comes later waits longer.
      if (waitMs <= limitMs) tokens -= 1;
      return waitMs;
    },
  };
}
