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
  const ids = createKnownIds((name, signal) => lookup.find(name, signal), clock);

  async function get(id: string, signal?: AbortSignal): Promise<ScimUser | undefined> {
    const what = 'get user';
    const answer = await service.send({ what, method: 'GET', path: routes.user, parts: { id } }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refused(what, answer);
    return refusals.parseBody(what, answer, ScimUser);
  }

  /** Who was renamed in the system is not who we look for. */
  async function getNamed(id: string, userName: string, signal?: AbortSignal): Promise<ScimUser | undefined> {
    const user = await get(id, signal);
    if (user !== undefined && sameUserKey(user.userName) === sameUserKey(userName)) return user;
    ids.drop(userName, id);
    return undefined;
  }

  async function patch(user: Named, operation: PatchOperation, asked: Conditions): Promise<void> {
    const what = 'change user';
    const { headers = {}, signal } = asked;
    const body = patchOf(operation);
    const answer = await service.send(
      { what, method: 'PATCH', path: routes.user, parts: { id: user.id }, headers, body },
      signal,
    );
    if (answer.status === 404) {
      ids.drop(user.userName, user.id);
      throw refusals.error('SCIM_USER_NOT_FOUND', { what, answer });
    }
    requireWritten(what, answer);
  }

  return {
    findNow,
    async find(userName, signal) {
      const known = ids.peek(userName);
      const user = known === undefined ? undefined : await getNamed(known, userName, signal);
      if (user !== undefined) return user;
      const id = await lookup.find(userName, signal);
      if (id === undefined) return undefined;
      ids.keep(userName, id);
      return (await getNamed(id, userName, signal)) ?? (await findNow(userName, signal));
    },
    requireId,
    async create(body, signal) {
      const what = 'create user';
      const answer = await service.send({ what, method: 'POST', path: routes.users, body }, signal);
      if (answer.status === 409) return 'conflict';
      if (answer.status !== 201 && answer.status !== 200) throw refused(what, answer);
      const made =
        answer.body === undefined ? await readBack(answer, signal) : refusals.parseBody(what, answer, ScimUser);
      if (made === undefined) return 'created';
      if (sameUserKey(made.userName) !== sameUserKey(body.userName)) {
        throw refusals.error('SCIM_USER_RENAMED', { what, answer, addition: ' with another user name than was sent' });
      }
      ids.keep(body.userName, made.id);
      return made;
    },
    change: (user, operation, signal) => patch(user, operation, { headers: matching(user), signal }),
    async add(userName, operation, signal) {
      await patch({ id: await requireId(userName, signal), userName }, operation, { signal });
    },
    async remove(user, signal) {
      const what = 'delete user';
      const { id, userName } = user;
      const answer = await service.send(
        { what, method: 'DELETE', path: routes.user, parts: { id }, headers: matching(user) },
        signal,
      );
      if (answer.status !== 404 && answer.status !== 204) throw refused(what, answer);
      ids.drop(userName, id);
    },
  };

  async function requireId(userName: string, signal: AbortSignal): Promise<string> {
    const id = await ids.get(userName, signal);
    if (id !== undefined) return id;
    throw new TargetError('SCIM_USER_NOT_FOUND', 'find user: the SCIM service shows no such user');
  }

  /** A 201 need not bring the user, but says where it is: RFC 7644, section 3.3. */
  async function readBack(answer: HttpAnswer, signal?: AbortSignal): Promise<ScimUser | undefined> {
    if (answer.status !== 201)
      throw refusals.error('UNEXPECTED_RESPONSE', { what: 'create user', answer, addition: ' without a body' });
    const id = idIn(answer);
    return id === undefined ? undefined : await get(id, signal);
  }

  /** A listing may hold who is gone, and an index lag behind. */
  async function findNow(userName: string, signal?: AbortSignal): Promise<ScimUser | undefined> {
    const [id] = await lookup.allNow(userName, signal);
    return id === undefined ? undefined : await getNamed(id, userName, signal);
  }
}

type Named = Pick<ScimUser, 'id' | 'userName'>;

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
