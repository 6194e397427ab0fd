import type { z } from 'zod';
import { allPages } from '../../connection/all-pages';
import type { Service } from '../../connection/service';
import { rightOf, yuuvisRefusals } from './refusals';
import { type ListedUser, OwnAccount, RoleList, routes, UserCount, YuuvisUser, YuuvisUserList } from '../wire/wire';

const { parseBody, unexpectedStatus } = yuuvisRefusals;

/** What a logged-in account may ask about its own tenant. All throw `TargetError`; when `signal` aborts, its reason. */
export interface OwnTenant {
  /** The account itself. */
  me(signal?: AbortSignal): Promise<OwnAccount>;
  users(signal?: AbortSignal): Promise<readonly ListedUser[]>;
  /** The user with this id; `undefined` when there is none. */
  user(id: string, signal?: AbortSignal): Promise<YuuvisUser | undefined>;
  /** The users who have a role, by a group or by themselves; none when there is no such role. */
  usersByRole(role: string, signal?: AbortSignal): Promise<readonly ListedUser[]>;
  /** The names of the roles there are. */
  roles(signal?: AbortSignal): Promise<readonly string[]>;
  /** How many users the tenant has; only a tenant's administrator may ask. */
  count(signal?: AbortSignal): Promise<number>;
}

interface Question<S extends z.ZodType> {
  readonly what: string;
  readonly path: string;
  readonly parts?: Readonly<Record<string, string>>;
  readonly schema: S;
  readonly right?: string;
}

interface Asking {
  readonly ask: <S extends z.ZodType>(question: Question<S>, signal?: AbortSignal) => Promise<z.infer<S> | undefined>;
  /** All pages; undefined for a 404. */
  readonly list: <T>(question: Question<z.ZodType<T[]>>, signal?: AbortSignal) => Promise<readonly T[] | undefined>;
}

function createAsking(api: Service): Asking {
  async function ask<S extends z.ZodType>(
    { what, path, parts = {}, schema, right }: Question<S>,
    signal?: AbortSignal,
  ): Promise<z.infer<S> | undefined> {
    const answer = await api.send({ what, method: 'GET', path, parts }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw unexpectedStatus(what, answer, right);
    return parseBody(what, answer, schema);
  }

  return {
    ask,
    async list({ what, path, parts = {}, schema }, signal) {
      const pages = await allPages(api, { what, method: 'GET', path, parts }, signal);
      if (pages[0]?.status === 404) return undefined;
      return pages.flatMap((answer) => {
        if (answer.status !== 200) throw unexpectedStatus(what, answer);
        return parseBody(what, answer, schema);
      });
    },
  };
}

/** What was found. Throws TARGET_REJECTED for a 404 where there must be something. */
async function found<T>(what: string, asked: Promise<T | undefined>): Promise<T> {
  const answer = await asked;
  if (answer !== undefined) return answer;
  throw unexpectedStatus(what, { status: 404, body: undefined });
}

export function createOwnTenant(api: Service): OwnTenant {
  const { ask, list } = createAsking(api);
  const me = { what: 'get the own account', path: routes.me, schema: OwnAccount };
  const users = { what: 'list colleagues', path: routes.colleagues, schema: YuuvisUserList };
  const roles = { what: 'list roles', path: routes.roles, schema: RoleList };
  const count = { what: 'count users', path: routes.count, schema: UserCount, right: rightOf('admin') };
  return {
    me: (signal) => found(me.what, ask(me, signal)),
    users: (signal) => found(users.what, list(users, signal)),
    user: (id, signal) =>
      ask({ what: 'get colleague', path: routes.colleague, parts: { id }, schema: YuuvisUser }, signal),
    async usersByRole(role, signal) {
      const question = { what: 'list users by role', path: routes.roleUsers, parts: { role }, schema: YuuvisUserList };
      return (await list(question, signal)) ?? [];
    },
    roles: (signal) => found(roles.what, list(roles, signal)),
    count: (signal) => found(count.what, ask(count, signal)),
  };
}
