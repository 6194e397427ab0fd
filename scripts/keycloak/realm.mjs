/** The realm of a yuuvis, with the roles and groups that the simulator has, and the two ways in. */
export const realm = 'yuuvis';
export const clientId = 'tenant-onboarding';
export const username = 'superuser';

export const roles = [
  'YUUVIS_DEFAULT',
  'YUUVIS_TENANT_ADMIN',
  'YUUVIS_SYSTEM_INTEGRATOR',
  'YUUVIS_CREATE_OBJECT',
  'YUUVIS_MANAGE_SETTINGS',
  'HR_MANAGER',
  'INVOICE_MANAGER',
  'QA_MANAGER',
];

const groups = {
  onlyoffice: [],
  hr: ['HR_MANAGER'],
  quality: ['QA_MANAGER', 'YUUVIS_CREATE_OBJECT'],
  everybody: ['YUUVIS_DEFAULT'],
};

/** The body that makes it: `password` is the client's secret and the account's password. */
export function realmDocument(password) {
  const integrator = { enabled: true, realmRoles: ['YUUVIS_SYSTEM_INTEGRATOR'] };
  return {
    realm,
    enabled: true,
    sslRequired: 'none',
    editUsernameAllowed: true,
    roles: { realm: roles.map((name) => ({ name })) },
    groups: Object.entries(groups).map(([name, realmRoles]) => ({ name, realmRoles })),
    clients: [
      {
        clientId,
        secret: password,
        publicClient: false,
        serviceAccountsEnabled: true,
        directAccessGrantsEnabled: true,
        standardFlowEnabled: false,
      },
    ],
    users: [
      {
        username: `service-account-${clientId}`,
        serviceAccountClientId: clientId,
        clientRoles: { 'realm-management': ['manage-users', 'view-realm'] },
        ...integrator,
      },
      {
        username,
        email: 'superuser@keycloak.example',
        emailVerified: true,
        firstName: 'Super',
        lastName: 'User',
        credentials: [{ type: 'password', value: password }],
        ...integrator,
      },
    ],
  };
}
