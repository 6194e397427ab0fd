import { z } from 'zod';
import { routes as paths, type Section, userRoutes } from '../../src/targets/yuuvis/wire/wire';
import type { Answer, Call, Method, Route, SimulatedSystem } from '../server/system';
import { account, logIn, refused } from './access';
import { ok, refusal } from './answers';
import * as users from './users';
import { createWorld, plant, rolesOf, type World, type YuuvisUser, type YuuvisWorldSettings } from './world';

type Line = readonly [method: Method, path: string, section: Section | 'idm', handler: users.Handler];

const sectionLines = (section: Section): readonly Line[] => [
  ['GET', userRoutes[section].users, section, users.listUsers],
  ['POST', userRoutes[section].users, section, users.createUser],
  ['GET', userRoutes[section].user, section, users.getUser],
  ['PUT', userRoutes[section].user, section, users.updateUser],
  ['DELETE', userRoutes[section].user, section, users.deleteUser],
];

/** The contract's table; the count stands before the user, whose path would match it. */
const lines: readonly Line[] = [
  ...sectionLines('system'),
  ['GET', paths.count, 'admin', users.countUsers],
  ...sectionLines('admin'),
  ['GET', paths.me, 'idm', (world) => ok(account(world))],
  ['GET', paths.colleagues, 'idm', users.listUsers],
  ['GET', paths.colleague, 'idm', users.getUser],
  ['GET', paths.roleUsers, 'idm', users.listRoleUsers],
  ['GET', paths.roles, 'idm', users.listRoles],
];

/** The Tenant Management API of a yuuvis with one tenant, and the Keycloak in front of it. */
export function createYuuvisSystem(settings: YuuvisWorldSettings): SimulatedSystem {
  const world = createWorld(settings);
  return {
    routes: [
      route(world, ['POST', paths.token], logIn),
      ...lines.map(([method, path, section, handler]) =>
        route(world, [method, path], (_, call) => guarded(world, call, { section, handler })),
      ),
    ],
    changes: () => world.changes,
    snapshot: () => ({ users: Object.fromEntries([...world.users.values()].map(userShown)) }),
    expireTokens: () => world.tokens.clear(),
    reset: () => plant(world),
  };
}

function guarded(
  world: World,
  call: Call,
  { section, handler }: { readonly section: Section | 'idm'; readonly handler: users.Handler },
): Answer {
  const refusedAs = refused(world, call, section);
  if (refusedAs !== undefined) return refusedAs;
  const tenant = call.params['tenant'];
  if (tenant !== undefined && tenant !== world.settings.tenant) return refusal(404, 'tenant_not_found');
  return handler(world, call);
}

const Named = z.object({ username: z.string() });

function route(world: World, [method, path]: readonly [Method, string], handler: users.Handler): Route {
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    user: (call) => users.userOf(world, call)?.username ?? Named.safeParse(call.body).data?.username.toLowerCase(),
    synchronisation: () => undefined,
    handle: (call) => handler(world, call),
  };
}

/** `roles` are all that the user has, `ownRoles` those that no group gives. */
function userShown(user: YuuvisUser): [string, object] {
  const { id, email, firstName, lastName, enabled, roles, groups, invitations } = user;
  const record = { id, email, firstName, lastName, enabled };
  return [user.username, { record, roles: rolesOf(user), ownRoles: [...roles], groups: [...groups], invitations }];
}
