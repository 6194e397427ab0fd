import type { Call } from '../server/system';
import { error, errorMessage, noContent, notFound, ok } from './answers';
import { LinkBody, RolesBody } from './bodies';
import { type Handler, ofUser } from './users';
import * as realm from './world';
import { effectiveRoles, named, namedBy, type KeycloakUser, type World } from './world';

// Groups, roles, links and memberships of users.

export const listGroups = ofUser(({ groups }, _, { query }) => {
  const first = Number(query['first'] ?? 0);
  // Stricter than Keycloak 26.0, which answers all without a `max`.
  const max = Number(query['max'] ?? 10);
  return ok(
    [...groups]
      .toSorted()
      .slice(first, first + max)
      .map(groupShown),
  );
});

export function groupShown(path: string) {
  return { ...named('group', path), name: path.split('/').at(-1), path };
}

export const joinGroup = ofUser(({ groups }, world, { params }) => {
  const path = groupOf(params);
  if (path === undefined) return error(404, 'Group not found');
  if (!groups.has(path)) world.changes += 1;
  groups.add(path);
  return noContent;
});

export const leaveGroup = ofUser(({ groups }, world, { params }) => {
  const path = groupOf(params);
  if (path === undefined) return error(404, 'Group not found');
  if (groups.delete(path)) world.changes += 1;
  return noContent;
});

function groupOf(params: Call['params']): string | undefined {
  return namedBy('group', Object.keys(realm.groups), params['group'] ?? '');
}

/** The client in the path. */
export function clientOf(params: Call['params']): string | undefined {
  return namedBy('client', Object.keys(realm.clients), params['client'] ?? '');
}

export const ownRoles = ofUser(({ roles, clientRoles }, { settings }) => {
  const byClient = Object.keys(realm.clients).flatMap((client) => {
    const mappings = heldOf(clientRoles, client).map((role) => named(`role of ${client}`, role));
    return mappings.length === 0 ? [] : [[client, { ...named('client', client), client, mappings }] as const];
  });
  return ok({
    realmMappings: [`default-roles-${settings.realm}`, ...roles].map((role) => named('role', role)),
    ...(byClient.length === 0 ? {} : { clientMappings: Object.fromEntries(byClient) }),
  });
});

export const realmRolesOf = ofUser((user, { settings }) =>
  ok([`default-roles-${settings.realm}`, ...effectiveRoles(user)].map((role) => named('role', role))),
);

export const clientRolesOf = ofUser(({ clientRoles }, _, { params }) => {
  const client = clientOf(params);
  if (client === undefined) return error(404, 'Client not found');
  return ok(heldOf(clientRoles, client).map((role) => named(`role of ${client}`, role)));
});

function heldOf(clientRoles: ReadonlySet<string>, client: string): string[] {
  return (realm.clients[client] ?? []).filter((role) => clientRoles.has(`${client} ${role}`));
}

export const giveRealmRoles = ofUser((user, world, { body }) => {
  return give(world, body, {
    held: user.roles,
    isRole: ({ id, name }) => realm.realmRoles.includes(name) && named('role', name).id === id,
    key: (name) => name,
  });
});

export const giveClientRoles = ofUser((user, world, { body, params }) => {
  const client = clientOf(params);
  if (client === undefined) return error(404, 'Client not found');
  return give(world, body, {
    held: user.clientRoles,
    isRole: ({ id, name }) =>
      realm.clients[client]?.includes(name) === true && named(`role of ${client}`, name).id === id,
    key: (name) => `${client} ${name}`,
  });
});

interface Roles {
  readonly held: Set<string>;
  readonly isRole: (role: { readonly id: string; readonly name: string }) => boolean;
  readonly key: (name: string) => string;
}

function give(world: World, body: unknown, { held, isRole, key }: Roles) {
  const parsed = RolesBody.safeParse(body);
  if (!parsed.success) return error(400, 'unknown_error');
  if (!parsed.data.every(isRole)) return error(404, 'Role not found');
  const before = held.size;
  for (const { name } of parsed.data) held.add(key(name));
  if (held.size > before) world.changes += 1;
  return noContent;
}

export const listLinks = ofUser(({ links }) =>
  ok([...links].map(([identityProvider, link]) => ({ identityProvider, ...link }))),
);

/** A provider that the realm does not have is answered like any other, and nothing is linked. */
export const addLink = ofUser(({ links }, world, { params, body }) => {
  const alias = params['alias'] ?? '';
  const parsed = LinkBody.safeParse(body);
  if (!parsed.success || parsed.data.identityProvider !== alias) return error(400, 'unknown_error');
  if (links.has(alias)) return errorMessage(409, 'User is already linked with provider');
  const { userId, userName } = parsed.data;
  if (!realm.identityProviders.includes(alias)) return noContent;
  links.set(alias, { userId, userName });
  world.changes += 1;
  return noContent;
});

function organizationOf(params: Call['params']): string | undefined {
  return namedBy('organization', realm.organizations, params['organization'] ?? '');
}

const noOrganization = errorMessage(404, 'Organization not found.');

function memberOf({ users }: World, { params }: Call): KeycloakUser | undefined {
  const user = users.get(params['id'] ?? '');
  return user?.organizations.has(organizationOf(params) ?? '') === true ? user : undefined;
}

export const getMember: Handler = (world, call) => {
  if (organizationOf(call.params) === undefined) return noOrganization;
  const user = memberOf(world, call);
  if (user === undefined) return notFound;
  const { id, username, enabled } = user;
  return ok({ id, username, enabled, membershipType: 'UNMANAGED' });
};

/** The body is the user's id, as a text in JSON. */
export const addMember: Handler = (world, { params, body }) => {
  const organization = organizationOf(params);
  if (organization === undefined) return noOrganization;
  const user = typeof body === 'string' ? world.users.get(body) : undefined;
  if (user === undefined) return errorMessage(400, 'User does not exist');
  if (user.organizations.has(organization)) return errorMessage(409, 'User is already a member of the organization.');
  user.organizations.add(organization);
  world.changes += 1;
  return { status: 201 };
};

export const removeMember: Handler = (world, call) => {
  const user = memberOf(world, call);
  if (user === undefined) return notFound;
  user.organizations.delete(organizationOf(call.params) ?? '');
  world.changes += 1;
  return noContent;
};
