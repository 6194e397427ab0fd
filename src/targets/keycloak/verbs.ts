import { grantInWords, type Step } from '../../domain/run/plan';
import { stoppable } from '../connection/stopped';
import { findingOf, unused } from '../contract/findings';
import { TargetError, type Task, type Verb, type Verbs } from '../contract/target';
import { sameName } from './calls/users';
import type { RealmConnection } from './connection';
import { differencesOf, linkFor, newUser, readAccount, roleOf } from './plans';
import type { KeycloakRef } from './settings';
import type { User } from './wire/wire';

/** What Keycloak does with the six verbs; it has nothing that is awaited. */
export function keycloakVerbs(realm: RealmConnection, ref: KeycloakRef): Verbs {
  return {
    create: stoppable(createVerb(realm)),
    link: stoppable(linkVerb(realm, ref)),
    join: stoppable(sureOfRealm(realm, joinVerb(realm))),
    grant: stoppable(sureOfRealm(realm, grantVerb(realm))),
    await: unused,
    group: stoppable(sureOfRealm(realm, groupVerb(realm))),
  };
}

/** What turns out to be gone may have been made anew: the next attempt looks again. */
function sureOfRealm<S extends Step>({ lookups }: RealmConnection, verb: Verb<S>): Verb<S> {
  return {
    check: (task) => verb.check(task),
    async apply(task, missing) {
      try {
        await verb.apply(task, missing);
      } catch (error) {
        if (error instanceof TargetError && error.code === 'KEYCLOAK_NOT_IN_REALM') lookups.forget();
        throw error;
      }
    },
  };
}

const wholeUser = 'user';

/** Done: an enabled user of that name is there. */
function createVerb(realm: RealmConnection): Verb<'create'> {
  return {
    async check(task) {
      const found = await realm.people.find(task);
      if (found === undefined) return findingOf([wholeUser]);
      return findingOf(isToBeEnabled(found, task) ? ['enabled user'] : [], differencesOf(found, task.person));
    },
    async apply(task, missing) {
      const found = missing.includes(wholeUser) ? undefined : await realm.people.find(task);
      if (found === undefined) await createUser(realm, task);
      else await enable(realm, found, task);
    },
  };
}

/** Throws KEYCLOAK_USER_DISABLED. */
function isToBeEnabled({ enabled }: User, { want }: Task<'create'>): boolean {
  if (!enabled && readAccount(want).onDisabled === 'fail') {
    throw new TargetError('KEYCLOAK_USER_DISABLED', 'find user: the user is disabled, and onDisabled is fail');
  }
  return !enabled;
}

async function enable({ users }: RealmConnection, user: User, task: Task<'create'>): Promise<void> {
  if (isToBeEnabled(user, task)) await users.change(user.id, { enabled: true }, task.signal);
}

/**
 * Creates, and reads what Keycloak made of it. A 409 may speak of this very user, created by somebody else or by an attempt
 * whose answer was lost.
 */
async function createUser(realm: RealmConnection, task: Task<'create'>): Promise<void> {
  const { users, people } = realm;
  const { person, want, signal } = task;
  const name = await people.nameOf(task);
  const answer = await users.create(newUser(name, person, readAccount(want)), signal);
  if ('conflict' in answer) {
    const found = await people.find(task);
    if (found !== undefined) return await enable(realm, found, task);
    const why = `create user: Keycloak answered 409 (${answer.conflict}), yet nobody has the user name`;
    throw new TargetError('KEYCLOAK_USER_CONFLICT', why);
  }
  const made = answer.id === undefined ? await people.find(task) : await users.get(answer.id, signal);
  if (made === undefined) throw new TargetError('KEYCLOAK_USER_NOT_FOUND', 'create user: it is not there afterwards');
  if (!sameName(made.username, name)) {
    throw new TargetError('KEYCLOAK_USER_RENAMED', 'create user: Keycloak gave it another user name');
  }
  people.note(made);
}

/** Done: the user is linked with each provider. A link to another account there is a difference, and stays. */
function linkVerb({ links, users, people }: RealmConnection, ref: KeycloakRef): Verb<'link'> {
  return {
    check: (task) =>
      people.withId(task, 'list links', async (id) => {
        const found = await links.list(id, task.signal);
        const accountAt = (alias: string) => found.find(({ identityProvider }) => identityProvider === alias)?.userId;
        const isOther = (alias: string) => accountAt(alias) !== linkFor(ref, alias, task.person).userId;
        const missing = task.want.filter((alias) => accountAt(alias) === undefined);
        const others = task.want.filter((alias) => !missing.includes(alias) && isOther(alias));
        return findingOf(
          missing,
          others.map((alias) => `account at ${alias}`),
        );
      }),
    apply: (task, missing) =>
      people.withId(task, 'link identity provider', async (id) => {
        for (const alias of missing) {
          const link = linkFor(ref, alias, task.person);
          // Keycloak would link two users with one account, and then let neither of them in.
          const others = await users.linkedTo(alias, link.userId, task.signal);
          if (others.some((other) => other.id !== id)) {
            throw new TargetError('KEYCLOAK_LINK_TAKEN', `link ${alias}: another user is linked with this account`);
          }
          // A conflict is a link that somebody else has made in between.
          await links.add(id, link, task.signal);
        }
      }),
  };
}

/** Done: the user is a member of each organization. */
function joinVerb({ members, lookups, people }: RealmConnection): Verb<'join'> {
  const organization = (name: string, signal: AbortSignal) => lookups.get({ kind: 'organization', name }, signal);
  return {
    check: (task) =>
      people.withId(task, 'look for member', async (id) => {
        const missing: string[] = [];
        for (const { place } of task.want) {
          const { id: there } = await organization(place, task.signal);
          if (!(await members.has(id, there, task.signal))) missing.push(place);
        }
        return findingOf(missing);
      }),
    apply: (task, missing) =>
      people.withId(task, 'join organization', async (id) => {
        for (const name of missing) {
          await members.add(id, await organization(name, task.signal), task.signal);
        }
      }),
  };
}

/** Done: the user has the role, wherever it comes from. */
function grantVerb({ roles, lookups, people }: RealmConnection): Verb<'grant'> {
  const clientOf = async ({ want: { application: name }, signal }: Task<'grant'>) =>
    name === undefined ? undefined : (await lookups.get({ kind: 'client', name }, signal)).id;
  return {
    check: (task) =>
      people.withId(task, 'list roles', async (id) => {
        const held = await roles.list({ user: id, client: await clientOf(task) }, task.signal);
        return findingOf(held.some(({ name }) => name === task.want.role) ? [] : [grantInWords(task.want)]);
      }),
    apply: (task) =>
      people.withId(task, 'give role', async (id) => {
        const role = await lookups.get(roleOf(task.want), task.signal);
        await roles.give({ user: id, client: await clientOf(task) }, role, task.signal);
      }),
  };
}

/** Done: the user is in each group itself. */
function groupVerb({ groups, lookups, people }: RealmConnection): Verb<'group'> {
  const groupAt = (name: string, signal: AbortSignal) => lookups.get({ kind: 'group', name }, signal);
  return {
    check: (task) =>
      people.withId(task, 'list groups of the user', async (id) => {
        const held = await groups.list(id, task.signal);
        const missing: string[] = [];
        for (const path of task.want) {
          const group = await groupAt(path, task.signal);
          if (!held.some((other) => other.id === group.id)) missing.push(path);
        }
        return findingOf(missing);
      }),
    apply: (task, missing) =>
      people.withId(task, 'add to group', async (id) => {
        for (const path of missing) await groups.join(id, await groupAt(path, task.signal), task.signal);
      }),
  };
}
