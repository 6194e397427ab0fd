import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from '../temporal/grpc-errors';

export interface PollOptions {
  /** How often it looks, in ms; 1000 when absent. */
  readonly intervalMs?: number;
  /** Stops looking. */
  readonly signal?: AbortSignal;
  /** Looks at once when this settles, instead of after the interval. */
  readonly woken?: Promise<unknown>;
}

/** How long Temporal may be away meanwhile. */
const outageMs = 60_000;

/** Looks until there is something. Throws what a look throws, what passes only after a minute of it, and the signal's reason. */
export async function pollUntil<T>(look: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const { intervalMs = 1_000, signal, woken } = options;
  const orWoken = wakenBy(woken);
  for (let answeredAt = Date.now(); ; ) {
    signal?.throwIfAborted();
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
      answeredAt = Date.now();
    } catch (error) {
      if (!isPassing(error) || Date.now() - answeredAt > outageMs) throw error;
    }
    const paused = pause(intervalMs, undefined, signal === undefined ? {} : { signal });
    await orWoken(paused).catch(() => undefined);
  }
}

/** Cuts pauses short, once. */
function wakenBy(woken: Promise<unknown> | undefined): (paused: Promise<void>) => Promise<unknown> {
  let isOver = woken === undefined;
  const waking = woken?.finally(() => {
    isOver = true;
  });
  return (paused) => (isOver ? paused : Promise.race([paused, waking]));
}
