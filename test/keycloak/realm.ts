import { clients, groups, identityProviders, organizations, realmRoles } from '../../simulator/keycloak/world';
import type { Caller } from '../simulator/caller';

/** The account of the bootstrap, which `scripts/keycloak/server.mjs` makes. */
export const administrator = 'administrator';
export const accountClient = 'onboarding';
const rights = ['manage-users', 'view-realm', 'view-clients', 'view-identity-providers', 'manage-realm'];

/** A token of an account. */
export async function tokenFor(caller: Caller, realm: string, form: Readonly<Record<string, string>>): Promise<string> {
  const got = await caller.call({
    ...{ method: 'POST', path: `/realms/${realm}/protocol/openid-connect/token` },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    text: new URLSearchParams(form).toString(),
  });
  return String(Object(got.json()).access_token);
}

interface NewRealm {
  readonly realm: string;
  /** The administrator's, and the secret of the realm's service account. */
  readonly password: string;
  readonly registrationEmailAsUsername?: boolean;
}

/** Makes a realm like the simulated one, with a service account that may do what the docs ask for. */
export async function makeRealm(caller: Caller, { realm, password, ...change }: NewRealm): Promise<void> {
  const token = await tokenFor(caller, 'master', {
    ...{ grant_type: 'password', client_id: 'admin-cli', username: administrator, password },
  });
  const headers = { authorization: `Bearer ${token}` };
  const post = async (path: string, body: object) => {
    const { status, text } = await caller.call({ method: 'POST', path: `/admin/realms${path}`, headers, body });
    if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
  };
  await post('', { ...realmDocument(realm, password), ...change });
  for (const name of organizations) {
    await post(`/${realm}/organizations`, { name, domains: [{ name: `${name}.example` }] });
  }
}

function realmDocument(realm: string, secret: string): object {
  const provider = { authorizationUrl: 'https://idp.example/authorize', tokenUrl: 'https://idp.example/token' };
  const service = { publicClient: false, serviceAccountsEnabled: true, standardFlowEnabled: false };
  return {
    ...{ realm, enabled: true, organizationsEnabled: true, adminEventsEnabled: true },
    roles: {
      realm: realmRoles.map((name) => ({ name })),
      client: Object.fromEntries(Object.entries(clients).map(([id, roles]) => [id, roles.map((name) => ({ name }))])),
    },
    groups: groupsBelow(''),
    clients: [
      ...Object.keys(clients).map((clientId) => ({ clientId })),
      { clientId: accountClient, secret, ...service },
    ],
    identityProviders: identityProviders.map((alias) => ({
      ...{ alias, providerId: 'oidc', enabled: true },
      config: { clientId: 'keycloak', clientSecret: 'unused', ...provider },
    })),
    users: [
      {
        ...{ username: `service-account-${accountClient}`, enabled: true, serviceAccountClientId: accountClient },
        clientRoles: { 'realm-management': rights },
      },
    ],
  };
}

function groupsBelow(parent: string): object[] {
  return Object.entries(groups)
    .filter(([path]) => path.slice(0, path.lastIndexOf('/')) === parent)
    .map(([path, roles]) => {
      return { name: path.split('/').at(-1), realmRoles: roles, subGroups: groupsBelow(path) };
    });
}
