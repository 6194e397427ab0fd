import type { HttpAnswer } from '../../../http/request';
import { allPages } from '../../connection/all-pages';
import type { Service } from '../../connection/service';
import { rightOf, yuuvisRefusals } from './refusals';
import { namesField } from './reasons';
import {
  type ListedUser,
  type NewUser,
  type Section,
  type UserChange,
  userRoutes,
  YuuvisUser,
  YuuvisUserList,
} from '../wire/wire';

const { error, parseBody, unexpectedStatus } = yuuvisRefusals;

/** Users of one tenant, through one section. All throw `TargetError`; when `signal` aborts, its reason. */
export interface YuuvisUsers {
  /** Every user of the tenant. Throws YUUVIS_TENANT_NOT_FOUND. */
  list(signal?: AbortSignal): Promise<readonly ListedUser[]>;
  /** The user with this id; `undefined` when there is none. */
  get(id: string, signal?: AbortSignal): Promise<YuuvisUser | undefined>;
  /**
   * Creates a user and answers it, `created` when the answer tells nothing of it, or `conflict`: user name or e-mail
   * address are taken (409). Throws YUUVIS_PROFILE_REFUSED.
   */
  create(user: NewUser, signal?: AbortSignal): Promise<YuuvisUser | 'conflict' | 'created'>;
  /** Changes what the change names. Throws YUUVIS_USER_NOT_FOUND, YUUVIS_PROFILE_REFUSED; answers `conflict` when a name or address is taken. */
  update(id: string, change: UserChange, signal?: AbortSignal): Promise<'updated' | 'conflict'>;
  /** Deletes the user; one that is gone counts as deleted. */
  remove(id: string, signal?: AbortSignal): Promise<void>;
}

interface Place {
  readonly section: Section;
  readonly tenant: string;
}

/** `{tenant}` of the paths: the section `admin` has its own. */
function partsOf({ section, tenant }: Place): Readonly<Record<string, string>> {
  return section === 'system' ? { tenant } : {};
}

/** What only reads. */
function createReads(api: Service, at: Place): Pick<YuuvisUsers, 'list' | 'get'> {
  const { section } = at;
  const [paths, place, right] = [userRoutes[section], partsOf(at), rightOf(section)];
  return {
    async list(signal) {
      const what = 'list users';
      const pages = await allPages(api, { what, method: 'GET', path: paths.users, parts: place }, signal);
      return pages.flatMap((answer) => {
        if (answer.status === 404 && section === 'system') throw error('YUUVIS_TENANT_NOT_FOUND', { what, answer });
        if (answer.status !== 200) throw unexpectedStatus(what, answer, right);
        return parseBody(what, answer, YuuvisUserList);
      });
    },
    async get(id, signal) {
      const what = 'get user';
      const answer = await api.send({ what, method: 'GET', path: paths.user, parts: { ...place, id } }, signal);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw unexpectedStatus(what, answer, right);
      return parseBody(what, answer, YuuvisUser);
    },
  };
}

/** `tenant` is of no account in the section `admin`, which has its own. */
export function createYuuvisUsers(api: Service, section: Section, tenant: string): YuuvisUsers {
  const paths = userRoutes[section];
  const place = partsOf({ section, tenant });
  const right = rightOf(section);
  const reads = createReads(api, { section, tenant });

  return {
    ...reads,
    async create(body, signal) {
      const what = 'create user';
      const answer = await api.send({ what, method: 'POST', path: paths.users, parts: place, body }, signal);
      if (answer.status === 409) return 'conflict';
      requireWritten(what, answer, right);
      if (answer.body === undefined || answer.body === null) {
        const id = idAt(answer);
        return (id === undefined ? undefined : await reads.get(id, signal)) ?? 'created';
      }
      return parseBody(what, answer, YuuvisUser);
    },
    async update(id, body, signal) {
      const what = 'update user';
      const answer = await api.send({ what, method: 'PUT', path: paths.user, parts: { ...place, id }, body }, signal);
      if (answer.status === 404) throw error('YUUVIS_USER_NOT_FOUND', { what, answer });
      if (answer.status === 409) return 'conflict';
      requireWritten(what, answer, right);
      if (answer.body !== undefined && answer.body !== null) parseBody(what, answer, YuuvisUser);
      return 'updated';
    },
    async remove(id, signal) {
      const what = 'delete user';
      const answer = await api.send({ what, method: 'DELETE', path: paths.user, parts: { ...place, id } }, signal);
      if (answer.status !== 404 && !isWritten(answer)) throw unexpectedStatus(what, answer, right);
    },
  };
}

/** Keycloak answers a creation with `Location` and without a body. */
function idAt({ location }: HttpAnswer): string | undefined {
  const id = location?.split('/').at(-1) ?? '';
  return /^[A-Za-z0-9_-]{1,100}$/.test(id) ? id : undefined;
}

/** Throws YUUVIS_PROFILE_REFUSED for a refusal that names a field. */
function requireWritten(what: string, answer: HttpAnswer, right: string): void {
  if (isWritten(answer)) return;
  if (answer.status === 400 && namesField(answer)) throw error('YUUVIS_PROFILE_REFUSED', { what, answer });
  throw unexpectedStatus(what, answer, right);
}

/** The source names no status of a write: any of the three that say so, with the user or without a body. */
function isWritten({ status }: HttpAnswer): boolean {
  return status === 200 || status === 201 || status === 204;
}
