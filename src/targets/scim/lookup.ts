import type { Clock } from '../../http/clock';
import { sameUserKey } from '../../domain/tenant/person';
import { createSharedValue } from '../connection/shared-value';
import type { Service } from '../connection/service';
import { TargetError } from '../contract/target';
import type { Discovery } from './discovery';
import { readList } from './lists';
import { equals, Listed, routes } from './wire';

/** Finds ids by name. All throw `TargetError`; when `signal` aborts, its reason. */
export interface Lookup {
  /** The id of the one user or group of this name. Throws SCIM_NAME_AMBIGUOUS when there are several. */
  find(name: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Everybody of this name, the oldest first, from what the service has now. */
  allNow(name: string, signal?: AbortSignal): Promise<readonly string[]>;
}

interface Kind {
  readonly service: Service;
  readonly discovery: Discovery;
  readonly clock: Clock;
  readonly of: 'user' | 'group';
}

interface Found {
  readonly id: string;
  readonly created: string;
}
/** By what counts as the same name. */
type Names = ReadonlyMap<string, readonly Found[]>;

/** A listing serves all users of a run for a while; whom it does not have yet, the service's 409 tells. */
const freshMs = 60_000;

const attributeOf = { user: 'userName', group: 'displayName' } as const;

/**
 * Asks with a filter where the service has filters; else all are read, once for all who ask. Names are compared here, too:
 * a service that leaves the filter out of account must not give us somebody else.
 */
export function createLookup({ service, discovery, clock, of }: Kind): Lookup {
  const attribute = attributeOf[of];
  const path = of === 'user' ? routes.users : routes.groups;

  async function read(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Names> {
    const { config } = await discovery.get(signal);
    const what = `find ${of}`;
    const asked = { ...query, attributes: `${attribute},meta` };
    const items = await readList(service, { what, path, query: asked, pages: config.pagination, signal });
    if (items === undefined) throw new TargetError('TARGET_REJECTED', `${what}: the address has no ${path} (404)`);
    return byName(items, attribute);
  }

  const listing = createSharedValue(async () => ({ readAt: clock.now(), names: await read({}) }));

  async function all(name: string, maxAgeMs: number, signal?: AbortSignal): Promise<readonly Found[]> {
    const { config } = await discovery.get(signal);
    if (config.filter.supported) return foundIn(await read({ filter: equals(attribute, name) }, signal), name);
    const kept = listing.peek();
    if (kept !== undefined && clock.now() - kept.readAt >= maxAgeMs) listing.drop(kept);
    return foundIn((await listing.get(signal)).names, name);
  }

  return {
    async find(name, signal) {
      const [one, ...others] = await all(name, freshMs, signal);
      if (others.length === 0) return one?.id;
      throw new TargetError('SCIM_NAME_AMBIGUOUS', `find ${of}: several ${of}s have the same ${attribute}`);
    },
    async allNow(name, signal) {
      const found = [...(await all(name, 0, signal))];
      return found.sort((one, other) => (ageOf(one) < ageOf(other) ? -1 : 1)).map(({ id }) => id);
    },
  };
}

/** What is listed without an id or a name is nobody we look for, and stops nobody. */
function byName(items: readonly unknown[], attribute: 'userName' | 'displayName'): Names {
  const names = new Map<string, Found[]>();
  for (const item of items) {
    const listed = Listed.safeParse(item).data;
    const name = listed?.[attribute];
    if (listed === undefined || typeof name !== 'string') continue;
    const key = sameUserKey(name);
    const found = { id: listed.id, created: listed.meta?.created ?? '' };
    names.set(key, [...(names.get(key) ?? []).filter(({ id }) => id !== listed.id), found]);
  }
  return names;
}

function foundIn(names: Names, name: string): readonly Found[] {
  return names.get(sameUserKey(name)) ?? [];
}

function ageOf({ created, id }: Found): string {
  return `${created} ${id}`;
}
