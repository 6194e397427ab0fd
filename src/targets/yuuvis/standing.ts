import type { Person } from '../../domain/tenant/person';
import type { OnDisabled } from './reference';
import { TargetError } from '../contract/target';
import { type Listings, sameName } from './listing';
import type { YuuvisUsers } from './users';
import { type Lack, lackOf, lacksNothing, type Wanted } from './wanted';
import type { YuuvisUser } from './wire';

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
export function judge(user: YuuvisUser, { wanted, onDisabled }: Request): Standing {
  const lack = lackOf(user, wanted);
  if (!lack.enabled || onDisabled === 'enable') return { kind: 'present', user, lack };
  if (onDisabled === 'reclaim') return { kind: 'reclaimable', user };
  const ways = 'enable it (onDisabled: enable), or reclaim the name (onDisabled: reclaim)';
  throw new TargetError('YUUVIS_USER_DISABLED', `find user: a deactivated user has this user name: ${ways}`);
}

/** Finds where a user stands. Throws YUUVIS_USER_DISABLED and what the calls throw. */
export type Look = (request: Request) => Promise<Standing>;

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
export function createLook(users: Pick<YuuvisUsers, 'get'>, listings: Listings): Look {
  return async (request) => {
    const { person, wanted, signal } = request;
    const listed = (await listings.get(signal)).find(person.id);
    if (listed === undefined) return { kind: 'absent' };
    if (lacksNothing(lackOf(listed, wanted))) return judge(listed, request);
    const now = await readAnew({ users, listings }, listed, request);
    return now === undefined ? { kind: 'absent' } : judge(now, request);
  };
}
