import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from '../temporal/grpc-errors';

export interface PollOptions {
  /** How often it looks, in ms; 1000 when absent. */
  readonly intervalMs?: number;
  /** Stops looking. */
  readonly signal?: AbortSignal;
}

/** How long Temporal may be away meanwhile. */
const outageMs = 60_000;

/** Looks until there is something. Throws what a look throws, what passes only after a minute of it, and the signal's reason. */
export async function pollUntil<T>(look: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const { intervalMs = 1_000, signal } = options;
  for (let answeredAt = Date.now(); ; ) {
    signal?.throwIfAborted();
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
      answeredAt = Date.now();
    } catch (error) {
      if (!isPassing(error) || Date.now() - answeredAt > outageMs) throw error;
    }
    await pause(intervalMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}
