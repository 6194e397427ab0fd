import type { User, UserKind } from '../../src/domain/tenant/user';
import type { SimulatorState } from '../system/control';

export type SimulatedUser = SimulatorState['users'][string];

/** Contract "MAS", section "What each user type gets", for a workspace with Manage and Facilities. */
const standings = {
  primary: {
    account: {
      permissions: { systemAdmin: false, userAdmin: true, apikeyAdmin: false },
      entitlement: { application: 'PREMIUM', admin: 'ADMIN_BASE', alwaysReserveLicense: true },
    },
    workspaceAdmin: true,
    roles: { manage: 'MANAGEUSER', facilities: 'PREMIUM' },
    groups: ['MAXADMIN'],
  },
  secondary: {
    account: {
      permissions: { systemAdmin: false, userAdmin: false, apikeyAdmin: false },
      entitlement: { application: 'BASE', admin: 'NONE', alwaysReserveLicense: true },
    },
    workspaceAdmin: false,
    roles: { manage: 'MANAGEUSER', facilities: 'BASE' },
    groups: [],
  },
} as const satisfies Record<UserKind, object>;

/** How the simulator must show a user who is complete. What the user had before stays as it was. */
export function expectedUser({ kind, record }: User, before: SimulatedUser | undefined): SimulatedUser {
  const { account, workspaceAdmin, roles, groups } = standings[kind];
  const had = before ?? { ...nothing, record: { ...recordOf(record), ...account } };
  return {
    record: had.record,
    identityProviders: ['local'],
    workspaces: { ws1: { workspaceAdmin }, ...had.workspaces },
    roles: { ...roles, ...had.roles },
    groups: [...new Set([...had.groups, ...groups])],
    invitations: had.invitations + (had.identityProviders.includes('local') ? 0 : 1),
  };
}

const nothing: Omit<SimulatedUser, 'record'> = {
  identityProviders: [],
  workspaces: {},
  roles: {},
  groups: [],
  invitations: 0,
};

function recordOf({ email, id = email, given_name: givenName, family_name: familyName }: User['record']) {
  return {
    id,
    status: { active: true },
    username: id,
    owner: 'local',
    emails: [{ value: email, type: 'Work', primary: true }],
    phoneNumbers: [],
    addresses: [],
    displayName: `${givenName} ${familyName}`,
    issuer: 'local',
    givenName,
    familyName,
  };
}
