import type { Clock } from '../../../http/clock';

export interface Rereading {
  readonly clock: Clock;
  /** Pauses between the reads of something that was written a moment ago: MAS' reads lag up to 5 s behind. */
  readonly rereadDelaysMs: readonly number[];
}

/** Reads at once and after each delay until there is something. */
export async function reread<T>(
  { clock, rereadDelaysMs }: Rereading,
  read: () => Promise<T | undefined>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  for (const delayMs of [0, ...rereadDelaysMs]) {
    if (delayMs > 0) await clock.pause(delayMs, signal);
    const value = await read();
    if (value !== undefined) return value;
  }
  return undefined;
}
