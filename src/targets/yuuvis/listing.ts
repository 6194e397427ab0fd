import type { Clock } from '../../http/clock';
import { createSharedValue } from '../connection/shared-value';
import type { YuuvisUser } from './wire';

/** The users of a tenant by name, as one listing saw them and this process changed them since. */
export interface Listing {
  /** The user with this name, whatever its case: Keycloak stores names in lower case. */
  find(username: string): YuuvisUser | undefined;
}

/** The one listing that all users of a run share. */
export interface Listings {
  /** The kept listing; a new one when there is none, or when it is older than `maxAgeMs` (ten minutes by default). */
  get(signal?: AbortSignal, maxAgeMs?: number): Promise<Listing>;
  /** A listing that began after `mark`; one that is made serves all who wait for it. */
  getAfter(mark: number, signal?: AbortSignal): Promise<Listing>;
  /** Now, for `getAfter`: no listing that has begun already is new enough. */
  mark(): number;
  /** Takes what was just read or written into the kept listing. */
  put(user: YuuvisUser): void;
  /** Takes a user who is gone out of it. */
  drop(id: string): void;
}

interface KeptListing extends Listing {
  readonly number: number;
  readonly begunAt: number;
  put(user: YuuvisUser): void;
  drop(id: string): void;
}

/** Long enough for a run of 500 users, short enough that a worker does not go on with yesterday's. */
const defaultMaxAgeMs = 600_000;

export function createListings(list: () => Promise<readonly YuuvisUser[]>, clock: Clock): Listings {
  let begun = 0;
  const shared = createSharedValue<KeptListing>(async () => {
    begun += 1;
    const [number, begunAt] = [begun, clock.now()];
    return keep(await list(), number, begunAt);
  });

  /** The first listing that is good; each that is not is made anew once. */
  async function first(isGood: (listing: KeptListing) => boolean, signal?: AbortSignal): Promise<KeptListing> {
    for (;;) {
      const listing = await shared.get(signal);
      if (isGood(listing)) return listing;
      shared.drop(listing);
    }
  }

  return {
    get: (signal, maxAgeMs = defaultMaxAgeMs) => first(({ begunAt }) => clock.now() - begunAt <= maxAgeMs, signal),
    getAfter: (mark, signal) => first(({ number }) => number > mark, signal),
    mark: () => begun,
    put(user) {
      shared.peek()?.put(user);
    },
    drop(id) {
      shared.peek()?.drop(id);
    },
  };
}

function keep(users: readonly YuuvisUser[], number: number, begunAt: number): KeptListing {
  const byName = new Map<string, YuuvisUser>();
  const nameOf = new Map<string, string>();
  const drop = (id: string) => {
    const name = nameOf.get(id);
    if (name !== undefined && byName.get(name)?.id === id) byName.delete(name);
    nameOf.delete(id);
  };
  const put = (user: YuuvisUser) => {
    drop(user.id);
    const name = user.username.toLowerCase();
    byName.set(name, user);
    nameOf.set(user.id, name);
  };
  for (const user of users) put(user);
  return { number, begunAt, put, drop, find: (username) => byName.get(username.toLowerCase()) };
}

export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
