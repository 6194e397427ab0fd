import type { Person } from '../../../domain/tenant/person';
import { TargetError } from '../../contract/target';
import { type Lack, lackOf, lacksNothing, retiredName, type Wanted } from './plans';
import type { OnDisabled, OnReturn } from './choices';
import type { YuuvisUsers } from '../calls/users';
import type { ListedUser, YuuvisUser } from '../wire/wire';
import { isOf, type Listings, sameName, userOf } from './listing';

/** What is asked of one user. */
export interface Request {
  readonly person: Person;
  readonly wanted: Wanted;
  readonly onDisabled: OnDisabled;
  readonly onReturn: OnReturn;
  readonly signal: AbortSignal;
}

/**
 * Where a user stands: nobody has the name, somebody has it, somebody deactivated whose name is taken back, or the person
 * comes back whom an offboarding disabled.
 */
export type Standing =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly user: YuuvisUser; readonly lack: Lack }
  | { readonly kind: 'reclaimable'; readonly user: YuuvisUser }
  | { readonly kind: 'returning'; readonly user: YuuvisUser; readonly lack: Lack };

/** Finds where a user stands. Throws YUUVIS_USER_DISABLED, YUUVIS_USER_CONFLICT and what the calls throw. */
export type Look = (request: Request) => Promise<Standing>;

/** Who a user is looked for as. */
export type Sought = Pick<Request, 'person' | 'signal'>;

export interface Reading {
  readonly users: Pick<YuuvisUsers, 'get'>;
  readonly listings: Listings;
}

/** A listed user as it is now, which the listing learns. */
async function readNow(
  { users, listings }: Reading,
  { id }: ListedUser,
  signal: AbortSignal,
): Promise<YuuvisUser | undefined> {
  const now = await users.get(id, signal);
  if (now === undefined) listings.drop(id);
  else listings.put(now);
  return now;
}

/** The person's listed user as it is now; when the listing was wrong about whose it is, whoever a new one shows. */
export async function readAnew(
  reading: Reading,
  listed: ListedUser,
  { person, signal }: Sought,
): Promise<YuuvisUser | undefined> {
  const mark = reading.listings.mark();
  const now = await readNow(reading, listed, signal);
  if (now !== undefined && isOf(now, person)) return now;
  const other = userOf(await reading.listings.getAfter(mark, signal), person);
  return other === undefined ? undefined : await readNow(reading, other, signal);
}

/** Looks in the listing; one who lacks something, is deactivated or odd is read again, for the listing may be old or brief. */
export function createLook(reading: Reading): Look {
  return async (request) => {
    const { person, wanted, signal } = request;
    const listed = userOf(await reading.listings.get(signal), person);
    if (listed === undefined) return await lookBehind(reading, request);
    if (!('odd' in listed) && lacksNothing(lackOf(listed, wanted))) return judge(listed, request);
    const now = await readAnew(reading, listed, request);
    return now === undefined ? await lookBehind(reading, request) : judge(now, request);
  };
}

function judge(user: YuuvisUser, { wanted, onDisabled }: Request): Standing {
  const lack = lackOf(user, wanted);
  if (!lack.enabled || onDisabled === 'enable') return { kind: 'present', user, lack };
  if (onDisabled === 'reclaim') return { kind: 'reclaimable', user };
  const ways = 'enable it (onDisabled: enable), or reclaim the name (onDisabled: reclaim)';
  throw new TargetError('YUUVIS_USER_DISABLED', `find user: a deactivated user has this user name: ${ways}`);
}

/**
 * Nobody has the name: the person may have been disabled, or somebody else may have the e-mail address. Creating would end
 * as a 409 then, or, where addresses may be had twice, as a second account and invitation.
 */
async function lookBehind(reading: Reading, request: Request): Promise<Standing> {
  const { person, signal } = request;
  const listing = await reading.listings.get(signal);
  const candidates = [
    ...[person.id, person.email].map((name) => listing.find(retiredName(name))),
    listing.withAddress(person.email),
  ];
  for (const listed of candidates) {
    const now = listed === undefined ? undefined : await readNow(reading, listed, signal);
    const standing = now === undefined ? undefined : judgeOther(now, request);
    if (standing !== undefined) return standing;
  }
  return { kind: 'absent' };
}

/** Undefined for somebody who has nothing to do with the person. */
function judgeOther(user: YuuvisUser, request: Request): Standing | undefined {
  const { person, onReturn, wanted } = request;
  if (isOf(user, person)) return judge(user, request);
  if (wasDisabled(user, request)) return returning(user, onReturn, wanted);
  if (!sameName(user.email, person.email)) return undefined;
  const message = 'find user: the e-mail address belongs to another user, who has another user name';
  throw new TargetError('YUUVIS_USER_CONFLICT', message);
}

/**
 * Whether an offboarding disabled the person: the name says it, and the address that it is the same one. Where the address
 * is the user name, it was retired too; so it is by `reclaim`, which wants a new user.
 */
function wasDisabled({ username, email, enabled }: YuuvisUser, { person, onDisabled }: Request): boolean {
  if (enabled) return false;
  if (sameName(username, retiredName(person.id)) && sameName(email, person.email)) return true;
  const retired = retiredName(person.email);
  return onDisabled !== 'reclaim' && sameName(username, retired) && sameName(email, retired);
}

function returning(user: YuuvisUser, onReturn: OnReturn, wanted: Wanted): Standing {
  if (onReturn === 'enable') return { kind: 'returning', user, lack: lackOf(user, wanted) };
  const message = 'find user: an offboarding disabled this user: enable it again (onReturn: enable)';
  throw new TargetError('YUUVIS_USER_DISABLED', message);
}
