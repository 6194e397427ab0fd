import type { Person } from '../../domain/tenant/person';
import { stoppable } from '../connection/stopped';
import { done, findingOf, unused } from '../contract/findings';
import { type DepartureTask, type DepartureVerb, type DepartureVerbs, TargetError } from '../contract/target';
import type { TenantConnection } from './connection';
import { sameName, userOf } from './accounts/listing';
import { retire } from './accounts/retire';
import { readAnew, type Sought } from './accounts/standing';
import { everybodys, readAccount, type Wanted } from './accounts/plans';
import type { YuuvisUser } from './wire/wire';

/** Old enough to share among a run's users, young enough to say that somebody is gone. */
const goneMs = 60_000;

/** The way back: contract "yuuvis", section "Offboarding". Groups and roles need no step, for they go or stay with the user. */
export function yuuvisDepartureVerbs(tenant: TenantConnection): DepartureVerbs {
  return {
    inspect: stoppable(inspectVerb(tenant)),
    ungroup: unused,
    leave: unused,
    deprovision: stoppable(endVerb(tenant)),
  };
}

async function find(tenant: TenantConnection, sought: Sought): Promise<YuuvisUser | undefined> {
  const listed = userOf(await tenant.listings.get(sought.signal, goneMs), sought.person);
  return listed === undefined ? undefined : await readAnew(tenant, listed, sought);
}

/** Tells another e-mail address, and more groups and roles than given. */
function inspectVerb(tenant: TenantConnection): DepartureVerb<'inspect'> {
  return {
    async check(task) {
      const user = await find(tenant, task);
      if (user === undefined) return done;
      const differs = changesOf(user, task.person, readAccount(task.want.account));
      return findingOf([], differs);
    },
    apply: async () => undefined,
  };
}

/** Roles of a user who is in groups are not compared: its own can't be told from those that come from them. */
function changesOf({ email, roles, groups }: YuuvisUser, person: Person, given: Wanted): string[] {
  const isOther = person.email !== '' && !sameName(email, person.email);
  const more = (groups ?? []).filter((group) => !given.groups.includes(group));
  const own = (groups ?? []).length === 0 ? (roles ?? []) : [];
  const moreRoles = own.filter((role) => !given.roles.includes(role) && !everybodys.test(role));
  return [
    ...(isOther ? ['email'] : []),
    ...more.map((group) => `group ${group}`),
    ...moreRoles.map((role) => `role ${role}`),
  ];
}

/**
 * Done: nobody has the user name any more, or, after disabling in a realm that keeps names, nobody active. Disabling renames
 * to `{username}-disabled` and deactivates; groups stay. Throws YUUVIS_DISABLED_NAME_TAKEN.
 */
function endVerb(tenant: TenantConnection): DepartureVerb<'deprovision'> {
  const justRead = new WeakMap<DepartureTask<'deprovision'>, YuuvisUser>();
  return {
    async check(task) {
      const user = await find(tenant, task);
      if (user === undefined || (task.want.account === 'disable' && isDisabled(user))) return done;
      justRead.set(task, user);
      return findingOf([task.want.account === 'delete' ? 'user' : 'active user']);
    },
    async apply(task) {
      const user = justRead.get(task) ?? (await find(tenant, task));
      if (user === undefined) return;
      if (task.want.account === 'delete') {
        await tenant.users.remove(user.id, task.signal);
        tenant.listings.drop(user.id);
      } else if ((await retire(tenant, user, { signal: task.signal })) === 'taken') {
        throw new TargetError(
          'YUUVIS_DISABLED_NAME_TAKEN',
          'disable user: {username}-disabled belongs to another user',
        );
      }
    },
  };
}

/** Where the address is the user name, a name that was not retired still can be. */
function isDisabled({ enabled, username, email }: YuuvisUser): boolean {
  return !enabled && !sameName(username, email);
}
