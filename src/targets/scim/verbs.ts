import type { Clock } from '../../http/clock';
import { stoppable } from '../connection/stopped';
import { findingOf, unused } from '../contract/findings';
import { TargetError, type Task, type Verb, type Verbs } from '../contract/target';
import { groupNotFound, type ScimGroups } from './groups';
import { type Account, differencesOf, type MissingGroups, newUser, readAccount } from './plans';
import type { ScimUsers } from './users';
import type { ScimUser } from './wire';

export interface ScimParts {
  readonly users: ScimUsers;
  readonly groups: ScimGroups;
  readonly clock: Clock;
}

export function scimVerbs(parts: ScimParts, missingGroups: MissingGroups): Verbs {
  return {
    create: stoppable(createVerb(parts)),
    link: unused,
    join: unused,
    grant: stoppable(grantVerb(parts)),
    await: unused,
    group: stoppable(groupVerb(parts, missingGroups)),
  };
}

const activate = { op: 'replace', path: 'active', value: true } as const;

/** Done: a user of that name is there and not disabled. Throws SCIM_USER_DISABLED where such users are not to be enabled. */
function createVerb({ users, clock }: ScimParts): Verb<'create'> {
  return {
    async check({ person, want, signal }) {
      const account = readAccount(want);
      const user = await users.find(person.id, signal);
      if (user === undefined) return findingOf(['user']);
      if (isDisabled(user)) return account.onDisabled === 'enable' ? findingOf(['active']) : refuseDisabled();
      return { done: true, differs: differencesOf(user, person, account) };
    },
    async apply(task, lacking) {
      const { person, want, signal } = task;
      const account = readAccount(want);
      if (!lacking.includes('user')) return await enable(await required(users, person.id, signal), account, signal);
      const made = await users.create(newUser(person, account), signal);
      if (made === 'created') return;
      if (made === 'conflict') return await enable(await findAfterConflict(task), account, signal);
      // Some systems make users disabled, whatever they are told.
      if (isDisabled(made)) await users.change(made, activate, signal);
    },
  };

  async function enable(user: ScimUser, { onDisabled }: Account, signal: AbortSignal): Promise<void> {
    if (!isDisabled(user)) return;
    if (onDisabled === 'fail') refuseDisabled();
    await users.change(user, activate, signal);
  }

  /** A 409 may speak of this very user, whom somebody else made or an attempt whose answer was lost; reads may lag. */
  async function findAfterConflict({ person, signal }: Task<'create'>): Promise<ScimUser> {
    for (const delayMs of relistDelaysMs) {
      if (delayMs > 0) await clock.pause(delayMs, signal);
      const found = await users.findNow(person.id, signal);
      if (found !== undefined) return found;
    }
    throw new TargetError('SCIM_USER_CONFLICT', 'create user: the SCIM service answered 409, yet shows no such user');
  }
}

const relistDelaysMs = [0, 2_000, 4_000] as const;

function refuseDisabled(): never {
  throw new TargetError('SCIM_USER_DISABLED', 'find user: a user who is not active has this user name');
}

/** Only `active: false` says so. */
export function isDisabled({ active }: ScimUser): boolean {
  return active === false;
}

/** Done: the value stands among the user's `roles`. */
function grantVerb({ users }: ScimParts): Verb<'grant'> {
  return {
    async check({ person, want: { role }, signal }) {
      const user = await required(users, person.id, signal);
      return findingOf(user.roles?.some(({ value }) => value === role) === true ? [] : [role]);
    },
    async apply({ person, want: { role }, signal }) {
      await users.add(person.id, { op: 'add', path: 'roles', value: [{ value: role }] }, signal);
    },
  };
}

async function required(users: ScimUsers, userName: string, signal: AbortSignal): Promise<ScimUser> {
  const user = await users.find(userName, signal);
  if (user !== undefined) return user;
  throw new TargetError('SCIM_USER_NOT_FOUND', 'find user: the SCIM service shows no such user');
}

/** Done: the user is among the members of every group. Throws SCIM_GROUP_NOT_FOUND unless missing groups are to be made. */
function groupVerb({ users, groups }: ScimParts, missingGroups: MissingGroups): Verb<'group'> {
  return {
    async check({ person, want, signal }) {
      // Read, not remembered: who was deleted and made anew has another id, and a group may take one that is nobody's.
      const { id: userId } = await required(users, person.id, signal);
      const lacking: string[] = [];
      for (const name of want) if (!(await isIn(name, userId, signal))) lacking.push(name);
      return findingOf(lacking);
    },
    async apply({ person, signal }, lacking) {
      const userId = await users.requireId(person.id, signal);
      for (const name of lacking) {
        const id = (await groups.find(name, signal)) ?? (await groups.create(name, signal));
        await groups.add({ name, id }, userId, signal);
      }
    },
  };

  async function isIn(name: string, userId: string, signal: AbortSignal): Promise<boolean> {
    const id = await groups.find(name, signal);
    if (id !== undefined) return await groups.has({ name, id }, userId, signal);
    if (missingGroups === 'fail') throw groupNotFound(name);
    return false;
  }
}
