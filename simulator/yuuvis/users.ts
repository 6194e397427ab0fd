import type { z } from 'zod';
import type { Answer, Call } from '../server/system';
import { isOfType } from '../server/media-type';
import { listed, ok, profileRefusal, refusal, shown } from './answers';
import { CreationBody, UpdateBody } from './bodies';
import { profileFaults } from './profile';
import { addUser, clashOf, realmGroups, realmRoles, rolesOf, usernameOf, type World, type YuuvisUser } from './world';

export type Handler = (world: World, call: Call) => Answer;

const noSuchUser = refusal(404, 'user_not_found');
const notJson: Answer = { status: 415, body: { error: 'HTTP 415 Unsupported Media Type' } };

/** As Keycloak says it. */
function conflict(what: 'username' | 'email'): Answer {
  return { status: 409, body: { errorMessage: `User exists with same ${what}` } };
}

export const listUsers: Handler = (world) => ok([...world.users.values()].map((user) => listed(user, world)));

export const countUsers: Handler = (world) => ok(world.users.size);

export const getUser: Handler = (world, call) => {
  const user = userOf(world, call);
  return user === undefined ? noSuchUser : ok(shown(user, world));
};

/** Contract: an address is invited by e-mail. */
export const createUser: Handler = (world, call) => {
  if (!isOfType(call, 'application/json')) return notJson;
  const parsed = CreationBody.safeParse(call.body);
  if (!parsed.success) return refusal(400, faultsOf(parsed.error));
  const username = usernameOf(world, parsed.data);
  if (username === '') return { status: 400, body: { errorMessage: 'User name is missing' } };
  const refused = refusalOf(world, { ...parsed.data, username });
  if (refused !== undefined) return refused;
  const user = addUser(world, parsed.data);
  if (user.email !== undefined) user.invitations += 1;
  world.changes += 1;
  if (!world.settings.traits.has('no-body')) return ok(shown(user, world), 201);
  return { status: 201, headers: { location: `./users/${user.id}` } };
};

/** Contract, "The user": without `groups` the user leaves every group; what else is absent stays. */
export const updateUser: Handler = (world, call) => {
  const user = userOf(world, call);
  if (user === undefined) return noSuchUser;
  if (!isOfType(call, 'application/json')) return notJson;
  const parsed = UpdateBody.safeParse(call.body);
  if (!parsed.success) return refusal(400, faultsOf(parsed.error));
  const wanted = { ...parsed.data, username: renamed(world, user, parsed.data) };
  const refused = refusalOf(world, wanted, user);
  if (refused !== undefined) return refused;
  change(user, wanted);
  world.changes += 1;
  return world.settings.traits.has('no-body') ? { status: 204 } : ok(shown(user, world));
};

/** Keycloak leaves a name alone that may not be edited; an address that is the name takes it along. */
function renamed({ settings: { traits } }: World, user: YuuvisUser, { username, email }: UpdateBody): string {
  if (traits.has('email-as-username')) return email ?? user.username;
  return traits.has('names-kept') ? user.username : (username ?? user.username);
}

function refusalOf(world: World, wanted: UpdateBody, self?: YuuvisUser): Answer | undefined {
  const faults = profileFaults(wanted, world.settings.traits);
  if (faults.length > 0) return profileRefusal(faults);
  const clash = clashOf(world, wanted, self);
  return unknownName(wanted) ?? (clash === undefined ? undefined : conflict(clash));
}

export const deleteUser: Handler = (world, call) => {
  const user = userOf(world, call);
  if (user === undefined) return noSuchUser;
  world.users.delete(user.id);
  world.changes += 1;
  return { status: 204 };
};

export const listRoleUsers: Handler = (world, { params }) => {
  const role = params['role'] ?? '';
  if (!realmRoles.includes(role)) return refusal(404, 'role_not_found');
  return ok(
    [...world.users.values()].filter((user) => rolesOf(user).includes(role)).map((user) => listed(user, world)),
  );
};

export const listRoles: Handler = () => ok(realmRoles);

export function userOf(world: World, { params }: Call): YuuvisUser | undefined {
  return world.users.get(params['id'] ?? '');
}

function change(user: YuuvisUser, body: UpdateBody): void {
  user.username = body.username?.toLowerCase() ?? user.username;
  user.email = body.email?.toLowerCase() ?? user.email;
  user.firstName = body.firstName ?? user.firstName;
  user.lastName = body.lastName ?? user.lastName;
  user.enabled = body.enabled ?? user.enabled;
  if (body.roles !== undefined) replace(user.roles, body.roles);
  replace(user.groups, body.groups.map(groupName));
}

function replace(set: Set<string>, names: readonly string[]): void {
  set.clear();
  for (const name of names) set.add(name);
}

/** A group may be named by its path. */
function groupName(group: string): string {
  return group.replace(/^\//, '');
}

function unknownName({ roles = [], groups }: Pick<UpdateBody, 'roles' | 'groups'>): Answer | undefined {
  if (roles.some((role) => !realmRoles.includes(role))) return refusal(400, 'role_not_found');
  return groups.some((group) => !Object.hasOwn(realmGroups, groupName(group)))
    ? refusal(400, 'group_not_found')
    : undefined;
}

function faultsOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
}
