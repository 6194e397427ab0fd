import { createKeycloak } from '../../../src/targets/keycloak/keycloak';
import { KeycloakRef, KeycloakSettings } from '../../../src/targets/keycloak/settings';
import type { ConformingSystem } from '../system';

/** Everything that a user can get. */
const ref = KeycloakRef.parse({
  ...{ system: 'keycloak', instance: 'inst1', realm: 'acme', organization: 'acme' },
  requiredActions: { primary: ['UPDATE_PASSWORD'] },
  identityProviders: [{ alias: 'corp', userId: 'email' }],
  roles: { primary: ['editor'], secondary: ['viewer'] },
  clientRoles: { primary: { portal: ['reader'] } },
  groups: { primary: ['/tenants/acme/admins', '/staff'], secondary: ['/staff'] },
});

export const keycloak: ConformingSystem = {
  name: 'keycloak',
  simulator: { system: 'keycloak' },
  bind: ({ targets, requestTimeoutMs, ...deps }) => {
    const settings = KeycloakSettings.parse(targets.keycloak?.['inst1']);
    const adapted = { ...settings, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) };
    return createKeycloak({ settings: adapted, ...deps })(ref);
  },
  logIn: '/realms/master/protocol/openid-connect/token',
  right: /needs the role [\w-]+ of realm-management/,
  conflict: { path: '/admin/realms/acme/users', code: 'KEYCLOAK_USER_CONFLICT' },
  absent: [
    [/^GET \/admin\/realms\/acme(?:\/users)?$/, 'KEYCLOAK_REALM_NOT_FOUND'],
    [/^GET .*\/members\//, 'done'],
    [/^GET .*\/(?:groups|federated-identity|composite)$|^GET .*\/users\/[^/]+$/, 'KEYCLOAK_USER_NOT_FOUND'],
    [/^GET |^PUT .*\/groups\/|^POST .*\/(?:role-mappings|members)/, 'KEYCLOAK_NOT_IN_REALM'],
    [/^POST .*\/federated-identity\//, 'KEYCLOAK_USER_NOT_FOUND'],
    [/^POST .*\/users$/, 'TARGET_REJECTED'],
  ],
  empty: [
    // Nobody is there, or nothing is had yet, as far as such a listing says: what is had already is not made twice.
    [/^GET .*\/(?:users|groups|federated-identity|composite) \[\]$/, 'done'],
    [/^GET .*\/(?:clients|required-actions|organizations) \[\]$/, 'KEYCLOAK_NOT_IN_REALM'],
  ],
  // What the user profile of every realm refuses.
  refusedIds: [
    ...["a'b", 'a"b', 'a/b', 'a%b', 'a%2Fb', 'a b', 'a\\b', 'a#b', 'a?b', 'a&b', 'a;b', 'a:b', 'a=b'],
    ...['.', '..', '...', '=1+1', '-a', '@a', '名前'],
  ],
};
