import type { Clock } from '../../http/clock';

/**
 * Ids that a server made, by the name that we know. One that is not in memory is looked up: so steps hand on no id, and any
 * process goes on with any step.
 */
export interface KnownIds {
  /** The id; `undefined` when there is none, which is not remembered. Throws what looking up throws. */
  get(name: string, signal: AbortSignal): Promise<string | undefined>;
  /** The id in memory. */
  peek(name: string): string | undefined;
  /** Takes note of an id that was just read or made. */
  keep(name: string, id: string): void;
  /** Forgets an id that turned out to be nobody's; a newer one stays. */
  drop(name: string, id: string): void;
}

/** Long enough for the steps of one user, short enough that what somebody else made anew is found. */
const keptMs = 60_000;
/** Beyond it the oldest goes. */
const mostKept = 10_000;

interface Known {
  readonly id: string;
  readonly until: number;
}

export function createKnownIds(
  find: (name: string, signal: AbortSignal) => Promise<string | undefined>,
  clock: Clock,
): KnownIds {
  const known = new Map<string, Known>();

  const keep: KnownIds['keep'] = (name, id) => {
    // Said again, it is the youngest.
    known.delete(name);
    known.set(name, { id, until: clock.now() + keptMs });
    const [oldest] = known.keys();
    if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
  };

  const peek: KnownIds['peek'] = (name) => {
    const kept = known.get(name);
    return kept !== undefined && clock.now() < kept.until ? kept.id : undefined;
  };

  return {
    ...{ keep, peek },
    async get(name, signal) {
      const kept = peek(name);
      if (kept !== undefined) return kept;
      const id = await find(name, signal);
      if (id === undefined) known.delete(name);
      else keep(name, id);
      return id;
    },
    drop(name, id) {
      if (known.get(name)?.id === id) known.delete(name);
    },
  };
}
