import type { Person } from '../../domain/tenant/person';
import type { OnDisabled } from './settings';
import { TargetError } from '../contract/target';
import { type Listings, sameName } from './listing';
import type { YuuvisUsers } from './users';
import {
  type Lack,
  lackInWords,
  lackOf,
  lacksNothing,
  mergeOf,
  newUser,
  retiredName,
  retirementOf,
  type Wanted,
} from './plans';
import type { YuuvisUser } from './wire';
import type { Clock } from '../../http/clock';

/** What is asked of one user. */
export interface Request {
  readonly person: Person;
  readonly wanted: Wanted;
  readonly onDisabled: OnDisabled;
  readonly signal: AbortSignal;
}

/** Where a user stands: nobody has the name, somebody has it, or somebody deactivated whose name is taken back. */
export type Standing =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly user: YuuvisUser; readonly lack: Lack }
  | { readonly kind: 'reclaimable'; readonly user: YuuvisUser };

/** The standing of a user who was just read. Throws YUUVIS_USER_DISABLED. */
function judge(user: YuuvisUser, { wanted, onDisabled }: Request): Standing {
  const lack = lackOf(user, wanted);
  if (!lack.enabled || onDisabled === 'enable') return { kind: 'present', user, lack };
  if (onDisabled === 'reclaim') return { kind: 'reclaimable', user };
  const ways = 'enable it (onDisabled: enable), or reclaim the name (onDisabled: reclaim)';
  throw new TargetError('YUUVIS_USER_DISABLED', `find user: a deactivated user has this user name: ${ways}`);
}

/** Finds where a user stands. Throws YUUVIS_USER_DISABLED and what the calls throw. */
type Look = (request: Request) => Promise<Standing>;

/** Who a user is looked for as. */
export type Sought = Pick<Request, 'person' | 'signal'>;

/** A listed user as it is now; when the listing was wrong about the name, whoever a new one shows. */
export async function readAnew(
  { users, listings }: { readonly users: Pick<YuuvisUsers, 'get'>; readonly listings: Listings },
  { id }: YuuvisUser,
  { person, signal }: Sought,
): Promise<YuuvisUser | undefined> {
  const mark = listings.mark();
  const now = await users.get(id, signal);
  if (now === undefined) listings.drop(id);
  else listings.put(now);
  if (now !== undefined && sameName(now.username, person.id)) return now;
  return (await listings.getAfter(mark, signal)).find(person.id);
}

/** Looks in the listing; one who lacks something or is deactivated is read again, for the listing may be old. */
function createLook(users: Pick<YuuvisUsers, 'get'>, listings: Listings): Look {
  return async (request) => {
    const { person, wanted, signal } = request;
    const listed = (await listings.get(signal)).find(person.id);
    if (listed === undefined) return { kind: 'absent' };
    if (lacksNothing(lackOf(listed, wanted))) return judge(listed, request);
    const now = await readAnew({ users, listings }, listed, request);
    return now === undefined ? { kind: 'absent' } : judge(now, request);
  };
}

interface RetireParts {
  readonly users: Pick<YuuvisUsers, 'update'>;
  readonly listings: Listings;
}

interface Retiring {
  /** The e-mail address that a new user needs, if there is to be one. */
  readonly neededEmail?: string;
  readonly signal: AbortSignal;
}

/**
 * Renames a user to `{username}-disabled` and deactivates it; its groups stay. Answers false when that name is taken, and
 * nothing was written. Throws what the calls throw.
 */
export async function retire(
  { users, listings }: RetireParts,
  user: YuuvisUser,
  { neededEmail, signal }: Retiring,
): Promise<boolean> {
  if ((await listings.get(signal)).find(retiredName(user.username)) !== undefined) return false;
  const change = retirementOf(user, neededEmail);
  if ((await users.update(user.id, change, signal)) === 'conflict') return false;
  listings.put({ ...user, username: retiredName(user.username), enabled: false, email: change.email ?? user.email });
  return true;
}

/** Users of one tenant, made and merged. All throw `TargetError`; when `signal` aborts, its reason. */
export interface Accounts {
  readonly look: Look;
  /** Makes what is missing so: creates, merges, or takes the name back and creates. */
  ensure(request: Request): Promise<void>;
}

export interface AccountParts {
  readonly users: YuuvisUsers;
  readonly listings: Listings;
  readonly clock: Clock;
}

export function createAccounts(parts: AccountParts): Accounts {
  const look = createLook(parts.users, parts.listings);
  return {
    look,
    async ensure(request) {
      const standing = await look(request);
      switch (standing.kind) {
        case 'present':
          return await merge(parts, standing, request);
        case 'reclaimable':
          await takeBack(parts, standing.user, request);
          return await create(parts, request);
        case 'absent':
          return await create(parts, request);
      }
    },
  };
}

interface Lacking {
  readonly user: YuuvisUser;
  readonly lack: Lack;
}

async function merge({ users, listings }: AccountParts, { user, lack }: Lacking, { signal }: Request): Promise<void> {
  if (lacksNothing(lack)) return;
  const change = mergeOf(user, lack);
  if ((await users.update(user.id, change, signal)) === 'conflict') {
    throw new TargetError('TARGET_REJECTED', `update user: yuuvis answered 409 to ${lackInWords(lack).join(', ')}`);
  }
  listings.put({
    ...user,
    enabled: change.enabled ?? user.enabled,
    roles: [...(change.roles ?? user.roles ?? [])],
    groups: [...change.groups],
  });
}

/** Takes the name back from a deactivated user. Throws YUUVIS_NAME_TAKEN. */
async function takeBack(parts: AccountParts, user: YuuvisUser, { person, signal }: Request): Promise<void> {
  if (await retire(parts, user, { neededEmail: person.email, signal })) return;
  throw new TargetError('YUUVIS_NAME_TAKEN', 'take the user name back: {username}-disabled is taken, too');
}

/** Creates; a 409 may speak of this very user, created by somebody else or by an attempt whose answer was lost. */
async function create(parts: AccountParts, request: Request): Promise<void> {
  const { users, listings } = parts;
  const { person, wanted, signal } = request;
  const made = await users.create(newUser(person, wanted), signal);
  if (made === 'created') return;
  if (made !== 'conflict') return listings.put(made);
  const standing = judge(await findAfterConflict(parts, request), request);
  if (standing.kind === 'present') await merge(parts, standing, request);
  // The name was just taken back, or somebody was deactivated this moment: another attempt looks again.
  if (standing.kind === 'reclaimable') {
    throw new TargetError('YUUVIS_USER_NOT_FOUND', 'create user: a deactivated user still holds the name');
  }
}

/** Pauses before a new listing, for a user whom a 409 speaks of and no listing shows: reads may lag behind writes. */
const relistDelaysMs = [0, 2_000, 4_000] as const;

async function findAfterConflict({ listings, clock }: AccountParts, { person, signal }: Request): Promise<YuuvisUser> {
  for (const delayMs of relistDelaysMs) {
    if (delayMs > 0) await clock.pause(delayMs, signal);
    const found = (await listings.getAfter(listings.mark(), signal)).find(person.id);
    if (found !== undefined) return found;
  }
  const hint = 'the e-mail address belongs to another user, or the user name to one of another tenant';
  throw new TargetError('YUUVIS_USER_CONFLICT', `create user: yuuvis answered 409, yet no user has this name: ${hint}`);
}
