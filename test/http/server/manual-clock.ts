import type { Clock } from '../../../src/http/clock';

export interface ManualClock extends Clock {
  advance(ms: number): Promise<void>;
  /** How long the pauses are that nobody ended yet. */
  pending(): readonly number[];
}

interface Pause {
  readonly endsAt: number;
  readonly ms: number;
  readonly end: () => void;
}

/** A clock that stands still until it is advanced. */
export function createManualClock(start = 1_000_000): ManualClock {
  let now = start;
  let pauses: Pause[] = [];
  return {
    now: () => now,
    date: () => now,
    pause: (ms, signal) =>
      new Promise((resolve, reject) => {
        const pause = { endsAt: now + ms, ms, end: resolve };
        pauses.push(pause);
        signal?.addEventListener('abort', () =>
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')),
        );
      }),
    async advance(ms) {
      now += ms;
      const due = pauses.filter(({ endsAt }) => endsAt <= now);
      pauses = pauses.filter((pause) => !due.includes(pause));
      for (const { end } of due) end();
      // What waited goes on before the test does.
      await new Promise((resolve) => setImmediate(resolve));
    },
    pending: () => pauses.map(({ ms }) => ms),
  };
}
