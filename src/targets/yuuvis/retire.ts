import type { Listings } from './listing';
import type { YuuvisUsers } from './users';
import { retiredName, retirementOf } from './wanted';
import type { YuuvisUser } from './wire';

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
