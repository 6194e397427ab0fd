import type { FailureFact } from '../domain/systems/failure-fact';

// Temporal's own retry policy has no jitter: what fails together would come back together.

const longestBackoffMs = 60_000;
const longestRetryAfterMs = 600_000;
/** So many answers outside the contract in a row are no passing fault. */
const fewAnswers = 5;

export interface Attempt {
  /** From 1. */
  readonly attempt: number;
  /** Answers outside the contract in a row, up to this one. Waits and outages before them don't count. */
  readonly strangeAnswers: number;
  /** What the target asked for, in ms. */
  readonly retryAfterMs: number | undefined;
  readonly pollIntervalMs: number;
}

/** When to try again, in ms from now; undefined means never. `random` is in [0, 1). */
export function retryDelay(retry: FailureFact['retry'], at: Attempt, random: () => number): number | undefined {
  if (retry === 'never') return undefined;
  if (retry === 'few' && at.strangeAnswers >= fewAnswers) return undefined;
  const before = (retry === 'few' ? at.strangeAnswers : at.attempt) - 1;
  const doubled = 1_000 * 2 ** Math.min(before, 16);
  // A wait begins with short pauses, for what is ready after two seconds as it mostly is: 2, 2, 2, 4, 5, 5 … seconds.
  if (retry === 'poll') return Math.min(Math.max(doubled / 2, 2_000), at.pollIntervalMs);
  const backoff = Math.min(doubled, longestBackoffMs) * (0.5 + random() / 2);
  if (at.retryAfterMs === undefined) return Math.round(backoff);
  const asked = Math.min(at.retryAfterMs, longestRetryAfterMs);
  return Math.round(asked + random() * Math.min(backoff, 5_000));
}
