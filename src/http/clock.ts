import { setTimeout as sleep } from 'node:timers/promises';

/** Time, as something a test can hold still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends after `ms`; when the signal aborts first, throws its reason. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  async pause(ms, signal) {
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
  },
};
