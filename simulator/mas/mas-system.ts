import type { SimulatedSystem } from '../system';
import { masRoutes } from './routes';
import { plantUsers } from './seed-users';
import { createWorld, type MasSettings, type MasUser, type World } from './world';

/** A MAS below 9.1 with `seedUsers` users who were there before. */
export function createMasSystem(settings: MasSettings, seedUsers: number): SimulatedSystem {
  const world = createWorld(settings);
  plantUsers(world, seedUsers);
  return {
    routes: masRoutes(world),
    changes: () => world.changes,
    snapshot: () => snapshot(world),
    expireTokens: () => world.tokens.clear(),
    reset: () => {
      empty(world);
      plantUsers(world, seedUsers);
    },
  };
}

function empty(world: World): void {
  world.users.clear();
  world.apiKeys.clear();
  world.tokens.clear();
  world.logins = 0;
  world.keysMade = 0;
}

/** Design, section 7: the shape of `GET /__simulator/state`. */
function snapshot(world: World) {
  const users = [...world.users].map(([id, user]) => [id, shown(user)] as const);
  return { users: Object.fromEntries(users), apiKeys: world.apiKeys.size };
}

function shown(user: MasUser) {
  return {
    record: user.definition,
    identityProviders: [...user.identityProviders],
    workspaces: Object.fromEntries(user.workspaces),
    roles: Object.fromEntries([...user.roles].map(([application, held]) => [application, held.role])),
    groups: [...user.groups],
    invitations: user.invitations,
  };
}
