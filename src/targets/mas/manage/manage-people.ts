import type { HttpAnswer } from '../../../http/request';
import { TargetError } from '../../contract/target';
import { reread, type Rereading } from '../core/core-users';
import { masError, parseBody, unexpectedStatus } from '../wire/errors';
import type { KeyUse, ManageAccess } from './manage-access';
import { AnyObject, mergeHeaders } from '../wire/wire';
import {
  CreatedPerson,
  localProviderId,
  PersonList,
  type PersonDefinition,
  type PersonMerge,
  personQueries,
  personResource,
  personRoutes,
  type ShownPerson,
} from '../wire/wire-person';

/** A user of Manage; `undefined` is what Manage does not tell, and lists that it leaves out are empty. */
export interface ManageUser {
  /** The id of the person's resource. */
  readonly resource: string;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
  readonly status: string | undefined;
  readonly groups: readonly string[] | undefined;
  readonly identityProviders: readonly string[];
  /** Security groups whose members the user may change. */
  readonly reassignable: readonly string[];
}

/** Users of MAS from 9.1, who are made through Manage. All throw `TargetError`; when the signal aborts, its reason. */
export interface ManagePeople {
  /** The user; `undefined` when there is none. Throws MAS_PERSON_WITHOUT_USER for a person who has none. */
  get(id: string, use: KeyUse): Promise<ManageUser | undefined>;
  /** The user. Throws MAS_USER_NOT_FOUND when there is none. */
  require(id: string, use: KeyUse): Promise<ManageUser>;
  /** Creates the user; one that somebody else created in between is left as it is. */
  create(definition: PersonDefinition, use: KeyUse): Promise<void>;
  /** Links the user to MAS' own identity provider, with a password by e-mail. */
  linkLocal(id: string, resource: string, use: KeyUse): Promise<void>;
  /** Lets the user change who is in these security groups. */
  allowReassignment(user: NamedPerson, groups: readonly string[], use: KeyUse): Promise<void>;
}

export type NamedPerson = Pick<ManageUser, 'resource'> & { readonly id: string };

export const peopleRight =
  'the user of the API key needs the right to administer people and users in Manage (masperuser)';
const refusedAsDuplicate: readonly number[] = [400, 409];

/**
 * Every call presents the client certificate and an API key, which is made also to read: contract "MAS", "Authentication
 * by call". Only where nothing may be made, reads go without one as far as Manage lets them.
 */
export function createManagePeople(access: ManageAccess, rereading: Rereading): ManagePeople {
  const get = reader(access, rereading);
  const merge = personMerger(access);

  async function create(body: PersonDefinition, use: KeyUse): Promise<void> {
    const what = 'create user';
    const call = { what, method: 'POST', path: personRoutes.people, query: personQueries.create, body } as const;
    const answer = await access.write(call, use);
    if (answer.status === 201 && CreatedPerson.safeParse(answer.body).success) return;
    const read = () => get(body.personid, use);
    if (answer.status === 201) {
      if ((await reread(rereading, read, use.signal)) !== undefined) return;
      throw masError('MAS_USER_NOT_FOUND', { what, answer, addition: ', yet Manage does not show the user' });
    }
    if (refusedAsDuplicate.includes(answer.status) && (await read()) !== undefined) return;
    throw unexpectedStatus(what, answer, peopleRight);
  }

  return {
    get,
    create,
    async require(id, use) {
      const user = await get(id, use);
      if (user === undefined) throw new TargetError('MAS_USER_NOT_FOUND', 'find user: Manage has no such user');
      return user;
    },
    linkLocal: (id, resource, use) =>
      merge('link to the local identity provider', { resource, body: linkBody(id) }, use),
    async allowReassignment({ id, resource }, groups, use) {
      const grpreassignauth = groups.map((groupname) => ({ groupname }));
      await merge('allow group reassignment', { resource, body: { maxuser: { userid: id, grpreassignauth } } }, use);
    },
  };
}

/** Sends a merge of a person. Throws MAS_USER_NOT_FOUND for one who is gone. */
export function personMerger(access: ManageAccess) {
  return async (what: string, sent: { resource: string; body: PersonMerge }, use: KeyUse): Promise<void> => {
    const { resource, body } = sent;
    const call = { what, method: 'POST', path: personRoutes.person, query: personQueries.merge, body } as const;
    expectMerged(what, await access.write({ ...call, parts: { resource }, headers: mergeHeaders }, use));
  };
}

function reader(access: ManageAccess, rereading: Rereading): ManagePeople['get'] {
  async function ask(what: string, query: Readonly<Record<string, string>>, use: KeyUse) {
    const call = { what, method: 'GET', path: personRoutes.people, query } as const;
    const answer = await (use.readOnly === true ? access.read(call, use) : access.write(call, use));
    if (answer.status !== 200) throw unexpectedStatus(what, answer, peopleRight);
    return parseBody(what, answer, PersonList).member[0];
  }

  async function find(id: string, use: KeyUse): Promise<ManageUser | undefined> {
    const what = 'find user';
    const person = await ask(what, personQueries.byUser(id), use);
    return person === undefined ? undefined : toUser(what, person);
  }

  return async (id, use) => {
    const user = await find(id, use);
    if (user !== undefined) return user;
    if ((await ask('find person', personQueries.byPerson(id), use)) === undefined) return undefined;
    // The person may have come between the two reads, with a user.
    const late = await reread(rereading, () => find(id, use), use.signal);
    if (late !== undefined) return late;
    throw new TargetError('MAS_PERSON_WITHOUT_USER', 'find user: Manage has the person, but the person has no user');
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

function toUser(what: string, person: ShownPerson): ManageUser {
  const resource = personResource(person.href);
  if (resource === undefined) {
    throw new TargetError('UNEXPECTED_RESPONSE', `${what}: the address that Manage gives holds no id`);
  }
  const { displayname, primaryemail, maxuser } = person;
  const { status, groupuser, masuseridp, grpreassignauth } = maxuser ?? {};
  return {
    resource,
    displayName: displayname ?? undefined,
    email: primaryemail ?? undefined,
    status: status ?? undefined,
    groups: groupNames(groupuser),
    identityProviders: masuseridp?.flatMap(({ idpid }) => idpid ?? []) ?? [],
    reassignable: groupNames(grpreassignauth) ?? [],
  };
}

function groupNames(groups: readonly { groupname: string }[] | null | undefined): string[] | undefined {
  return groups?.map(({ groupname }) => groupname);
}
