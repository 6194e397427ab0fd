import { error, notFound, ok } from './answers';
import { clientOf, groupShown } from './belongings';
import type { Handler } from './users';
import * as realm from './world';
import { named } from './world';

// What is in the realm: each found by its exact name.

export const getRealm: Handler = ({ settings }) =>
  ok({ realm: settings.realm, enabled: true, registrationEmailAsUsername: settings.emailAsUsername });

export const getGroup: Handler = (_, { params }) => {
  const path = `/${params['*'] ?? ''}`;
  return Object.hasOwn(realm.groups, path) ? ok(groupShown(path)) : error(404, 'Group path does not exist');
};

export const getRole: Handler = (_, { params }) => {
  const role = params['role'] ?? '';
  return realm.realmRoles.includes(role) ? ok(named('role', role)) : error(404, 'Could not find role');
};

export const findClients: Handler = (_, { query }) => {
  const found = Object.keys(realm.clients).filter((clientId) => clientId === query['clientId']);
  return ok(found.map((clientId) => ({ id: named('client', clientId).id, clientId })));
};

export const getClientRole: Handler = (_, { params }) => {
  const client = clientOf(params);
  if (client === undefined) return error(404, 'Could not find client');
  const role = params['role'] ?? '';
  const isThere = realm.clients[client]?.includes(role) === true;
  return isThere ? ok(named(`role of ${client}`, role)) : error(404, 'Could not find role');
};

export const getProvider: Handler = (_, { params }) => {
  const alias = params['alias'] ?? '';
  return realm.identityProviders.includes(alias) ? ok({ alias, enabled: true }) : notFound;
};

export const listActions: Handler = () =>
  ok(Object.entries(realm.requiredActions).map(([alias, enabled]) => ({ alias, enabled })));

/** `exact` finds names only; Keycloak finds domains, too. */
export const findOrganizations: Handler = (_, { query }) => {
  const found = realm.organizations.filter((name) => query['exact'] === 'true' && name === query['search']);
  return ok(found.map((name) => ({ ...named('organization', name), enabled: true })));
};
