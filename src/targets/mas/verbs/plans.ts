import type { Plan, Plans } from '../../../domain/run/plan';
import type { UserKind } from '../../../domain/tenant/user';
import type { Account } from '../wire/wire';
import type { ManageAccount } from '../wire/wire-person';

/** The Manage security group of those who administer everything: the seed's constant. */
export const maxAdmin = 'MAXADMIN';

/** Left out of every plan, as today's client does: contract "MAS", section "What today's client sends". */
const applicationsLeftOut: readonly string[] = ['health'];

interface Standing {
  readonly account: Account;
  readonly membership: 'admin' | 'member';
  readonly roles: Readonly<Record<string, string>>;
  readonly otherRole: string;
  /** Only where the workspace has Manage. */
  readonly manageGroups: readonly string[];
}

/** What each kind of user gets: contract "MAS", section "What each user type gets". */
const standings: Readonly<Record<UserKind, Standing>> = {
  primary: {
    account: {
      permissions: { systemAdmin: false, userAdmin: true, apikeyAdmin: false },
      entitlement: { application: 'PREMIUM', admin: 'ADMIN_BASE', alwaysReserveLicense: true },
    },
    membership: 'admin',
    roles: { manage: 'MANAGEUSER', facilities: 'PREMIUM' },
    otherRole: 'ADMIN',
    manageGroups: [maxAdmin],
  },
  secondary: {
    account: {
      permissions: { systemAdmin: false, userAdmin: false, apikeyAdmin: false },
      entitlement: { application: 'BASE', admin: 'NONE', alwaysReserveLicense: true },
    },
    membership: 'member',
    roles: { manage: 'MANAGEUSER', facilities: 'BASE' },
    otherRole: 'USER',
    manageGroups: [],
  },
};

/** The applications that users get roles in. */
export function plannedApplications(all: readonly string[]): string[] {
  return all.filter((application) => !applicationsLeftOut.includes(application));
}

/** The plans for both kinds of user in a workspace that has these applications. */
export function masPlans(workspace: string, applications: readonly string[]): Plans {
  const planFor = ({ account, membership, roles, otherRole, manageGroups }: Standing): Plan => ({
    account,
    identityProviders: ['local'],
    memberships: [{ place: workspace, role: membership }],
    roles: applications.map((application) => ({
      application,
      role: (Object.hasOwn(roles, application) ? roles[application] : undefined) ?? otherRole,
    })),
    synchronise: applications,
    groups: applications.includes('manage') ? manageGroups : [],
  });
  return { primary: planFor(standings.primary), secondary: planFor(standings.secondary) };
}

/** How plans for MAS from 9.1 name MAS' own identity provider, which a user is linked to through Manage. */
export const localThroughManage = 'local (through Manage)';

/** How plans for MAS from 9.1 name the right to change who is in any security group, whichever groups there are. */
export const reassignAllGroups = 'reassignment of all groups';

/** What each kind of user gets from 9.1: contract "MAS", section "MAS >= 9.1". Manage does what is left out here. */
const manageAccounts = {
  primary: {
    maxuser: { apikeyadmin: true, idpadmin: true, isauthorized: 1, groupuser: [{ groupname: 'USERMANAGEMENT' }] },
  },
  secondary: { maxuser: { apikeyadmin: false, idpadmin: false, isauthorized: 0 } },
} satisfies Record<UserKind, ManageAccount>;

/** The plans for both kinds of user in a workspace of MAS from 9.1. Steps know by them which way to go. */
export function managePlans(): Plans {
  const planFor = (account: Plan['account'], groups: readonly string[]): Plan => ({
    account,
    identityProviders: [localThroughManage],
    memberships: [],
    roles: [],
    synchronise: [],
    groups,
  });
  return {
    primary: planFor(manageAccounts.primary, [reassignAllGroups]),
    secondary: planFor(manageAccounts.secondary, []),
  };
}
