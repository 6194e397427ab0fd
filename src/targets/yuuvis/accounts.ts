import type { Clock } from '../../http/clock';
import { TargetError } from '../contract/target';
import type { Listings } from './listing';
import { createLook, judge, type Look, type Request } from './standing';
import type { YuuvisUsers } from './users';
import { retire } from './retire';
import { type Lack, lackInWords, lacksNothing, mergeOf, newUser } from './wanted';
import type { YuuvisUser } from './wire';

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
