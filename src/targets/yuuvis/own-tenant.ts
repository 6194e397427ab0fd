import type { z } from 'zod';
import { allPages } from '../connection/all-pages';
import type { Service } from '../connection/service';
import { rightOf, yuuvisRefusals } from './log-in';
import { type ListedUser, OwnAccount, RoleList, routes, UserCount, YuuvisUser, YuuvisUserList } from './wire';

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

export function createOwnTenant(api: Service): OwnTenant {
  async function ask<S extends z.ZodType>(
    { what, path, parts = {}, schema, right }: Question<S>,
    signal?: AbortSignal,
  ): Promise<z.infer<S> | undefined> {
    const answer = await api.send({ what, method: 'GET', path, parts }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw unexpectedStatus(what, answer, right);
    return parseBody(what, answer, schema);
  }

  /** A list, page by page; none for a 404. */
  async function listOf<T>(
    { what, path, parts = {}, schema }: Question<z.ZodType<T[]>>,
    signal?: AbortSignal,
  ): Promise<readonly T[] | undefined> {
    const pages = await allPages(api, { what, method: 'GET', path, parts }, signal);
    if (pages[0]?.status === 404) return undefined;
    return pages.flatMap((answer) => {
      if (answer.status !== 200) throw unexpectedStatus(what, answer);
      return parseBody(what, answer, schema);
    });
  }

  async function requireList<T>(question: Question<z.ZodType<T[]>>, signal?: AbortSignal): Promise<readonly T[]> {
    const found = await listOf(question, signal);
    if (found !== undefined) return found;
    throw unexpectedStatus(question.what, { status: 404, body: undefined });
  }

  async function require<S extends z.ZodType>(question: Question<S>, signal?: AbortSignal): Promise<z.infer<S>> {
    const found = await ask(question, signal);
    if (found !== undefined) return found;
    throw unexpectedStatus(question.what, { status: 404, body: undefined });
  }

  return {
    me: (signal) => require({ what: 'get the own account', path: routes.me, schema: OwnAccount }, signal),
    users: (signal) =>
      requireList({ what: 'list colleagues', path: routes.colleagues, schema: YuuvisUserList }, signal),
    user: (id, signal) =>
      ask({ what: 'get colleague', path: routes.colleague, parts: { id }, schema: YuuvisUser }, signal),
    async usersByRole(role, signal) {
      const question = { what: 'list users by role', path: routes.roleUsers, parts: { role }, schema: YuuvisUserList };
      return (await listOf(question, signal)) ?? [];
    },
    roles: (signal) => requireList({ what: 'list roles', path: routes.roles, schema: RoleList }, signal),
    count: (signal) =>
      require({ what: 'count users', path: routes.count, schema: UserCount, right: rightOf('admin') }, signal),
  };
}
