import { masPlans, maxAdmin, plannedApplications } from '../../../../src/targets/mas/verbs/plans';

test('the group of those who administer everything is MAXADMIN', () => {
  expect(maxAdmin).toBe('MAXADMIN');
});

test('both kinds of user get what the contract says', () => {
  expect(masPlans('ws1', ['manage', 'facilities', 'iot'])).toEqual({
    primary: {
      account: {
        permissions: { systemAdmin: false, userAdmin: true, apikeyAdmin: false },
        entitlement: { application: 'PREMIUM', admin: 'ADMIN_BASE', alwaysReserveLicense: true },
      },
      identityProviders: ['local'],
      memberships: [{ place: 'ws1', role: 'admin' }],
      roles: [
        { application: 'manage', role: 'MANAGEUSER' },
        { application: 'facilities', role: 'PREMIUM' },
        { application: 'iot', role: 'ADMIN' },
      ],
      synchronise: ['manage', 'facilities', 'iot'],
      groups: ['MAXADMIN'],
    },
    secondary: {
      account: {
        permissions: { systemAdmin: false, userAdmin: false, apikeyAdmin: false },
        entitlement: { application: 'BASE', admin: 'NONE', alwaysReserveLicense: true },
      },
      identityProviders: ['local'],
      memberships: [{ place: 'ws1', role: 'member' }],
      roles: [
        { application: 'manage', role: 'MANAGEUSER' },
        { application: 'facilities', role: 'BASE' },
        { application: 'iot', role: 'USER' },
      ],
      synchronise: ['manage', 'facilities', 'iot'],
      groups: [],
    },
  });
});

test('without Manage there are no groups', () => {
  expect(masPlans('ws1', ['iot']).primary.groups).toEqual([]);
});

test('an application with an odd name gets the role of any other', () => {
  expect(masPlans('ws1', ['constructor']).secondary.roles).toEqual([{ application: 'constructor', role: 'USER' }]);
});

test('health is left out', () => {
  expect(plannedApplications(['manage', 'health', 'iot'])).toEqual(['manage', 'iot']);
});
