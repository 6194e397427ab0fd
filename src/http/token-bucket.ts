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
