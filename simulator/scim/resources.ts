import { equals } from '../../src/targets/scim/wire';
import type { Answer, Call } from '../server/system';
import { changed, chosen, groupShown, made, refusal, scimAnswer, userShown } from './answers';
import { NewGroupBody, NewUserBody, type Operation, PatchBody, Values } from './bodies';
import { list } from './listing';
import { addGroup, addUser, type ScimGroup, type ScimUser, userNamed, versionOf, type World } from './world';

export type Handler = (world: World, call: Call) => Answer;

export const listUsers: Handler = (world, call) =>
  list(
    world,
    call,
    [...world.users.values()].map((user) => userShown(world, user)),
  );

export const listGroups: Handler = (world, call) => list(world, call, [...world.groups.values()].map(groupShown));

export const getUser: Handler = (world, call) => {
  const user = userOf(world, call);
  return user === undefined ? refusal(404) : shown(userShown(world, user), user, call);
};

export const getGroup: Handler = (world, call) => {
  const group = groupOf(world, call);
  return group === undefined ? refusal(404) : shown(groupShown(group), group, call);
};

export const createUser: Handler = (world, { body }) => {
  const parsed = NewUserBody.safeParse(body);
  if (!parsed.success) return refusal(400, 'invalidValue');
  const { schemas: _schemas, ...wanted } = parsed.data;
  if (userNamed(world, wanted.userName) !== undefined) return refusal(409, 'uniqueness');
  const user = addUser(world, wanted);
  world.changes += 1;
  return made('Users', user, userShown(world, user));
};

/** Names of groups need not be unique: RFC 7643, section 4.2. */
export const createGroup: Handler = (world, { body }) => {
  const parsed = NewGroupBody.safeParse(body);
  if (!parsed.success) return refusal(400, 'invalidValue');
  const group = addGroup(world, parsed.data.displayName);
  world.changes += 1;
  return made('Groups', group, groupShown(group));
};

export const deleteUser: Handler = (world, call) => {
  const user = userOf(world, call);
  if (user === undefined) return refusal(404);
  if (isOld(user, call)) return refusal(412);
  world.users.delete(user.id);
  world.changes += 1;
  return { status: 204 };
};

export const deleteGroup: Handler = (world, call) => {
  const group = groupOf(world, call);
  if (group === undefined) return refusal(404);
  if (isOld(group, call)) return refusal(412);
  world.groups.delete(group.id);
  world.changes += 1;
  return { status: 204 };
};

export const patchUser: Handler = (world, call) => {
  const user = userOf(world, call);
  return user === undefined
    ? refusal(404)
    : patch(world, user, { call, apply: (operation) => changeUser(user, operation) });
};

export const patchGroup: Handler = (world, call) => {
  const group = groupOf(world, call);
  if (group === undefined) return refusal(404);
  return patch(world, group, { call, apply: (operation) => changeGroup(world, group, operation) });
};

/** What an operation did, or why it is none. */
type Effect = 'changed' | 'same' | 'invalidPath' | 'invalidValue' | 'noTarget';

interface Patching {
  readonly call: Call;
  readonly apply: (operation: Operation) => Effect;
}

/** One operation a request is all that the target sends, so that none is half carried out. */
function patch(world: World, of: ScimUser | ScimGroup, { call, apply }: Patching): Answer {
  if (isOld(of, call)) return refusal(412);
  const [operation, ...more] = PatchBody.safeParse(call.body).data?.Operations ?? [];
  if (operation === undefined || more.length > 0) return refusal(400, 'invalidSyntax');
  const effect = apply(operation);
  if (effect !== 'changed' && effect !== 'same') return refusal(400, effect);
  if (effect === 'changed') {
    of.version += 1;
    world.changes += 1;
  }
  return changed(of);
}

function changeUser(user: ScimUser, operation: Operation): Effect {
  const { op, path } = operation;
  if (op === 'replace' && path === 'active') {
    if (typeof operation.value !== 'boolean') return 'invalidValue';
    const before = user.active;
    user.active = operation.value;
    return before === user.active ? 'same' : 'changed';
  }
  return op === 'add' && path === 'roles' ? addTo(user.roles, operation.value) : 'invalidPath';
}

function changeGroup({ users }: World, { members }: ScimGroup, operation: Operation): Effect {
  const { op, path } = operation;
  if (op === 'add' && path === 'members') {
    const there = Values.safeParse(operation.value).data?.every(({ value }) => users.has(value)) === true;
    return there ? addTo(members, operation.value) : 'invalidValue';
  }
  if (op !== 'remove') return 'invalidPath';
  const member = [...members].find((id) => path === `members[${equals('value', id)}]`);
  if (member !== undefined) members.delete(member);
  return member === undefined ? 'noTarget' : 'changed';
}

/** What is there already stays, and is no error: RFC 7644, section 3.5.2.1. */
function addTo(list: Set<string>, value: unknown): Effect {
  const parsed = Values.safeParse(value);
  if (!parsed.success) return 'invalidValue';
  const before = list.size;
  for (const one of parsed.data) list.add(one.value);
  return list.size === before ? 'same' : 'changed';
}

function isOld(of: ScimUser | ScimGroup, { headers }: Call): boolean {
  const wanted = headers['if-match'];
  return wanted !== undefined && wanted !== versionOf(of);
}

function shown(all: Readonly<Record<string, unknown>>, of: ScimUser | ScimGroup, { query }: Call): Answer {
  return scimAnswer(200, chosen(all, query['attributes']), { etag: versionOf(of) });
}

export function userOf({ users }: World, { params }: Call): ScimUser | undefined {
  return users.get(params['id'] ?? '');
}

function groupOf({ groups }: World, { params }: Call): ScimGroup | undefined {
  return groups.get(params['id'] ?? '');
}
