import { done, findingOf } from '../../contract/findings';
import { type DepartureTask, type DepartureVerb, type DepartureVerbs, TargetError } from '../../contract/target';
import { personChanges } from './changed-since';
import type { ManageConnection } from '../parts/connection';
import type { KeyUse } from '../manage/manage-access';
import type { ManageUser } from '../manage/people-reader';
import { reassignAllGroups } from './plans';
import { keyUseOf } from './task-key-use';
import { inactive } from '../wire/wire-person';

/** The way back from 9.1. What Manage gave by itself (workspace, applications) it takes away by itself. */
export function personDepartureVerbs(manage: ManageConnection): Omit<DepartureVerbs, 'leave'> {
  return { inspect: inspectVerb(manage), ungroup: ungroupVerb(manage), deprovision: endVerb(manage) };
}

/** A person who has no user any more has lost it already. */
async function find({ people }: ManageConnection, id: string, use: KeyUse): Promise<ManageUser | undefined> {
  try {
    return await people.people.get(id, use);
  } catch (error) {
    if (error instanceof TargetError && error.code === 'MAS_PERSON_WITHOUT_USER') return undefined;
    throw error;
  }
}

/** Tells another e-mail address, more security groups than given, and the right to reassign groups that was not given. */
function inspectVerb(manage: ManageConnection): DepartureVerb<'inspect'> {
  return {
    async check(task) {
      const user = await find(manage, task.person.id, keyUseOf(task));
      if (user === undefined) return done;
      const differs = personChanges(user, task.person, task.want);
      return findingOf([], differs);
    },
    apply: async () => undefined,
  };
}

/** Done: the user is in none of the groups, and may reassign none. */
function ungroupVerb(manage: ManageConnection): DepartureVerb<'ungroup'> {
  return {
    async check(task) {
      const user = await find(manage, task.person.id, keyUseOf(task));
      const held = user === undefined ? [] : heldBy(user, task.want);
      return findingOf(held);
    },
    async apply(task, held) {
      const { id } = task.person;
      const user = await find(manage, id, keyUseOf(task));
      if (user === undefined) return;
      const groups = held.filter((group) => group !== reassignAllGroups);
      const reassignable = held.includes(reassignAllGroups) ? user.reassignable : [];
      await manage.people.departures.leaveGroups(
        { id, resource: user.resource },
        { groups, reassignable },
        keyUseOf(task),
      );
    },
  };
}

function heldBy(user: ManageUser, groups: readonly string[]): string[] {
  return groups.filter((group) =>
    group === reassignAllGroups ? user.reassignable.length > 0 : user.groups?.includes(group) === true,
  );
}

/** Done: the user is gone, or, when it is to be disabled, inactive. */
function endVerb(manage: ManageConnection): DepartureVerb<'deprovision'> {
  const { departures } = manage.people;

  async function standing(task: DepartureTask<'deprovision'>, use: KeyUse): Promise<ManageUser | undefined> {
    const user = await find(manage, task.person.id, use);
    return task.want.account === 'disable' && user?.status === inactive ? undefined : user;
  }

  return {
    async check(task) {
      const user = await standing(task, keyUseOf(task));
      if (user === undefined) return done;
      return findingOf([task.want.account === 'delete' ? 'user' : 'active user']);
    },
    async apply(task) {
      const { id } = task.person;
      const use = keyUseOf(task);
      const user = await standing(task, use);
      if (user === undefined) return;
      if (task.want.account === 'disable') await departures.deactivate({ id, resource: user.resource }, use);
      else if ((await departures.remove(user.resource, use)) === 'deleted') return;
      if ((await standing(task, use)) === undefined) return;
      throw new TargetError(
        'MAS_DEPARTURE_IGNORED',
        `${task.want.account} user: Manage still shows the user as before`,
      );
    },
  };
}
