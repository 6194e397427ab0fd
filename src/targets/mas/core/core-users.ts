import type { Clock } from '../../../http/clock';
import type { HttpAnswer } from '../../../http/request';
import { TargetError } from '../../contract/target';
import { masError, parseBody, unexpectedStatus } from '../wire/errors';
import type { Service } from '../../connection/service';
import { AnyJson, type DisplayNameBody, queries, routes, User, type UserDefinition, WholeUser } from '../wire/wire';

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

export interface Rereading {
  readonly clock: Clock;
  /** Pauses between the reads of something that was written a moment ago: MAS' reads lag up to 5 s behind. */
  readonly rereadDelaysMs: readonly number[];
}

export const coreRight =
  'the superuser needs the right to administer users and workspaces (system and user administration)';

export function createCoreUsers(core: Service, rereading: Rereading): CoreUsers {
  async function get(id: string, signal?: AbortSignal): Promise<User | undefined> {
    const answer = await core.send({ what: 'get user', method: 'GET', path: routes.user, parts: { id } }, signal);
    return answer.status === 404 ? undefined : readUser('get user', answer, 200);
  }

  async function create(body: UserDefinition, signal?: AbortSignal): Promise<User> {
    const what = 'create user';
    const answer = await core.send({ what, method: 'POST', path: routes.users, body }, signal);
    if (answer.status !== 201 && answer.status !== 409) throw unexpectedStatus(what, answer, coreRight);
    const made = answer.status === 201 && answer.body !== undefined ? parseBody(what, answer, User) : undefined;
    if (made !== undefined && (made.id ?? body.id) === body.id) return made;
    const existing = await reread(rereading, () => get(body.id, signal), signal);
    if (existing !== undefined) return existing;
    if (made !== undefined) throw masError('MAS_USER_RENAMED', { what, answer, addition: ', and names another id' });
    if (answer.status === 409) throw conflict(what, answer);
    throw masError('UNEXPECTED_RESPONSE', { what, answer, addition: ', yet does not show the user' });
  }

  async function validate(body: UserDefinition, signal?: AbortSignal): Promise<void> {
    const what = 'check user';
    const call = { what, method: 'POST', path: routes.users, query: queries.validate, body } as const;
    const answer = await core.send(call, signal);
    if (answer.status === 409) throw conflict(what, answer);
    if (!accepted.includes(answer.status)) throw unexpectedStatus(what, answer, coreRight);
    if ((await get(body.id, signal)) === undefined) return;
    throw masError('MAS_VALIDATION_WROTE', { what, answer, addition: ', and has the user now' });
  }

  return {
    get,
    create,
    validate,
    async activate(id, signal) {
      const what = 'activate user';
      const answer = await setActive(core, { what, id, active: true }, signal);
      if (answer === undefined) throw new TargetError('MAS_USER_NOT_FOUND', `${what}: MAS has no such user`);
      if (readUser(what, answer, 200).status?.active !== false) return;
      throw masError('MAS_USER_DISABLED', { what, answer, addition: ', and still shows the user inactive' });
    },
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

/** Statuses of a check that found nothing: IBM's page names 201, as for a creation. */
const accepted: readonly number[] = [200, 201, 204];

/** The id may be that of a deleted user, or the address another one's. */
function conflict(what: string, answer: HttpAnswer): TargetError {
  const meant = unexpectedStatus(what, answer);
  if (meant.code !== 'TARGET_REJECTED') return meant;
  return masError('MAS_USER_CONFLICT', { what, answer, addition: ', yet no user has this id' });
}

/** Sends the user back as it is now, with another standing; undefined when there is none. Inferred: docs/reference/mas.md. */
export async function setActive(
  core: Service,
  { what, id, active }: { readonly what: string; readonly id: string; readonly active: boolean },
  signal?: AbortSignal,
): Promise<HttpAnswer | undefined> {
  const parts = { id };
  const read = await core.send({ what, method: 'GET', path: routes.user, parts }, signal);
  if (read.status === 404) return undefined;
  if (read.status !== 200) throw unexpectedStatus(what, read, coreRight);
  const user = parseBody(what, read, WholeUser);
  const body = { ...user, status: { ...user.status, active } };
  return await core.send({ what, method: 'PUT', path: routes.user, parts, body }, signal);
}

/** Reads at once and after each delay until there is something. */
export async function reread<T>(
  { clock, rereadDelaysMs }: Rereading,
  read: () => Promise<T | undefined>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  for (const delayMs of [0, ...rereadDelaysMs]) {
    if (delayMs > 0) await clock.pause(delayMs, signal);
    const value = await read();
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Passes the answer on. Throws MAS_USER_NOT_FOUND for a 404: the only part of these paths that can vanish is the user. */
export function mustExist(what: string, answer: HttpAnswer): HttpAnswer {
  if (answer.status === 404) throw masError('MAS_USER_NOT_FOUND', { what, answer });
  return answer;
}

/** Throws unless it is a 200 with JSON, of which nothing is kept: a login page is no success. */
export function expectObject(what: string, answer: HttpAnswer): void {
  if (answer.status !== 200) throw unexpectedStatus(what, answer, coreRight);
  parseBody(what, answer, AnyJson);
}

function readUser(what: string, answer: HttpAnswer, success: number): User {
  if (answer.status !== success) throw unexpectedStatus(what, answer, coreRight);
  return parseBody(what, answer, User);
}
