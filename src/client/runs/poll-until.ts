import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from '../temporal/grpc-errors';

export interface PollOptions {
  /** How often it looks, in ms; 1000 when absent. */
  readonly intervalMs?: number;
  /** Stops looking. */
  readonly signal?: AbortSignal;
  /** Looks at once when this settles, instead of after the interval. */
  readonly woken?: Promise<unknown>;
  /** Hears that Temporal has not answered for a few seconds, and that it does again. */
  readonly onAway?: (isAway: boolean) => void;
}

/** How long Temporal may be away meanwhile: as long as a restart of a cluster's takes. */
const outageMs = 10 * 60_000;
const worthTellingMs = 5_000;

/** Looks until there is something. Throws what a look throws, what passes only after ten minutes of it, and the signal's reason. */
export async function pollUntil<T>(look: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const { intervalMs = 1_000, signal, woken } = options;
  const orWoken = wakenBy(woken);
  const absence = new Absence(options.onAway);
  for (;;) {
    signal?.throwIfAborted();
    try {
      const seen = await look();
      absence.answered();
      if (seen !== undefined) return seen;
    } catch (error) {
      if (!isPassing(error) || absence.lasts() > outageMs) throw error;
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

/** How long there has been no answer. */
class Absence {
  private readonly tell: PollOptions['onAway'];
  private answeredAt = Date.now();
  private isTold = false;

  constructor(tell: PollOptions['onAway']) {
    this.tell = tell;
  }

  answered(): void {
    this.answeredAt = Date.now();
    if (this.isTold) this.tell?.(false);
    this.isTold = false;
  }

  /** In ms. */
  lasts(): number {
    const lastsMs = Date.now() - this.answeredAt;
    if (lastsMs > worthTellingMs && !this.isTold) {
      this.isTold = true;
      this.tell?.(true);
    }
    return lastsMs;
  }
}
