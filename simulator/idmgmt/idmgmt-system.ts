import { routes as paths } from '../../src/targets/idmgmt/wire/wire';
import type { Answer, Call, Method, Route, SimulatedSystem } from '../server/system';
import { callerOf, logIn } from './access';
import { errorText } from './answers';
import { DirectoryEntries } from './directory-entries';
import { createTeam, getTeam, listTeams, replaceTeam } from './teams';
import { deleteUser, getAccount, getHighestRole, getTeamResources, listUsers } from './users';
import { addPeople, createWorld, type IdmgmtWorldSettings, plant, type World } from './world';

type Handler = (world: World, call: Call) => Answer;

/** The contract's table. All but the log-in need a token. */
const calls: readonly (readonly [method: Method, path: string, handler: Handler])[] = [
  ['GET', paths.users, listUsers],
  ['GET', paths.account, getAccount],
  ['GET', paths.highestRole, getHighestRole],
  ['GET', paths.teamResources, getTeamResources],
  ['DELETE', paths.user, deleteUser],
  ['GET', paths.teams, listTeams],
  ['POST', paths.teams, createTeam],
  ['GET', paths.team, getTeam],
  ['PUT', paths.team, replaceTeam],
];

/** A cluster's identity management with an LDAP-like directory. */
export function createIdmgmtSystem(settings: IdmgmtWorldSettings): SimulatedSystem {
  const world = createWorld(settings);
  return {
    routes: [
      route('POST', paths.token, (call) => logIn(world, call)),
      ...calls.map(([method, path, handler]) => route(method, path, (call) => guarded(world, call, handler))),
    ],
    changes: () => world.changes,
    snapshot: () => snapshot(world),
    expireTokens: () => world.tokens.clear(),
    reset: () => plant(world),
    addPeople: (entries) => addPeople(world, DirectoryEntries.parse(entries)),
  };
}

function guarded(world: World, call: Call, handler: Handler): Answer {
  if (callerOf(world, call) === undefined) return errorText(401, 'the token is missing, wrong or expired');
  return handler(world, call);
}

function route(method: Method, path: string, handle: (call: Call) => Answer): Route {
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    user: (call) => call.params['user'],
    synchronisation: () => undefined,
    handle,
  };
}

/** Who is in the directory, with the roles each has in each team, and the teams whole. */
function snapshot({ people, teams }: World) {
  const memberships = rolesByUser(teams);
  const users = [...people.values()].map((record): [string, object] => [
    record.userId,
    { record, teams: memberships.get(record.userId.toLowerCase()) ?? {} },
  ]);
  return { users: Object.fromEntries(users), teams: Object.fromEntries(teams) };
}

function rolesByUser(teams: World['teams']): Map<string, Record<string, readonly string[]>> {
  const byUser = new Map<string, Record<string, readonly string[]>>();
  for (const { teamId, users } of teams.values()) {
    for (const { userId, roles } of users) {
      const held = byUser.get(userId.toLowerCase()) ?? {};
      byUser.set(userId.toLowerCase(), { ...held, [teamId]: (roles ?? []).map(({ id }) => id) });
    }
  }
  return byUser;
}
