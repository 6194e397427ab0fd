import fc from 'fast-check';
import { retryDelay } from '../../src/activities/retry-delay';

const at = { attempt: 1, strangeAnswers: 1, retryAfterMs: undefined, pollIntervalMs: 5_000 };

describe('the delay before the next attempt', () => {
  it('is none for a permanent failure', () => {
    expect(retryDelay('never', at, Math.random)).toBeUndefined();
  });

  it('is none after five answers outside the contract in a row, however long the step waited before', () => {
    expect(retryDelay('few', { ...at, attempt: 50, strangeAnswers: 4 }, Math.random)).toBeDefined();
    expect(retryDelay('few', { ...at, attempt: 5, strangeAnswers: 5 }, Math.random)).toBeUndefined();
  });

  it('begins anew with the first answer outside the contract', () => {
    expect(retryDelay('few', { ...at, attempt: 50 }, () => 0)).toBe(500);
    expect(retryDelay('few', { ...at, attempt: 50, strangeAnswers: 4 }, () => 0)).toBe(4_000);
  });

  it('grows when polling up to the poll interval', () => {
    const delays = [1, 2, 3, 4, 5, 50].map((attempt) => retryDelay('poll', { ...at, attempt }, Math.random));
    expect(delays).toEqual([2_000, 2_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('never passes a minute by itself, and differs between steps that failed together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const delay = retryDelay('backoff', { ...at, attempt }, () => random);
          return delay !== undefined && delay >= 500 && delay <= 60_000;
        },
      ),
    );
    const some = (random: number) => retryDelay('backoff', { ...at, attempt: 6 }, () => random);
    expect(some(0)).not.toEqual(some(0.9));
  });

  it('is never sooner than the target asked, and at most ten minutes and a little', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.integer({ min: 1, max: 50 }), (retryAfterMs, attempt) => {
        const delay = retryDelay('backoff', { ...at, attempt, retryAfterMs }, Math.random);
        return delay !== undefined && delay >= Math.min(retryAfterMs, 600_000) && delay <= 605_000;
      }),
    );
  });
});
