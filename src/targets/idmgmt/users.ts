import type { HttpAnswer } from '../../http/request';
import type { Service } from '../connection/service';
import { parseBody, rights, unexpectedStatus } from './errors';
import { Account, DeletedCount, DirectoryList, type DirectoryUser, HighestRole, routes, TeamResources } from './wire';

/** The calls about users: contract "idmgmt". All throw `TargetError`. */
export interface Users {
  /** Everybody whom the cluster knows. */
  list(signal?: AbortSignal): Promise<DirectoryUser[]>;
  /** Undefined for a 404. */
  account(user: string, signal?: AbortSignal): Promise<Account | undefined>;
  /** Only of the logged-in user; undefined for a 403, which is no failure of the one that was asked about. */
  highestRole(user: string, signal?: AbortSignal): Promise<string | undefined>;
  /** The same. */
  teamResources(user: string, signal?: AbortSignal): Promise<TeamResources | undefined>;
  /** Answers whether there was one. */
  remove(user: string, signal?: AbortSignal): Promise<boolean>;
}

export function createUsers(session: Service): Users {
  const ask = async (what: string, path: string, { user, signal }: Asked): Promise<HttpAnswer> =>
    await session.send({ what, method: 'GET', path, parts: { user } }, signal);

  return {
    async list(signal) {
      const what = 'list users';
      const answer = await session.send({ what, method: 'GET', path: routes.users }, signal);
      if (answer.status !== 200) throw unexpectedStatus(what, answer, rights.read);
      return parseBody(what, answer, DirectoryList);
    },
    async account(user, signal) {
      const what = 'read user';
      const answer = await ask(what, routes.account, { user, signal });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw unexpectedStatus(what, answer, rights.read);
      return parseBody(what, answer, Account);
    },
    async highestRole(user, signal) {
      const what = 'read highest role';
      const answer = await ask(what, routes.highestRole, { user, signal });
      if (answer.status === 403) return undefined;
      if (answer.status !== 200) throw unexpectedStatus(what, answer);
      return parseBody(what, answer, HighestRole);
    },
    async teamResources(user, signal) {
      const what = 'read team resources';
      const answer = await ask(what, routes.teamResources, { user, signal });
      if (answer.status === 403) return undefined;
      if (answer.status !== 200) throw unexpectedStatus(what, answer);
      return parseBody(what, answer, TeamResources);
    },
    async remove(user, signal) {
      const what = 'delete user';
      const answer = await session.send({ what, method: 'DELETE', path: routes.user, parts: { user } }, signal);
      if (answer.status === 404) return false;
      if (answer.status !== 200) throw unexpectedStatus(what, answer, rights.remove);
      return parseBody(what, answer, DeletedCount) !== 'Count: 0';
    },
  };
}

interface Asked {
  readonly user: string;
  readonly signal: AbortSignal | undefined;
}
