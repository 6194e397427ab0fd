import { z } from 'zod';
import { routes as paths } from '../../src/targets/keycloak/wire/wire';
import type { Answer, Call, Method, Route, SimulatedSystem } from '../server/system';
import { logIn, refused } from './access';
import * as belongings from './belongings';
import * as realm from './realm';
import * as users from './users';
import { createWorld, type KeycloakUser, type KeycloakWorldSettings, plant, type World } from './world';

const lines: readonly (readonly [method: Method, path: string, handler: users.Handler])[] = [
  ['GET', paths.realm, realm.getRealm],
  ['GET', paths.users, users.listUsers],
  ['POST', paths.users, users.createUser],
  ['GET', paths.user, users.getUser],
  ['PUT', paths.user, users.updateUser],
  ['DELETE', paths.user, users.deleteUser],
  ['GET', `${paths.groupByPath}/*`, realm.getGroup],
  ['GET', paths.userGroups, belongings.listGroups],
  ['PUT', paths.userGroup, belongings.joinGroup],
  ['DELETE', paths.userGroup, belongings.leaveGroup],
  ['GET', paths.realmRole, realm.getRole],
  ['GET', paths.clients, realm.findClients],
  ['GET', paths.clientRole, realm.getClientRole],
  ['GET', paths.roleMappings, belongings.ownRoles],
  ['POST', paths.realmRoles, belongings.giveRealmRoles],
  ['GET', paths.effectiveRealmRoles, belongings.realmRolesOf],
  ['POST', paths.clientRoles, belongings.giveClientRoles],
  ['GET', paths.effectiveClientRoles, belongings.clientRolesOf],
  ['GET', paths.identityProvider, realm.getProvider],
  ['GET', paths.links, belongings.listLinks],
  ['POST', paths.link, belongings.addLink],
  ['GET', paths.requiredActions, realm.listActions],
  ['GET', paths.organizations, realm.findOrganizations],
  ['POST', paths.members, belongings.addMember],
  ['GET', paths.member, belongings.getMember],
  ['DELETE', paths.member, belongings.removeMember],
];

/** A Keycloak with one realm of users, and the realm of the account that administers it. */
export function createKeycloakSystem(settings: KeycloakWorldSettings): SimulatedSystem {
  const world = createWorld(settings);
  return {
    routes: [
      route(world, ['POST', paths.token], logIn),
      ...lines.map(([method, path, handler]) =>
        route(world, [method, path], (_, call) => refused(world, call) ?? handler(world, call)),
      ),
    ],
    changes: () => world.changes,
    snapshot: () => ({ users: Object.fromEntries([...world.users.values()].map(userShown)) }),
    expireTokens: () => world.tokens.clear(),
    reset: () => plant(world),
  };
}

const Sent = z.object({ username: z.string() });

function route(
  world: World,
  [method, path]: readonly [Method, string],
  handle: (world: World, call: Call) => Answer,
): Route {
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    user: (call) => userMeant(world, call),
    synchronisation: () => undefined,
    handle: (call) => handle(world, call),
  };
}

function userMeant(world: World, call: Call): string | undefined {
  const named = Sent.safeParse(call.body).data?.username ?? call.query['username'];
  return users.userOf(world, call)?.username ?? named?.toLowerCase();
}

function userShown(user: KeycloakUser): [string, object] {
  const { username, roles, clientRoles, groups, links, organizations, requiredActions, ...record } = user;
  const sorted = (names: Iterable<string>) => [...names].toSorted();
  return [
    username,
    {
      ...{ record, requiredActions, roles: sorted(roles), clientRoles: sorted(clientRoles), groups: sorted(groups) },
      ...{ links: Object.fromEntries(links), organizations: sorted(organizations) },
    },
  ];
}
