import { sameUserKey } from '../../domain/tenant/person';
import type { HttpAnswer } from '../../http/request';
import type { Clock } from '../../http/clock';
import { createKnownIds } from '../connection/known-ids';
import type { Service } from '../connection/service';
import { TargetError } from '../contract/target';
import type { Lookup } from './lookup';
import { refusals, refused } from './session';
import { type NewUser, patchOf, type PatchOperation, routes, ScimUser, Written } from './wire';

/** Users, by user name. All throw `TargetError`; when `signal` aborts, its reason. */
export interface ScimUsers {
  /** The user as it is now; `undefined` when there is none. Throws SCIM_NAME_AMBIGUOUS. */
  find(userName: string, signal?: AbortSignal): Promise<ScimUser | undefined>;
  /** The same, for one whom a 409 speaks of: from what the service has now. */
  findNow(userName: string, signal?: AbortSignal): Promise<ScimUser | undefined>;
  /** The id of a user whom an earlier step found or made. Throws SCIM_USER_NOT_FOUND. */
  requireId(userName: string, signal: AbortSignal): Promise<string>;
  /** Creates the user and answers how it is shown, if it is; `conflict` (409) when something of it is taken. Throws SCIM_USER_RENAMED. */
  create(user: NewUser, signal?: AbortSignal): Promise<ScimUser | 'created' | 'conflict'>;
  /**
   * Changes a user as it was read, and no other: with If-Match where the service says versions. Throws
   * SCIM_USER_NOT_FOUND, SCIM_CHANGED_MEANWHILE.
   */
  change(user: ScimUser, operation: PatchOperation, signal?: AbortSignal): Promise<void>;
  /** Adds to a list of the user, whatever else was changed meanwhile. Throws SCIM_USER_NOT_FOUND. */
  add(userName: string, operation: PatchOperation, signal: AbortSignal): Promise<void>;
  /** Deletes the user as it was read; one that is gone counts as deleted. Throws SCIM_CHANGED_MEANWHILE. */
  remove(user: ScimUser, signal?: AbortSignal): Promise<void>;
}

export function createScimUsers(service: Service, lookup: Lookup, clock: Clock): ScimUsers {
  const calls = userCalls(service);
  const ids = createKnownIds((name, signal) => lookup.find(name, signal), clock);

  /** Who was renamed in the system is not who we look for. */
  async function named(id: string | undefined, userName: string, signal?: AbortSignal): Promise<ScimUser | undefined> {
    if (id === undefined) return undefined;
    const user = await calls.get(id, signal);
    if (user !== undefined && sameUserKey(user.userName) === sameUserKey(userName)) return user;
    ids.drop(userName, id);
    return undefined;
  }

  /** A listing may hold who is gone, and an index lag behind. */
  async function findNow(userName: string, signal?: AbortSignal): Promise<ScimUser | undefined> {
    const [id] = await lookup.allNow(userName, signal);
    return await named(id, userName, signal);
  }

  async function requireId(userName: string, signal: AbortSignal): Promise<string> {
    const id = await ids.get(userName, signal);
    if (id !== undefined) return id;
    throw new TargetError('SCIM_USER_NOT_FOUND', 'find user: the SCIM service shows no such user');
  }

  return {
    findNow,
    requireId,
    async find(userName, signal) {
      const user = await named(ids.peek(userName), userName, signal);
      if (user !== undefined) return user;
      const id = await lookup.find(userName, signal);
      if (id === undefined) return undefined;
      ids.keep(userName, id);
      return (await named(id, userName, signal)) ?? (await findNow(userName, signal));
    },
    async create(body, signal) {
      const made = await calls.create(body, signal);
      if (made !== 'created' && made !== 'conflict') ids.keep(body.userName, made.id);
      return made;
    },
    change: (user, operation, signal) => calls.patch(user.id, operation, { headers: matching(user), signal }),
    add: async (userName, operation, signal) => calls.patch(await requireId(userName, signal), operation, { signal }),
    async remove(user, signal) {
      await calls.remove(user, signal);
      ids.drop(user.userName, user.id);
    },
  };
}

interface UserCalls extends Pick<ScimUsers, 'create' | 'remove'> {
  get(id: string, signal?: AbortSignal): Promise<ScimUser | undefined>;
  patch(id: string, operation: PatchOperation, conditions: Conditions): Promise<void>;
}

/** The calls themselves, by id. */
function userCalls(service: Service): UserCalls {
  const get: UserCalls['get'] = async (id, signal) => {
    const what = 'get user';
    const answer = await service.send({ what, method: 'GET', path: routes.user, parts: { id } }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refused(what, answer);
    return refusals.parseBody(what, answer, ScimUser);
  };

  return {
    get,
    async create(body, signal) {
      const what = 'create user';
      const answer = await service.send({ what, method: 'POST', path: routes.users, body }, signal);
      if (answer.status === 409) return 'conflict';
      if (answer.status !== 201) throw refused(what, answer);
      const made = await shownBy(answer, (id) => get(id, signal));
      if (made === undefined || sameUserKey(made.userName) === sameUserKey(body.userName)) return made ?? 'created';
      throw refusals.error('SCIM_USER_RENAMED', { what, answer, addition: ' with another user name than was sent' });
    },
    async patch(id, operation, { headers = {}, signal }) {
      const what = 'change user';
      const body = patchOf(operation);
      const call = { what, method: 'PATCH', path: routes.user, parts: { id }, headers, body } as const;
      const answer = await service.send(call, signal);
      if (answer.status === 404) throw refusals.error('SCIM_USER_NOT_FOUND', { what, answer });
      requireWritten(what, answer);
    },
    async remove(user, signal) {
      const what = 'delete user';
      const parts = { id: user.id };
      const call = { what, method: 'DELETE', path: routes.user, parts, headers: matching(user) } as const;
      const answer = await service.send(call, signal);
      if (answer.status !== 404 && answer.status !== 204) throw refused(what, answer);
    },
  };
}

/** A 201 need not bring the user, but says where it is: RFC 7644, section 3.3. */
async function shownBy(
  answer: HttpAnswer,
  get: (id: string) => Promise<ScimUser | undefined>,
): Promise<ScimUser | undefined> {
  if (answer.body !== undefined) return refusals.parseBody('create user', answer, ScimUser);
  const id = idIn(answer);
  return id === undefined ? undefined : await get(id);
}

interface Conditions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

/** RFC 7644, section 3.14: versions are weak or strong tags, and go back as they came. */
function matching({ meta }: ScimUser): Readonly<Record<string, string>> {
  const version = meta?.version;
  return typeof version === 'string' && version !== '' ? { 'if-match': version } : {};
}

/** A change answers 204, or 200 with what was changed: RFC 7644, section 3.5.2. */
export function requireWritten(what: string, answer: HttpAnswer): void {
  if (answer.status === 204) return;
  if (answer.status !== 200) throw refused(what, answer);
  refusals.parseBody(what, answer, Written);
}

/** The last part of the address that a 201 names. */
function idIn({ location }: HttpAnswer): string | undefined {
  const path = location?.split(/[?#]/)[0] ?? '';
  const [, part] = /\/Users\/([^/]+)\/?$/.exec(path) ?? [];
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
