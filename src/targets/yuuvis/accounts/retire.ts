import type { Clock } from '../../../http/clock';
import { retiredName, retirementOf } from './plans';
import type { YuuvisUsers } from '../calls/users';
import type { YuuvisUser } from '../wire/wire';
import { type Listings, sameName } from './listing';

interface RetireParts {
  readonly users: Pick<YuuvisUsers, 'get' | 'update'>;
  readonly listings: Listings;
  readonly clock: Clock;
}

interface Retiring {
  /** The e-mail address that a new user needs, if there is to be one. */
  readonly neededEmail?: string;
  readonly signal: AbortSignal;
}

/** `taken`: the new name belongs to somebody, and nothing was written. `kept`: deactivated, but the realm kept the name. */
export type Retirement = 'retired' | 'taken' | 'kept';

/**
 * Renames a user to `{username}-disabled` and deactivates it; its groups stay. A realm whose user names are the e-mail
 * addresses gives another name only with another address. Throws what the calls throw.
 */
export async function retire(parts: RetireParts, user: YuuvisUser, retiring: Retiring): Promise<Retirement> {
  const { signal, neededEmail } = retiring;
  const holder = (await parts.listings.get(signal)).find(retiredName(user.username));
  if (holder !== undefined && holder.id !== user.id) return 'taken';
  const first = await rename(parts, { user, neededEmail }, signal);
  if (first !== 'kept' || !sameName(user.username, user.email)) return first;
  return await rename(parts, { user, neededEmail: user.username }, signal);
}

interface Renaming {
  readonly user: YuuvisUser;
  readonly neededEmail: string | undefined;
}

/** Pauses before a new look at the name, when it still is the old one: reads may lag behind writes. */
const rereadDelaysMs = [0, 2_000, 4_000] as const;

async function rename(
  { users, listings, clock }: RetireParts,
  { user, neededEmail }: Renaming,
  signal: AbortSignal,
): Promise<Retirement> {
  const change = retirementOf(user, neededEmail);
  if ((await users.update(user.id, change, signal)) === 'conflict') return 'taken';
  for (const delayMs of rereadDelaysMs) {
    if (delayMs > 0) await clock.pause(delayMs, signal);
    const now = await users.get(user.id, signal);
    if (now === undefined) listings.drop(user.id);
    else listings.put(now);
    if (now === undefined || !sameName(now.username, user.username)) return 'retired';
  }
  return 'kept';
}
