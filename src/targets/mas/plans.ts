import type { Plan, Plans } from '../../domain/plan';
import type { UserKind } from '../../domain/user';
import type { Account } from './wire';

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
