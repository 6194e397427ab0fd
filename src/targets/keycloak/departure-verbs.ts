import type { DepartureStep } from '../../domain/run/departure';
import { type Grant, grantInWords, type Plan } from '../../domain/run/plan';
import { stoppable } from '../connection/stopped';
import { findingOf } from '../contract/findings';
import { type DepartureTask, type DepartureVerb, type DepartureVerbs, TargetError } from '../contract/target';
import type { RealmConnection } from './connection';
import { grantsIn } from './plans';
import type { Group, User } from './wire/wire';

/** The way back; `missing` of a finding is what is still there. Nothing of it is asked for a user who is to be deleted. */
export function keycloakDepartureVerbs(realm: RealmConnection): DepartureVerbs {
  return {
    inspect: stoppable(inspectVerb(realm)),
    ungroup: stoppable(ungroupVerb(realm)),
    leave: stoppable(leaveVerb(realm)),
    deprovision: stoppable(endVerb(realm)),
  };
}

/** What was found of a user who is still there; for one who is gone everything is done. */
async function ofUser<S extends DepartureStep>(
  { people }: RealmConnection,
  task: DepartureTask<S>,
  look: (user: User) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const user = await people.find(task);
  if (user === undefined) return [];
  try {
    return await look(user);
  } catch (error) {
    if (error instanceof TargetError && error.code === 'KEYCLOAK_USER_NOT_FOUND') return [];
    throw error;
  }
}

/** Tells another e-mail address, and more groups and own roles than given. */
function inspectVerb(realm: RealmConnection): DepartureVerb<'inspect'> {
  return {
    async check(task) {
      const differs = await ofUser(realm, task, async (user) => {
        const { person, want, signal } = task;
        const groups = await realm.groups.list(user.id, signal);
        const roles = grantsIn(await realm.roles.own(user.id, signal));
        const isOther = person.email !== '' && (user.email ?? '').toLowerCase() !== person.email.toLowerCase();
        const more = groups.map(pathOf).filter((path) => !want.groups.includes(path));
        const moreRoles = roles.filter((role) => !isGiven(role, want));
        return [
          ...(isOther ? ['email'] : []),
          ...more.map((path) => `group ${path}`),
          ...moreRoles.map((role) => `role ${grantInWords(role)}`),
        ];
      });
      return findingOf([], differs);
    },
    apply: async () => undefined,
  };
}

/** `default-roles-…` is everybody's. */
function isGiven({ application, role }: Grant, { roles }: Plan): boolean {
  if (application === undefined && role.startsWith('default-roles-')) return true;
  return roles.some((given) => given.application === application && given.role === role);
}

function pathOf({ path, name }: Group): string {
  return path ?? `/${name}`;
}

/** Done: the user is in none of the groups. */
function ungroupVerb(realm: RealmConnection): DepartureVerb<'ungroup'> {
  const heldOf = async (user: User, { want, signal }: DepartureTask<'ungroup'>) =>
    (await realm.groups.list(user.id, signal)).filter((group) => want.includes(pathOf(group)));
  return {
    check: async (task) => {
      return findingOf(await ofUser(realm, task, async (user) => (await heldOf(user, task)).map(pathOf)));
    },
    async apply(task) {
      await ofUser(realm, task, async (user) => {
        for (const { id } of await heldOf(user, task)) await realm.groups.leave(user.id, id, task.signal);
        return [];
      });
    },
  };
}

/** Done: the user is a member of none of the organizations; one that does not exist has no members. */
function leaveVerb(realm: RealmConnection): DepartureVerb<'leave'> {
  const { members, lookups } = realm;

  async function organization(name: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      return (await lookups.get({ kind: 'organization', name }, signal)).id;
    } catch (error) {
      if (error instanceof TargetError && error.code === 'KEYCLOAK_NOT_IN_REALM') return undefined;
      throw error;
    }
  }

  return {
    async check(task) {
      const held = await ofUser(realm, task, async (user) => {
        const places: string[] = [];
        for (const { place } of task.want) {
          const id = await organization(place, task.signal);
          if (id !== undefined && (await members.has(user.id, id, task.signal))) places.push(place);
        }
        return places;
      });
      return findingOf(held);
    },
    async apply(task, held) {
      await ofUser(realm, task, async (user) => {
        for (const place of held) {
          const id = await organization(place, task.signal);
          if (id !== undefined) await members.remove(user.id, id, task.signal);
        }
        return [];
      });
    },
  };
}

/** Done: the user is gone, or, when it is to be disabled, disabled. */
function endVerb(realm: RealmConnection): DepartureVerb<'deprovision'> {
  return {
    async check(task) {
      const { account } = task.want;
      const held = await ofUser(realm, task, async ({ enabled }) => {
        if (account === 'delete') return ['user'];
        return enabled ? ['enabled user'] : [];
      });
      return findingOf(held);
    },
    async apply(task) {
      await ofUser(realm, task, async ({ id }) => {
        if (task.want.account === 'delete') await realm.users.remove(id, task.signal);
        else await realm.users.change(id, { enabled: false }, task.signal);
        return [];
      });
    },
  };
}
