import type { Departure, DeparturePlan, DeparturePlans } from '../../../domain/run/departure';
import type { Plan, Plans } from '../../../domain/run/plan';
import { reassignAllGroups } from './plans';
import { ManageAccount } from '../wire/wire-person';

/** What each kind of user loses, from what a run gives it: applications first, then the workspace that holds them. */
export function departurePlans({ primary, secondary }: Plans, account: Departure): DeparturePlans {
  const planFor = (given: Plan): DeparturePlan => ({
    given,
    groups: [...given.groups, ...groupsOnCreation(given)],
    places: [
      ...given.memberships.flatMap(({ place }) =>
        given.roles.map(({ application, role }) => ({ place: `${place}/${application}`, role })),
      ),
      ...given.memberships,
    ],
    account,
  });
  return { primary: planFor(primary), secondary: planFor(secondary) };
}

/** A place of such a plan: a workspace, or an application in it (`ws1/manage`). */
export function readPlace(place: string): { readonly workspace: string; readonly application: string | undefined } {
  const [workspace = '', ...rest] = place.split('/');
  return { workspace, application: rest.length === 0 ? undefined : rest.join('/') };
}

/** From 9.1 some groups come with the account. */
export function groupsOnCreation({ account }: Pick<Plan, 'account'>): string[] {
  const groups = ManageAccount.safeParse(account).data?.maxuser.groupuser ?? [];
  return groups.map(({ groupname }) => groupname);
}

/** Whether what a user of MAS from 9.1 loses is named, which only Manage can take away. */
export function isThroughManage(groups: readonly string[]): boolean {
  return groups.includes(reassignAllGroups);
}
