import type { Clock } from '../../../http/clock';
import { TargetError } from '../../contract/target';
import { type Lack, lackInWords, lackOf, lacksNothing, mergeOf, newUser, returnOf } from './plans';
import type { YuuvisUsers } from '../calls/users';
import type { YuuvisUser } from '../wire/wire';
import { isOf, type Listings } from './listing';
import { retire } from './retire';
import { createLook, type Look, type Request, type Standing } from './standing';

/** Users of one tenant, made and merged. All throw `TargetError`; when `signal` aborts, its reason. */
export interface Accounts {
  readonly look: Look;
  /** Makes what is missing so: creates, merges, enables who comes back, or takes the name back and creates. */
  ensure(request: Request): Promise<void>;
}

export interface AccountParts {
  readonly users: YuuvisUsers;
  readonly listings: Listings;
  readonly clock: Clock;
}

interface Making extends AccountParts {
  readonly look: Look;
}

export function createAccounts(parts: AccountParts): Accounts {
  const look = createLook(parts);
  return { look, ensure: async (request) => await bringAbout({ ...parts, look }, await look(request), request) };
}

async function bringAbout(making: Making, standing: Standing, request: Request): Promise<void> {
  switch (standing.kind) {
    case 'present':
      return await merge(making, standing.user, request);
    case 'returning':
      return await comeBack(making, standing.user, request);
    case 'reclaimable':
      await takeBack(making, standing.user, request);
      return await create(making, request);
    case 'absent':
      return await create(making, request);
  }
}

/**
 * Writes what a user lacks. Groups go first: they may bring roles, and a role that is written becomes the user's own, with
 * every other one it has.
 */
async function merge(making: Making, user: YuuvisUser, request: Request): Promise<void> {
  const lack = lackOf(user, request.wanted);
  if (lacksNothing(lack)) return;
  if (lack.groups.length === 0 || lack.roles.length === 0) return await write(making, { user, lack }, request);
  await write(making, { user, lack: { ...lack, roles: [] } }, request);
  const now = await making.users.get(user.id, request.signal);
  if (now === undefined) throw new TargetError('YUUVIS_USER_NOT_FOUND', 'update user: the user is gone');
  const { roles } = lackOf(now, request.wanted);
  // A read that lags must not take away the groups again.
  const held = [...new Set([...(now.groups ?? []), ...mergeOf(user, lack).groups])];
  if (roles.length === 0) return making.listings.put({ ...now, groups: held });
  await write(making, { user: { ...now, groups: held }, lack: { enabled: false, groups: [], roles } }, request);
}

interface Lacking {
  readonly user: YuuvisUser;
  readonly lack: Lack;
}

async function write({ users, listings }: Making, { user, lack }: Lacking, { signal }: Request): Promise<void> {
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

/** Gives a user whom an offboarding disabled its name and access back, then whatever it lacks. */
async function comeBack(making: Making, user: YuuvisUser, request: Request): Promise<void> {
  const { users, listings } = making;
  const { person, signal } = request;
  if ((await users.update(user.id, returnOf(user, person), signal)) === 'conflict') {
    throw new TargetError('YUUVIS_USER_CONFLICT', 'enable user: somebody else has the user name or e-mail address now');
  }
  const now = { ...user, username: person.id, email: person.email, enabled: true };
  listings.put(now);
  await merge(making, now, request);
}

/** Takes the name back from a deactivated user. Throws YUUVIS_NAME_TAKEN, YUUVIS_NAME_KEPT. */
async function takeBack(making: Making, user: YuuvisUser, { person, signal }: Request): Promise<void> {
  const outcome = await retire(making, user, { neededEmail: person.email, signal });
  if (outcome === 'taken') {
    throw new TargetError('YUUVIS_NAME_TAKEN', 'take the user name back: {username}-disabled is taken, too');
  }
  if (outcome === 'kept') {
    throw new TargetError('YUUVIS_NAME_KEPT', 'take the user name back: the realm keeps it for the deactivated user');
  }
}

/**
 * Creates, once. The answer says what the realm made of the user name: lower case, or the e-mail address; under any other
 * one a later run would not find the user again. A 409 may speak of this very user, created by somebody else or by an
 * attempt whose answer was lost.
 */
async function create(making: Making, request: Request): Promise<void> {
  const { person, wanted, signal } = request;
  const made = await making.users.create(newUser(person, wanted), signal);
  if (made === 'created') return;
  if (made === 'conflict') return await settleConflict(making, request);
  making.listings.put(made);
  if (isOf(made, person)) return;
  const message = 'create user: the account was made, under another user name than the one that was sent';
  throw new TargetError('YUUVIS_NAME_CHANGED', message);
}

async function settleConflict(making: Making, request: Request): Promise<void> {
  const standing = await lookAgain(making, request);
  // The name was just taken back, or somebody was deactivated this moment: another attempt looks again.
  if (standing.kind === 'reclaimable') {
    throw new TargetError('YUUVIS_USER_NOT_FOUND', 'create user: a deactivated user still holds the name');
  }
  await bringAbout(making, standing, request);
}

/** Pauses before a new listing, for a user whom a 409 speaks of and no listing shows: reads may lag behind writes. */
const relistDelaysMs = [0, 2_000, 4_000] as const;

async function lookAgain({ look, listings, clock }: Making, request: Request): Promise<Standing> {
  for (const delayMs of relistDelaysMs) {
    if (delayMs > 0) await clock.pause(delayMs, request.signal);
    await listings.getAfter(listings.mark(), request.signal);
    const standing = await look(request);
    if (standing.kind !== 'absent') return standing;
  }
  const hint = 'one of another tenant may have the name or address, or the tenant may not be listed whole';
  throw new TargetError('YUUVIS_USER_CONFLICT', `create user: yuuvis answered 409, yet no user has this name: ${hint}`);
}
