import type { HttpAnswer } from '../../../http/request';
import { TargetError } from '../../contract/target';
import { reread, type Rereading } from '../core/reread';
import { masError, parseBody, unexpectedStatus } from '../wire/errors';
import type { KeyUse, ManageAccess } from './manage-access';
import { type ManageUser, peopleReader, peopleRight } from './people-reader';
import { AnyObject, mergeHeaders } from '../wire/wire';
import {
  active,
  localProviderId,
  type PersonDefinition,
  type PersonMerge,
  personQueries,
  personRoutes,
} from '../wire/wire-person';

/** Users of MAS from 9.1, who are made through Manage. All throw `TargetError`; when the signal aborts, its reason. */
export interface ManagePeople {
  /** The user; `undefined` when there is none. Throws MAS_PERSON_WITHOUT_USER for a person who has none. */
  get(id: string, use: KeyUse): Promise<ManageUser | undefined>;
  /** The user. Throws MAS_USER_NOT_FOUND when there is none. */
  require(id: string, use: KeyUse): Promise<ManageUser>;
  /**
   * Creates the user; one that somebody else created in between is left as it is. Throws MAS_USER_RENAMED when Manage
   * keeps the user under another id.
   */
  create(definition: PersonDefinition, use: KeyUse): Promise<void>;
  /** Lets a user who was disabled log in again. */
  activate(user: NamedPerson, use: KeyUse): Promise<void>;
  /** Links the user to MAS' own identity provider, with a password by e-mail. */
  linkLocal(id: string, resource: string, use: KeyUse): Promise<void>;
  /** Lets the user change who is in these security groups. */
  allowReassignment(user: NamedPerson, groups: readonly string[], use: KeyUse): Promise<void>;
}

export type NamedPerson = Pick<ManageUser, 'resource'> & { readonly id: string };

const refusedAsDuplicate: readonly number[] = [400, 409];

/**
 * Every call presents the client certificate and an API key, which is made also to read: contract "MAS", "Authentication
 * by call". Only where nothing may be made, reads go without one as far as Manage lets them.
 */
export function createManagePeople(access: ManageAccess, rereading: Rereading): ManagePeople {
  const reader = peopleReader(access);
  const merge = personMerger(access);

  async function get(id: string, use: KeyUse): Promise<ManageUser | undefined> {
    const user = await reader.user(id, use);
    if (user !== undefined) return user;
    if (!(await reader.isPerson(id, use))) return undefined;
    // The person may have come between the two reads, with a user.
    const late = await reread(rereading, () => reader.user(id, use), use.signal);
    if (late !== undefined) return late;
    throw new TargetError('MAS_PERSON_WITHOUT_USER', 'find user: Manage has the person, but the person has no user');
  }

  async function create(body: PersonDefinition, use: KeyUse): Promise<void> {
    const what = 'create user';
    const call = { what, method: 'POST', path: personRoutes.people, query: personQueries.create, body } as const;
    const answer = await access.write(call, use);
    const made = answer.status === 201;
    // What a 201 says of the user is not believed: it must be found by the id that was sent.
    const user = made
      ? await reread(rereading, () => get(body.personid, use), use.signal)
      : refusedAsDuplicate.includes(answer.status) && (await get(body.personid, use));
    if (user) return;
    await refuseRenamed(what, answer, () => reader.user(body.personid.toUpperCase(), use));
    if (!made) throw unexpectedStatus(what, answer, peopleRight);
    throw masError('MAS_USER_NOT_FOUND', { what, answer, addition: ', yet Manage does not show the user' });
  }

  return {
    get,
    create,
    async require(id, use) {
      const user = await get(id, use);
      if (user === undefined) throw new TargetError('MAS_USER_NOT_FOUND', 'find user: Manage has no such user');
      return user;
    },
    activate: ({ id, resource }, use) =>
      merge('activate user', { resource, body: { maxuser: { userid: id, status: active } } }, use),
    linkLocal: (id, resource, use) =>
      merge('link to the local identity provider', { resource, body: linkBody(id) }, use),
    async allowReassignment({ id, resource }, groups, use) {
      const grpreassignauth = groups.map((groupname) => ({ groupname }));
      await merge('allow group reassignment', { resource, body: { maxuser: { userid: id, grpreassignauth } } }, use);
    },
  };
}

/** Manage may store ids in upper case, and then find them by nothing else. */
async function refuseRenamed(
  what: string,
  answer: HttpAnswer,
  inUpperCase: () => Promise<ManageUser | undefined>,
): Promise<void> {
  if ((await inUpperCase()) === undefined) return;
  throw masError('MAS_USER_RENAMED', { what, answer, addition: ', and shows the user under its id in upper case' });
}

/** Sends a merge of a person. Throws MAS_USER_NOT_FOUND for one who is gone. */
export function personMerger(access: ManageAccess) {
  return async (what: string, sent: { resource: string; body: PersonMerge }, use: KeyUse): Promise<void> => {
    const { resource, body } = sent;
    const call = { what, method: 'POST', path: personRoutes.person, query: personQueries.merge, body } as const;
    expectMerged(what, await access.write({ ...call, parts: { resource }, headers: mergeHeaders }, use));
  };
}

function linkBody(userid: string): PersonMerge {
  const identity = {
    emailpassword: true,
    logintype: '0',
    idploginid: userid,
    idptype: 'local',
    enabled: true,
  } as const;
  return { maxuser: { userid, masuseridp: [{ ...identity, idpid: localProviderId }] } };
}

function expectMerged(what: string, answer: HttpAnswer): void {
  if (answer.status === 404) throw masError('MAS_USER_NOT_FOUND', { what, answer });
  if (answer.status !== 200 && answer.status !== 204) throw unexpectedStatus(what, answer, peopleRight);
  if (answer.body !== undefined) parseBody(what, answer, AnyObject);
}
