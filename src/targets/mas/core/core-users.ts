import type { HttpAnswer } from '../../../http/request';
import type { Service } from '../../connection/service';
import { TargetError } from '../../contract/target';
import { masError, parseBody, unexpectedStatus } from '../wire/errors';
import { AnyObject, type DisplayNameBody, queries, routes, User, type UserDefinition } from '../wire/wire';
import { activate } from './active-user';
import { coreRight } from './core-right';
import type { Rereading } from './reread';
import { createUserMaker, type UserMaker } from './user-maker';

/** Users of MAS' core API. All throw `TargetError`; when `signal` aborts, its reason. */
export interface CoreUsers {
  /** The user; `undefined` when there is none. */
  get(id: string, signal?: AbortSignal): Promise<User | undefined>;
  /** The user. Throws MAS_USER_NOT_FOUND when there is none. */
  require(id: string, signal?: AbortSignal): Promise<User>;
  /**
   * Creates the user. One that somebody else created in between is returned as it is. Throws MAS_USER_CONFLICT when MAS
   * says it exists, yet it can't be read, and MAS_USER_RENAMED when MAS keeps it under another id.
   */
  create(definition: UserDefinition, signal?: AbortSignal): Promise<User>;
  /** As `create`; `made`: MAS has said that it made the user just now. */
  make: UserMaker['make'];
  /**
   * Has MAS check the user without creating one. Throws as `create`, and MAS_VALIDATION_WROTE when it was created all the
   * same.
   */
  validate(definition: UserDefinition, signal?: AbortSignal): Promise<void>;
  /** Lets a user who was disabled log in again. Throws MAS_USER_DISABLED when MAS shows it inactive all the same. */
  activate(id: string, signal?: AbortSignal): Promise<void>;
  /** The existing user, unmodified, or the created one. */
  getOrCreate(definition: UserDefinition, signal?: AbortSignal): Promise<User>;
  /** Replaces the user's details. Throws MAS_USER_NOT_FOUND when there is none. */
  update(definition: UserDefinition, signal?: AbortSignal): Promise<User>;
  /** Changes the display name alone. Throws MAS_USER_NOT_FOUND when there is none. */
  updateDisplayName(id: string, displayName: string, signal?: AbortSignal): Promise<User>;
  /** Links the user to MAS' own identity provider, with a password by e-mail. Returns nothing: the answer holds a token. */
  linkLocal(id: string, signal?: AbortSignal): Promise<void>;
}

export function createCoreUsers(core: Service, rereading: Rereading): CoreUsers {
  async function get(id: string, signal?: AbortSignal): Promise<User | undefined> {
    const answer = await core.send({ what: 'get user', method: 'GET', path: routes.user, parts: { id } }, signal);
    return answer.status === 404 ? undefined : readUser('get user', answer, 200);
  }

  const maker = createUserMaker({ core, rereading, get });
  const create: CoreUsers['create'] = async (definition, signal) => (await maker.make(definition, signal)).user;

  return {
    ...{ get, create, ...maker },
    activate: (id, signal) => activate(core, id, signal),
    async require(id, signal) {
      const user = await get(id, signal);
      if (user === undefined) throw new TargetError('MAS_USER_NOT_FOUND', 'get user: MAS has no such user');
      return user;
    },
    async getOrCreate(definition, signal) {
      return (await get(definition.id, signal)) ?? (await create(definition, signal));
    },
    async update(body, signal) {
      const { id } = body;
      const call = { what: 'update user', method: 'PUT', path: routes.user, parts: { id }, body } as const;
      return readUser('update user', mustExist(call.what, await core.send(call, signal)), 200);
    },
    async updateDisplayName(id, displayName, signal) {
      const what = 'update display name';
      const body: DisplayNameBody = { displayName };
      const answer = await core.send({ what, method: 'PATCH', path: routes.user, parts: { id }, body }, signal);
      return readUser(what, mustExist(what, answer), 200);
    },
    async linkLocal(id, signal) {
      const what = 'link to the local identity provider';
      const parts = { id };
      const body = { idpUserId: id };
      const call = { what, method: 'PUT', path: routes.localIdentity, query: queries.linkLocal, parts, body } as const;
      expectObject(what, mustExist(what, await core.send(call, signal)));
    },
  };
}

/** Passes the answer on. Throws MAS_USER_NOT_FOUND for a 404: the only part of these paths that can vanish is the user. */
export function mustExist(what: string, answer: HttpAnswer): HttpAnswer {
  if (answer.status === 404) throw masError('MAS_USER_NOT_FOUND', { what, answer });
  return answer;
}

/** Throws unless it is a 200 with JSON, of which nothing is kept: a login page is no success. */
export function expectObject(what: string, answer: HttpAnswer): void {
  if (answer.status !== 200) throw unexpectedStatus(what, answer, coreRight);
  parseBody(what, answer, AnyObject);
}

function readUser(what: string, answer: HttpAnswer, success: number): User {
  if (answer.status !== success) throw unexpectedStatus(what, answer, coreRight);
  return parseBody(what, answer, User);
}
