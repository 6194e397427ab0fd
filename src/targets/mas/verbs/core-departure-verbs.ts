import { done, findingOf } from '../../contract/findings';
import {
  applicationOf,
  type DepartureTask,
  type DepartureVerb,
  type DepartureVerbs,
  TargetError,
} from '../../contract/target';
import { accountChanges, roleChanges, workspaceChanges } from './changed-since';
import type { MasConnection } from '../parts/connection';
import { orNone } from '../core/core-departures';
import { readPlace } from './departure-plans';
import { maxAdmin } from './plans';
import { keyUseOf } from './task-key-use';
import type { ApplicationPermission } from '../wire/wire';

/** The way back below 9.1. `missing` of a finding is what is still there. */
export function coreDepartureVerbs(mas: MasConnection): DepartureVerbs {
  return { inspect: inspectVerb(mas), ungroup: ungroupVerb(mas), leave: leaveVerb(mas), deprovision: endVerb(mas) };
}

/**
 * Tells other permissions, entitlements, workspaces and roles than given, another e-mail address, and MAXADMIN for whom
 * it was not given to. Other security groups are not read: below 9.1 that would take a call for each there is.
 */
function inspectVerb({ users, workspaces, applications, manage }: MasConnection): DepartureVerb<'inspect'> {
  async function rolesOf({ person, want, signal }: DepartureTask<'inspect'>) {
    const read = want.roles.map(async (grant): Promise<[string, ApplicationPermission | undefined]> => {
      const application = applicationOf(grant);
      return [application, await applications.permission(application, person.id, signal)];
    });
    return new Map(await Promise.all(read));
  }

  async function isAdminUngiven(task: DepartureTask<'inspect'>): Promise<boolean> {
    const { roles, groups } = task.want;
    if (groups.includes(maxAdmin) || !roles.some(({ application }) => application === 'manage')) return false;
    return await isMember(manage.groups.isMember(maxAdmin, task.person.id, keyUseOf(task)));
  }

  return {
    async check(task) {
      const { person, want, signal } = task;
      const user = await users.get(person.id, signal);
      if (user === undefined) return done;
      const joined = await orNone(() => workspaces.standingsOf(person.id, signal));
      const differs = [
        ...accountChanges(user, person, want),
        ...workspaceChanges(joined, want),
        ...roleChanges(await rolesOf(task), want),
        ...((await isAdminUngiven(task)) ? [`group ${maxAdmin}`] : []),
      ];
      return findingOf([], differs);
    },
    apply: async () => undefined,
  };
}

/** Done: the user is in none of the Manage security groups; one that does not exist has no members. */
function ungroupVerb({ manage }: MasConnection): DepartureVerb<'ungroup'> {
  const { groups } = manage;
  return {
    async check(task) {
      if (task.want.length === 0) return done;
      const use = keyUseOf(task);
      const held: string[] = [];
      for (const group of task.want) {
        if (await isMember(groups.isMember(group, task.person.id, use))) held.push(group);
      }
      return findingOf(held);
    },
    async apply(task, held) {
      for (const group of held) await groups.remove(group, task.person.id, keyUseOf(task));
    },
  };
}

async function isMember(asked: Promise<boolean>): Promise<boolean> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TargetError && error.code === 'MAS_GROUP_NOT_FOUND') return false;
    throw error;
  }
}

/** Done: the user has no role in the applications and is not in the workspace. */
function leaveVerb({ workspaces, applications, departures }: MasConnection): DepartureVerb<'leave'> {
  return {
    async check({ person, want, signal }) {
      if (want.length === 0) return done;
      const joined = await orNone(() => workspaces.ofUser(person.id, signal));
      const isIn = async (place: string): Promise<boolean> => {
        const { workspace, application } = readPlace(place);
        if (application === undefined) return joined.includes(workspace);
        return (await applications.permission(application, person.id, signal)) !== undefined;
      };
      const held = await Promise.all(want.map(async ({ place }) => ((await isIn(place)) ? [place] : [])));
      return findingOf(held.flat());
    },
    async apply({ person, signal }, held) {
      for (const place of held) {
        const { workspace, application } = readPlace(place);
        if (application === undefined) await departures.leaveWorkspace(person.id, workspace, signal);
        else await departures.leaveApplication(person.id, { workspace, application }, signal);
      }
    },
  };
}

/** Done: the user is gone, or, when it is to be disabled, inactive. */
function endVerb({ users, departures }: MasConnection): DepartureVerb<'deprovision'> {
  return {
    async check({ person, want, signal }) {
      const user = await users.get(person.id, signal);
      const isInactive = want.account === 'disable' && user?.status?.active === false;
      return user === undefined || isInactive ? done : findingOf([want.account === 'delete' ? 'user' : 'active user']);
    },
    async apply({ person, want, signal }) {
      if (want.account === 'delete') await departures.remove(person.id, signal);
      else await departures.deactivate(person.id, signal);
    },
  };
}
