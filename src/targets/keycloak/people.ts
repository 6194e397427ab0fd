import type { Person } from '../../domain/tenant/person';
import type { Clock } from '../../http/clock';
import { createKnownIds } from '../connection/known-ids';
import { TargetError } from '../contract/target';
import type { Lookups } from './calls/lookups';
import { userGone } from './calls/require-user';
import { sameName, type Users } from './calls/users';
import type { User } from './wire/wire';

/** Who is meant. */
export interface Sought {
  readonly person: Person;
  readonly signal: AbortSignal;
}

/** Who a person is in one realm. All throw `TargetError`, KEYCLOAK_EMAIL_IS_NAME among others. */
export interface People {
  /** The user name that the person has there. */
  nameOf(sought: Sought): Promise<string>;
  /** The person's user, read anew. */
  find(sought: Sought): Promise<User | undefined>;
  /** Does something with the id of the person's user. Throws KEYCLOAK_USER_NOT_FOUND, and then forgets the id. */
  withId<T>(sought: Sought, what: string, act: (id: string) => Promise<T>): Promise<T>;
  /** Takes note of a user who was just made. */
  note(user: User): void;
}

export interface PeopleParts {
  readonly users: Pick<Users, 'find'>;
  readonly lookups: Pick<Lookups, 'realm'>;
  readonly clock: Clock;
}

export function createPeople({ users, lookups, clock }: PeopleParts): People {
  // By the user name as Keycloak stores it.
  const known = createKnownIds(async (name, signal) => (await users.find(name, signal))?.id, clock);
  const note = ({ username, id }: User) => known.keep(username.toLowerCase(), id);

  const people: People = {
    note,
    async nameOf({ person: { id, email }, signal }) {
      const realm = await lookups.realm(signal);
      // Of somebody who is to leave there may be no more than the id.
      if (realm.registrationEmailAsUsername !== true || email === '' || sameName(id, email)) return id;
      throw new TargetError('KEYCLOAK_EMAIL_IS_NAME', 'the record has another id than its e-mail address');
    },
    async find(sought) {
      const user = await users.find(await people.nameOf(sought), sought.signal);
      if (user !== undefined) note(user);
      return user;
    },
    async withId(sought, what, act) {
      const name = (await people.nameOf(sought)).toLowerCase();
      const id = await known.get(name, sought.signal);
      if (id === undefined) throw userGone(what);
      try {
        return await act(id);
      } catch (error) {
        if (error instanceof TargetError && error.code === 'KEYCLOAK_USER_NOT_FOUND') known.drop(name, id);
        throw error;
      }
    },
  };
  return people;
}
