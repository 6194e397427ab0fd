import type { SimulatedSystem } from '../server/system';
import { masRoutes } from './routes';
import { plantUsers } from './seed-users';
import { createWorld, type MasPerson, type MasSettings, type MasUser, type World } from './world';

/** A MAS, below or from 9.1 as its version says, with `seedUsers` users who were there before. */
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
  world.people.clear();
  world.apiKeys.clear();
  world.tokens.clear();
  world.logins = 0;
  world.peopleMade = 0;
  world.keysMade = 0;
}

/** Design, section 7: the shape of `GET /__simulator/state`. */
function snapshot(world: World) {
  const users = [...world.users].map(([id, user]): [string, object] => [id, shown(user)]);
  const people = [...world.people].map(([id, person]): [string, object] => [id, personShown(person)]);
  return { users: Object.fromEntries([...users, ...people]), apiKeys: world.apiKeys.size };
}

/** Workspaces and roles stay empty from 9.1: Manage gives them by itself, and no call of the contract shows them. */
function personShown(person: MasPerson) {
  const { definition, status } = person;
  const { maxuser } = definition;
  return {
    record: maxuser === undefined ? definition : { ...definition, maxuser: { ...maxuser, status } },
    identityProviders: [...person.identityProviders],
    workspaces: {},
    roles: {},
    groups: [...person.groups],
    groupReassignment: [...person.groupReassignment],
    invitations: person.invitations,
  };
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
