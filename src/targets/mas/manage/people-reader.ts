import type { HttpAnswer } from '../../../http/request';
import type { Call } from '../../connection/service';
import { TargetError } from '../../contract/target';
import { unexpectedStatus } from '../wire/errors';
import { resourceId, sameId } from '../wire/wire';
import { Person, personQueries, personRoutes } from '../wire/wire-person';
import { listMembers } from './listing';
import type { KeyUse, ManageAccess } from './manage-access';

/** A user of Manage; `undefined` is what Manage does not tell, and lists that it leaves out of what it tells are empty. */
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

/** Reads of `masperuser`. A 404 means that there is nobody. */
export interface PeopleReader {
  /** The user with this id. */
  user(id: string, use: KeyUse): Promise<ManageUser | undefined>;
  /** Whether there is a person with this id. */
  isPerson(id: string, use: KeyUse): Promise<boolean>;
}

interface Question {
  readonly what: string;
  readonly query: Readonly<Record<string, string>>;
  /** Whether an answer is a refusal that somebody goes on without. */
  readonly mayRefuse?: (answer: HttpAnswer) => boolean;
}

export const peopleRight =
  'the user of the API key needs the right to administer people and users in Manage (masperuser)';

export function peopleReader(access: ManageAccess): PeopleReader {
  function ask({ what, query, mayRefuse }: Question, use: KeyUse) {
    const call = { what, method: 'GET', path: personRoutes.people, query } as const;
    const send = (page: Call) => (use.readOnly === true ? access.read(page, use) : access.write(page, use));
    const isPage = (answer: HttpAnswer): boolean => {
      if (answer.status === 404 || mayRefuse?.(answer) === true) return false;
      if (answer.status !== 200) throw unexpectedStatus(what, answer, peopleRight);
      return true;
    };
    return listMembers({ baseUrl: access.baseUrl, call, send, isPage }, Person);
  }

  async function find(id: string, use: KeyUse): Promise<Person | undefined> {
    const what = 'find user';
    let refused = false;
    const mayRefuse = ({ status }: HttpAnswer) => {
      refused = status === 400;
      return refused;
    };
    const shown = await ask({ what, query: personQueries.byUser(id), mayRefuse }, use);
    // That Manage shows users when asked to is inferred: one that refuses is asked as IBM's client does.
    const people = refused ? await ask({ what, query: personQueries.placeOfUser(id) }, use) : shown;
    return people.find((person) => isSomebody(person) && sameId(person.maxuser?.userid ?? id, id));
  }

  return {
    async user(id, use) {
      const person = await find(id, use);
      return person === undefined ? undefined : toUser('find user', person);
    },
    async isPerson(id, use) {
      const people = await ask({ what: 'find person', query: personQueries.byPerson(id) }, use);
      return people.some((person) => isSomebody(person) && sameId(person.personid ?? id, id));
    },
  };
}

/** An empty object is nobody. */
function isSomebody(person: Person): boolean {
  return Object.values(person).some((told) => told !== undefined && told !== null);
}

function toUser(what: string, { href, displayname, primaryemail, maxuser }: Person): ManageUser {
  const resource = resourceId(href ?? '');
  if (resource === undefined) {
    throw new TargetError('UNEXPECTED_RESPONSE', `${what}: the address that Manage gives holds no id`);
  }
  return {
    ...{ resource, displayName: displayname ?? undefined, email: primaryemail ?? undefined },
    ...accountOf(maxuser),
  };
}

type Account = Omit<ManageUser, 'resource' | 'displayName' | 'email'>;

function accountOf(user: Person['maxuser']): Account {
  if (user === undefined || user === null) return untold;
  const { status, groupuser, masuseridp, grpreassignauth } = user;
  return {
    status: status ?? undefined,
    groups: groupuser?.map(({ groupname }) => groupname),
    identityProviders: masuseridp?.map(({ idpid }) => idpid) ?? [],
    reassignable: grpreassignauth?.map(({ groupname }) => groupname) ?? [],
  };
}

const untold: Account = { status: undefined, groups: undefined, identityProviders: [], reassignable: [] };
