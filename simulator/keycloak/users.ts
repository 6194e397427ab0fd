import type { Answer, Call } from '../server/system';
import { error, errorMessage, noContent, noUser, ok } from './answers';
import { NewUserBody, UserChangeBody } from './bodies';
import { refusedProfile } from './profile';
import { addUser, type KeycloakUser, type World } from './world';

export type Handler = (world: World, call: Call) => Answer;

const unparsed = { status: 400, body: { error: 'unknown_error', error_description: 'Cannot parse the JSON' } };

function shown({ id, username, email, firstName, lastName, emailVerified, enabled }: KeycloakUser) {
  const may = { manageGroupMembership: true, view: true, mapRoles: true, impersonate: false, manage: true };
  return { id, username, email, firstName, lastName, emailVerified, enabled, access: may };
}

/** By exact user name, by the account at an identity provider, or the first few: what else may be asked is not played. */
export const listUsers: Handler = (world, { query }) => {
  const all = [...world.users.values()];
  const { username, exact, idpAlias, idpUserId, max } = query;
  if (username !== undefined && exact === 'true') {
    return ok(all.filter((user) => user.username === username.toLowerCase()).map(shown));
  }
  if (idpAlias !== undefined && idpUserId !== undefined) {
    return ok(all.filter(({ links }) => links.get(idpAlias)?.userId === idpUserId).map(shown));
  }
  return max === undefined
    ? error(400, 'the simulator lists no whole realm')
    : ok(all.slice(0, Number(max)).map(shown));
};

export const createUser: Handler = (world, { body, params }) => {
  const parsed = NewUserBody.safeParse(body);
  if (!parsed.success) return unparsed;
  const username = world.settings.emailAsUsername ? parsed.data.email : parsed.data.username;
  if (username === undefined || username === '') return errorMessage(400, 'User name is missing');
  const taken = takenBy(world, username, parsed.data.email);
  if (taken !== undefined) return errorMessage(409, taken);
  const refused = refusedProfile({ ...parsed.data, username });
  if (refused !== undefined) return refused;
  const { id } = addUser(world, { ...parsed.data, username });
  world.changes += 1;
  const location = `https://keycloak.simulated/admin/realms/${params['realm'] ?? ''}/users/${id}`;
  return { status: 201, headers: { location } };
};

function takenBy({ users }: World, username: string, email: string | undefined): string | undefined {
  const all = [...users.values()];
  if (all.some((user) => user.username === username.toLowerCase())) return 'User exists with same username';
  const isTaken = email !== undefined && all.some((user) => user.email === email.toLowerCase());
  return isTaken ? 'User exists with same email' : undefined;
}

/** A handler about the user in the path. */
export function ofUser(handle: (user: KeycloakUser, world: World, call: Call) => Answer): Handler {
  return (world, call) => {
    const user = userOf(world, call);
    return user === undefined ? noUser : handle(user, world, call);
  };
}

export function userOf(world: World, { params }: Call): KeycloakUser | undefined {
  return world.users.get(params['id'] ?? '');
}

export const getUser = ofUser((user) => ok(shown(user)));

export const updateUser = ofUser((user, world, { body }) => {
  const parsed = UserChangeBody.safeParse(body);
  if (!parsed.success) return unparsed;
  if (user.enabled !== parsed.data.enabled) world.changes += 1;
  user.enabled = parsed.data.enabled;
  return noContent;
});

export const deleteUser = ofUser(({ id }, world) => {
  world.users.delete(id);
  world.changes += 1;
  return noContent;
});
