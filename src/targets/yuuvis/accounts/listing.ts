import type { Clock } from '../../../http/clock';
import type { Person } from '../../../domain/tenant/person';
import { createSharedValue } from '../../connection/shared-value';
import type { ListedUser } from '../wire/wire';

/** The users of a tenant by name, as one listing saw them and this process changed them since. */
export interface Listing {
  /** The user with this name, whatever its case: Keycloak stores names in lower case. */
  find(username: string): ListedUser | undefined;
  /** Somebody with this e-mail address, whatever its case. */
  withAddress(email: string): ListedUser | undefined;
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
  put(user: ListedUser): void;
  /** Takes a user who is gone out of it. */
  drop(id: string): void;
}

interface KeptListing extends Listing {
  readonly number: number;
  readonly begunAt: number;
  put(user: ListedUser): void;
  drop(id: string): void;
}

/** Long enough for a run of 500 users, short enough that a worker does not go on with yesterday's. */
const defaultMaxAgeMs = 600_000;

export function createListings(list: () => Promise<readonly ListedUser[]>, clock: Clock): Listings {
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

function keep(users: readonly ListedUser[], number: number, begunAt: number): KeptListing {
  const byId = new Map<string, ListedUser>();
  const byName = new Map<string, ListedUser>();
  const byAddress = new Map<string, ListedUser>();
  const forget = (index: Map<string, ListedUser>, key: string, id: string) => {
    if (index.get(key)?.id === id) index.delete(key);
  };
  const drop = (id: string) => {
    const user = byId.get(id);
    if (user === undefined) return;
    forget(byName, keyOf(user.username), id);
    forget(byAddress, keyOf(user.email), id);
    byId.delete(id);
  };
  const put = (user: ListedUser) => {
    drop(user.id);
    byId.set(user.id, user);
    byName.set(keyOf(user.username), user);
    if (keyOf(user.email) !== '') byAddress.set(keyOf(user.email), user);
  };
  for (const user of users) put(user);
  return {
    ...{ number, begunAt, put, drop },
    find: (username) => byName.get(keyOf(username)),
    withAddress: (email) => byAddress.get(keyOf(email)),
  };
}

function keyOf(name: string | null | undefined): string {
  return name?.normalize('NFC').toLowerCase() ?? '';
}

/** Whether two names or addresses are one for Keycloak, which stores both in lower case. An absent one is nobody's. */
export function sameName(one: string | null | undefined, other: string | null | undefined): boolean {
  return keyOf(one) === keyOf(other) && keyOf(one) !== '';
}

export type Identity = Pick<Person, 'id' | 'email'>;

/** Whether a user is the person's: by the id; in a realm that takes the e-mail address as user name, by that. */
export function isOf({ username, email }: Pick<ListedUser, 'username' | 'email'>, person: Identity): boolean {
  if (sameName(username, person.id)) return true;
  return sameName(username, person.email) && sameName(email, person.email);
}

/** The person's user. */
export function userOf(listing: Listing, person: Identity): ListedUser | undefined {
  return [listing.find(person.id), listing.find(person.email)].find((user) => user !== undefined && isOf(user, person));
}
