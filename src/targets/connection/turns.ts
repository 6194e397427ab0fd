import type { Clock } from '../../http/clock';
import { HttpError } from '../../http/http-error';
import type { Behalf } from '../contract/on-behalf';

/** Hands out turns, so many a second. */
export interface Turns {
  /**
   * Waits for a turn, at most `limitMs`: what is urgent first, and of the same urgency one for each in turn. Throws
   * `HttpError` (rate) when it did not come, with the time after which to ask again; when `signal` aborts, its reason.
   */
  take(whose: Behalf, limitMs: number, signal?: AbortSignal): Promise<void>;
}

interface Waiter {
  readonly whose: Behalf;
  /** Its place among those of the same urgency. */
  readonly tag: number;
  /** Until when it waits. */
  readonly until: number;
  readonly end: (how: 'turn' | 'late') => void;
}

/** `perSecond` turns a second; what a fifth of a second saves up may go at once. */
export function createTurns(perSecond: number, clock: Clock): Turns {
  const saved = createSavings(perSecond, () => clock.now());
  const line = createLine();
  let handingOut = false;

  async function handOut(): Promise<void> {
    if (handingOut) return;
    handingOut = true;
    while (!line.isEmpty()) {
      line.dismissLate(clock.now());
      const waitMs = saved.take();
      if (waitMs === 0) line.next()?.end('turn');
      else if (!line.isEmpty()) await clock.pause(Math.min(waitMs, Math.max(1, line.patientUntil() - clock.now())));
    }
    handingOut = false;
  }

  return {
    async take(whose, limitMs, signal) {
      signal?.throwIfAborted();
      if (line.isEmpty() && saved.take() === 0) return;
      let leave = () => {};
      const waited = new Promise<'turn' | 'late' | 'aborted'>((end) => {
        const quit = line.join({ whose, until: clock.now() + limitMs, end });
        const abort = () => end('aborted');
        signal?.addEventListener('abort', abort, { once: true });
        leave = () => {
          quit();
          signal?.removeEventListener('abort', abort);
        };
      });
      void handOut();
      const how = await waited;
      leave();
      signal?.throwIfAborted();
      if (how === 'late') throw new HttpError('rate', { retryAfterMs: Math.ceil((line.length() * 1_000) / perSecond) });
    },
  };
}

/** A bucket of turns. */
function createSavings(perSecond: number, now: () => number) {
  const capacity = Math.max(1, perSecond / 5);
  let turns = capacity;
  let filledAt = now();
  return {
    /** Takes a turn and answers 0, or the milliseconds until there is one. */
    take(): number {
      const at = now();
      turns = Math.min(capacity, turns + ((at - filledAt) * perSecond) / 1_000);
      filledAt = at;
      // What is missing of a turn by rounding is not waited for.
      if (turns > 1 - 1e-6) {
        turns -= 1;
        return 0;
      }
      return Math.max(1, Math.ceil(((1 - turns) * 1_000) / perSecond));
    },
  };
}

/** Those who wait. */
function createLine() {
  const waiting = new Set<Waiter>();
  /** The last place that each has had: who has had many turns stands behind who has had few. */
  const places = new Map<string, number>();
  let reached = 0;
  return {
    isEmpty: () => waiting.size === 0,
    length: () => waiting.size,
    /** Answers how to leave. */
    join(who: Omit<Waiter, 'tag'>): () => void {
      if (waiting.size === 0) places.clear();
      const { key } = who.whose;
      const tag = Math.max(reached, (places.get(key) ?? -1) + 1);
      places.set(key, tag);
      const waiter: Waiter = { ...who, tag };
      waiting.add(waiter);
      return () => void waiting.delete(waiter);
    },
    /** The first moment at which one has waited too long. */
    patientUntil: () => Math.min(...[...waiting].map(({ until }) => until)),
    dismissLate(now: number): void {
      for (const waiter of waiting) {
        if (waiter.until > now) continue;
        waiting.delete(waiter);
        waiter.end('late');
      }
    },
    next(): Waiter | undefined {
      let first: Waiter | undefined;
      for (const waiter of waiting) if (first === undefined || isBefore(waiter, first)) first = waiter;
      if (first === undefined) return undefined;
      waiting.delete(first);
      reached = Math.max(reached, first.tag);
      return first;
    },
  };
}

function isBefore(one: Waiter, other: Waiter): boolean {
  const { urgency } = one.whose;
  return urgency === other.whose.urgency ? one.tag < other.tag : urgency < other.whose.urgency;
}
