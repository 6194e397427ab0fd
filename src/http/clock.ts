import { setTimeout as sleep } from 'node:timers/promises';

/** Time, as something a test can hold still. */
export interface Clock {
  /** Milliseconds from some moment, for spans: it never goes back, however the computer's clock is set. */
  now(): number;
  /** Milliseconds since the epoch, for dates. */
  date(): number;
  /** Ends after `ms`; when the signal aborts first, throws its reason. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: Date.now,
  async pause(ms, signal) {
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
  },
};
