import type { Json } from '../../../domain/run/plan';
import { TargetError, type Task, type Verb } from '../../contract/target';
import type { PeopleConnection } from '../manage/people-connection';
import { personDefinition, personDifferences } from './person-definition';
import { localThroughManage, reassignAllGroups } from './plans';
import { keyUseOf } from './task-key-use';
import { accessAgain, disabled } from './disabled';
import type { KeyUse } from '../manage/manage-access';
import type { OnDisabled } from '../parts/settings';
import { inactive, localProviderId, ManageAccount } from '../wire/wire-person';

/** The verbs that MAS from 9.1 has, where users are made through Manage: contract "MAS", section "MAS >= 9.1". */
export interface PersonVerbs {
  readonly create: Verb<'create'>;
  readonly link: Verb<'link'>;
  readonly group: Verb<'group'>;
}

export function personVerbs(connection: PeopleConnection, onDisabled: OnDisabled): PersonVerbs {
  return {
    create: createVerb(connection, onDisabled),
    link: linkVerb(connection),
    group: reassignmentVerb(connection),
  };
}

/** Done: a user has this id and may log in, whatever else it is like. */
function createVerb({ people }: PeopleConnection, onDisabled: OnDisabled): Verb<'create'> {
  return {
    async check(task) {
      const wanted = personDefinition(task.person, readManageAccount(task.want));
      const user = await people.get(task.person.id, keyUseOf(task));
      if (user === undefined) return { done: false, missing: ['user'] };
      if (user.status === inactive) return disabled(onDisabled);
      return { done: true, differs: personDifferences(user, wanted) };
    },
    async apply(task, missing) {
      const use = keyUseOf(task);
      const wanted = personDefinition(task.person, readManageAccount(task.want));
      if (missing.includes(accessAgain)) await activate(people, task.person.id, use);
      else await people.create(wanted, use);
    },
  };
}

async function activate(people: PeopleConnection['people'], id: string, use: KeyUse): Promise<void> {
  const { resource } = await people.require(id, use);
  await people.activate({ id, resource }, use);
  if ((await people.require(id, use)).status !== inactive) return;
  throw new TargetError('MAS_USER_DISABLED', 'activate user: Manage took it, and still shows the user inactive');
}

/** Done: the user has an identity at MAS' own provider. */
function linkVerb({ people }: PeopleConnection): Verb<'link'> {
  const resources = new WeakMap<Task<'link'>, string>();
  return {
    async check(task) {
      const user = await people.require(task.person.id, keyUseOf(task));
      resources.set(task, user.resource);
      if (user.identityProviders.includes(localProviderId)) return { done: true };
      return { done: false, missing: [localThroughManage] };
    },
    async apply(task) {
      if (task.want.some((provider) => provider !== localThroughManage)) throw unreadable('link');
      const { id } = task.person;
      const use = keyUseOf(task);
      await people.linkLocal(id, resources.get(task) ?? (await people.require(id, use)).resource, use);
    },
  };
}

/** Done: the user may change who is in each of the security groups there are. Those to come are not given in advance. */
function reassignmentVerb(connection: PeopleConnection): Verb<'group'> {
  const { people } = connection;
  const resources = new WeakMap<Task<'group'>, string>();
  return {
    async check(task) {
      const groups = await connection.allGroups(task.signal);
      if (groups.length === 0) return { done: true };
      const user = await people.require(task.person.id, keyUseOf(task));
      resources.set(task, user.resource);
      const held = new Set(user.reassignable);
      return groups.every((group) => held.has(group)) ? { done: true } : { done: false, missing: [reassignAllGroups] };
    },
    async apply(task) {
      if (task.want.some((group) => group !== reassignAllGroups)) throw unreadable('group');
      const { id } = task.person;
      const use = keyUseOf(task);
      const resource = resources.get(task) ?? (await people.require(id, use)).resource;
      await people.allowReassignment({ id, resource }, await connection.allGroups(task.signal), use);
    },
  };
}

export function readManageAccount(account: { readonly [name: string]: Json }): ManageAccount {
  const parsed = ManageAccount.safeParse(account);
  if (parsed.success) return parsed.data;
  throw unreadable('create user');
}

function unreadable(what: string): TargetError {
  return new TargetError('INTERNAL', `${what}: the run's plan is not one this release can read`);
}
