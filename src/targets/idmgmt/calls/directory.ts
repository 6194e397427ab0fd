import type { HttpAnswer } from '../../../http/request';
import { allPages } from '../../connection/all-pages';
import type { Service } from '../../connection/service';
import { parseBody, rights, unexpectedStatus } from './session';
import {
  Account,
  DeletedCount,
  DirectoryList,
  type DirectoryUser,
  HighestRole,
  routes,
  TeamResources,
} from '../wire/wire';
import type { Person } from '../../../domain/tenant/person';
import type { Clock } from '../../../http/clock';
import { createSharedValue } from '../../connection/shared-value';
import { TargetError } from '../../contract/target';

/** The calls about users: contract "idmgmt". All throw `TargetError`. */
export interface Users {
  /** Everybody whom the cluster knows. */
  list(signal?: AbortSignal): Promise<DirectoryUser[]>;
  /** Undefined for a 404. */
  account(user: string, signal?: AbortSignal): Promise<Account | undefined>;
  /** Only of the logged-in user; undefined for a 403, which is no failure of the one that was asked about. */
  highestRole(user: string, signal?: AbortSignal): Promise<string | undefined>;
  /** The same. */
  teamResources(user: string, signal?: AbortSignal): Promise<TeamResources | undefined>;
  /** Answers whether there was one. */
  remove(user: string, signal?: AbortSignal): Promise<boolean>;
}

export function createUsers(session: Service): Users {
  const ask = async (what: string, path: string, { user, signal }: Asked): Promise<HttpAnswer> =>
    await session.send({ what, method: 'GET', path, parts: { user } }, signal);

  return {
    async list(signal) {
      const what = 'list users';
      const pages = await allPages(session, { what, method: 'GET', path: routes.users }, signal);
      return pages.flatMap((answer) => {
        if (answer.status !== 200) throw unexpectedStatus(what, answer, rights.read);
        return parseBody(what, answer, DirectoryList);
      });
    },
    async account(user, signal) {
      const what = 'read user';
      const answer = await ask(what, routes.account, { user, signal });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw unexpectedStatus(what, answer, rights.read);
      return parseBody(what, answer, Account);
    },
    async highestRole(user, signal) {
      const what = 'read highest role';
      const answer = await ask(what, routes.highestRole, { user, signal });
      if (answer.status === 403) return undefined;
      if (answer.status !== 200) throw unexpectedStatus(what, answer);
      return parseBody(what, answer, HighestRole);
    },
    async teamResources(user, signal) {
      const what = 'read team resources';
      const answer = await ask(what, routes.teamResources, { user, signal });
      if (answer.status === 403) return undefined;
      if (answer.status !== 200) throw unexpectedStatus(what, answer);
      return parseBody(what, answer, TeamResources);
    },
    async remove(user, signal) {
      const what = 'delete user';
      const answer = await session.send({ what, method: 'DELETE', path: routes.user, parts: { user } }, signal);
      if (answer.status === 404) return false;
      if (answer.status !== 200) throw unexpectedStatus(what, answer, rights.remove);
      return parseBody(what, answer, DeletedCount) !== 'Count: 0';
    },
  };
}

interface Asked {
  readonly user: string;
  readonly signal: AbortSignal | undefined;
}

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
