import type { z } from 'zod';
import type { Answer, Call } from '../server/system';
import { ok, refusal, shown } from './answers';
import { CreationBody, UpdateBody } from './bodies';
import { addUser, clashes, realmGroups, realmRoles, rolesOf, type World, type YuuvisUser } from './world';

export type Handler = (world: World, call: Call) => Answer;

const noSuchUser = refusal(404, 'user_not_found');
const conflict = refusal(409, 'user_exists');

export const listUsers: Handler = (world) => ok([...world.users.values()].map(shown));

export const countUsers: Handler = (world) => ok(world.users.size);

export const getUser: Handler = (world, call) => {
  const user = userOf(world, call);
  return user === undefined ? noSuchUser : ok(shown(user));
};

/** Contract: an address is invited by e-mail. */
export const createUser: Handler = (world, { body }) => {
  const parsed = CreationBody.safeParse(body);
  if (!parsed.success) return refusal(400, faultsOf(parsed.error));
  const unknown = unknownName(parsed.data);
  if (unknown !== undefined) return unknown;
  if (clashes(world, parsed.data)) return conflict;
  const user = addUser(world, parsed.data);
  if (user.email !== undefined) user.invitations += 1;
  world.changes += 1;
  return ok(shown(user), 201);
};

/** Contract, "The user": without `groups` the user leaves every group; what else is absent stays. */
export const updateUser: Handler = (world, call) => {
  const user = userOf(world, call);
  if (user === undefined) return noSuchUser;
  const parsed = UpdateBody.safeParse(call.body);
  if (!parsed.success) return refusal(400, faultsOf(parsed.error));
  const unknown = unknownName(parsed.data);
  if (unknown !== undefined) return unknown;
  if (clashes(world, parsed.data, user)) return conflict;
  change(user, parsed.data);
  world.changes += 1;
  return ok(shown(user));
};

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
  return ok([...world.users.values()].filter((user) => rolesOf(user).includes(role)).map(shown));
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
  replace(user.groups, body.groups);
}

function replace(set: Set<string>, names: readonly string[]): void {
  set.clear();
  for (const name of names) set.add(name);
}

function unknownName({ roles = [], groups }: Pick<UpdateBody, 'roles' | 'groups'>): Answer | undefined {
  if (roles.some((role) => !realmRoles.includes(role))) return refusal(400, 'role_not_found');
  return groups.some((group) => !Object.hasOwn(realmGroups, group)) ? refusal(400, 'group_not_found') : undefined;
}

function faultsOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
}
