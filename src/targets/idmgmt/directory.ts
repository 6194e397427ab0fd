import type { Person } from '../../domain/tenant/person';
import type { Clock } from '../../http/clock';
import { createSharedValue } from '../connection/shared-value';
import { TargetError } from '../contract/target';
import type { Users } from './users';
import type { DirectoryUser } from './wire';

/** The directory's people, out of one listing that all share. */
export interface Directory {
  /** Lists anew for a run that begins; runs that begin together share it. Answers how many people there are. */
  refresh(signal?: AbortSignal): Promise<number>;
  /** By user id, else by e-mail address. Throws IDMGMT_USER_NOT_FOUND, IDMGMT_USER_AMBIGUOUS, and what the listing throws. */
  find(person: Pick<Person, 'id' | 'email'>, signal?: AbortSignal): Promise<DirectoryUser>;
}

/** The person's user; undefined for one who is not in the directory any more. Throws as `find` does else. */
export async function findIfThere(
  directory: Pick<Directory, 'find'>,
  person: Pick<Person, 'id' | 'email'>,
  signal: AbortSignal,
): Promise<DirectoryUser | undefined> {
  try {
    return await directory.find(person, signal);
  } catch (error) {
    if (error instanceof TargetError && error.code === 'IDMGMT_USER_NOT_FOUND') return undefined;
    throw error;
  }
}

interface Listing {
  readonly at: number;
  readonly byId: ReadonlyMap<string, readonly DirectoryUser[]>;
  readonly byEmail: ReadonlyMap<string, readonly DirectoryUser[]>;
  /** Ids of the directories that the people are from. */
  readonly directories: readonly string[];
  readonly size: number;
}

const togetherMs = 2_000;
/** A run of hours must not work with yesterday's directory. */
const longestMs = 600_000;
/** Somebody who is not in it may have been added meanwhile; many who are not there cost one more listing, not one each. */
const missingMs = 1_000;

export function createDirectory(users: Pick<Users, 'list'>, clock: Clock): Directory {
  const listing = createSharedValue<Listing>(async () => listingOf(await users.list(), clock.now()));

  async function youngerThan(ageMs: number, signal: AbortSignal | undefined): Promise<Listing> {
    const known = listing.peek();
    if (known !== undefined && clock.now() - known.at >= ageMs) listing.drop(known);
    return await listing.get(signal);
  }

  return {
    async refresh(signal) {
      return (await youngerThan(togetherMs, signal)).size;
    },
    async find(person, signal) {
      const known = await youngerThan(longestMs, signal);
      const found = search(known, person);
      if (found !== undefined) return found;
      const again = await youngerThan(missingMs, signal);
      const late = again === known ? undefined : search(again, person);
      if (late !== undefined) return late;
      throw new TargetError('IDMGMT_USER_NOT_FOUND', `the user is not in the directory: searched ${searched(again)}`);
    },
  };
}

function searched({ directories, size }: Listing): string {
  return directories.length === 0 ? `${size} users, of no directory that has an id` : directories.join(', ');
}

function search({ byId, byEmail }: Listing, { id, email }: Pick<Person, 'id' | 'email'>): DirectoryUser | undefined {
  const sameId = byId.get(id.toLowerCase()) ?? [];
  if (sameId.length > 0) return onlyOne(narrowed(sameId, id), 'user id');
  const candidates = [...(byEmail.get(email.toLowerCase()) ?? [])];
  return candidates.length === 0 ? undefined : onlyOne(candidates, 'e-mail address');
}

/** Of ids that differ by case alone, the one that is written the same. */
function narrowed(users: readonly DirectoryUser[], id: string): readonly DirectoryUser[] {
  const exact = users.filter(({ userId }) => userId === id);
  return exact.length > 0 ? exact : users;
}

function onlyOne(users: readonly DirectoryUser[], by: string): DirectoryUser | undefined {
  if (users.length <= 1) return users[0];
  const directories = idsOf(users).join(', ');
  throw new TargetError(
    'IDMGMT_USER_AMBIGUOUS',
    `${users.length} users have this ${by} in the directory: ${directories}`,
  );
}

function listingOf(users: readonly DirectoryUser[], at: number): Listing {
  return {
    at,
    byId: grouped(users, ({ userId }) => userId),
    byEmail: grouped(users, ({ email }) => email),
    directories: idsOf(users),
    size: users.length,
  };
}

function grouped(
  users: readonly DirectoryUser[],
  nameOf: (user: DirectoryUser) => string | null | undefined,
): ReadonlyMap<string, readonly DirectoryUser[]> {
  const groups = new Map<string, DirectoryUser[]>();
  for (const user of users) {
    const name = nameOf(user)?.toLowerCase() ?? '';
    const group = groups.get(name);
    if (group !== undefined) group.push(user);
    else if (name !== '') groups.set(name, [user]);
  }
  return groups;
}

function idsOf(users: readonly DirectoryUser[]): string[] {
  return [...new Set(users.map(({ directoryId }) => directoryId ?? ''))].filter((id) => id !== '').sort();
}
