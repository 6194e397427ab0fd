import type { HttpAnswer } from '../../../http/request';
import { type NewUser, routes, type User, User as UserSchema, type UserChange, UserList } from '../wire/wire';
import type { RealmCalls } from './realm-calls';
import { reasonOf, refusals } from './refusals';
import { userGone } from './require-user';

/** Users of one realm. All throw `TargetError`; when `signal` aborts, its reason. */
export interface Users {
  /** The user with this user name, whatever its case; Keycloak stores it in lower case. */
  find(username: string, signal?: AbortSignal): Promise<User | undefined>;
  /** The user with this id; `undefined` when there is none. */
  get(id: string, signal?: AbortSignal): Promise<User | undefined>;
  /** Creates a user and answers where Keycloak says it is, if it does; `conflict`: name or e-mail address are taken (409). */
  create(user: NewUser, signal?: AbortSignal): Promise<{ readonly id: string | undefined } | Conflict>;
  /** Throws KEYCLOAK_USER_NOT_FOUND. */
  change(id: string, change: UserChange, signal?: AbortSignal): Promise<void>;
  /** Deletes the user; one that is gone counts as deleted. */
  remove(id: string, signal?: AbortSignal): Promise<void>;
  /** Who is linked to this account of an identity provider. */
  linkedTo(alias: string, userId: string, signal?: AbortSignal): Promise<readonly User[]>;
  /** Any user, if there is one. */
  anyone(signal?: AbortSignal): Promise<User | undefined>;
}

/** A 409, with what Keycloak said of it. */
interface Conflict {
  readonly conflict: string;
}

export function createUsers({ read, write }: RealmCalls): Users {
  const role = 'manage-users';

  async function list(what: string, query: Readonly<Record<string, string>>, signal: AbortSignal | undefined) {
    const found = await read({ what, path: routes.users, query, schema: UserList, role }, signal);
    if (found !== undefined) return found;
    throw refusals.error('KEYCLOAK_REALM_NOT_FOUND', { what, answer: { status: 404, body: undefined } });
  }

  return {
    async find(username, signal) {
      const query = { username, exact: 'true', briefRepresentation: 'true' };
      return (await list('find user', query, signal)).find((user) => sameName(user.username, username));
    },
    get: (id, signal) => read({ what: 'get user', path: routes.user, parts: { id }, schema: UserSchema, role }, signal),
    async create(body, signal) {
      const order = {
        what: 'create user',
        method: 'POST',
        path: routes.users,
        body,
        statuses: [201, 409],
        role,
      } as const;
      const answer = await write(order, signal);
      if (answer.status === 409) return { conflict: reasonOf(answer) ?? 'no reason given' };
      return { id: idIn(answer) };
    },
    async change(id, body, signal) {
      const what = 'update user';
      const order = {
        what,
        method: 'PUT',
        path: routes.user,
        parts: { id },
        body,
        statuses: [204, 404],
        role,
      } as const;
      if ((await write(order, signal)).status === 404) throw userGone(what);
    },
    async remove(id, signal) {
      const what = 'delete user';
      await write({ what, method: 'DELETE', path: routes.user, parts: { id }, statuses: [204, 404], role }, signal);
    },
    linkedTo: (idpAlias, idpUserId, signal) =>
      list('find who is linked', { idpAlias, idpUserId, briefRepresentation: 'true' }, signal),
    anyone: async (signal) => (await list('list users', { max: '1', briefRepresentation: 'true' }, signal))[0],
  };
}

export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Only the id counts: a proxy may have hidden Keycloak's own address. */
function idIn({ location }: HttpAnswer): string | undefined {
  return /\/users\/([\w-]+)$/.exec(location ?? '')?.[1];
}
