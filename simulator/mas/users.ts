import { errorCodes, LinkLocalBody } from '../../src/targets/mas/wire/wire';
import { issueSecret } from '../server/issued-secret';
import type { Call } from '../server/system';
import { coreError, type Handler, ok, part, withCoreBody } from './handler';
import { DisplayNameUpdate, type UserDefinition, UserDefinition as UserDefinitionBody, UserUpdate } from './bodies';
import { type MasUser, newUser, resync, syncState, takesId, type World } from './world';

const noSuchUser = coreError(404, 'There is no such user.');

export const getUser: Handler = (world, call) => {
  const user = world.users.get(part(call, 'id'));
  return user === undefined ? noSuchUser : ok(shown(world, call, user));
};

/**
 * Contract: 409 `AIUCO1005E` when the id is taken, or the e-mail address is a secondary one of another user; `AIUCO1026E`
 * when a deleted user had one of them. With `validate=true` it says the same, and creates nobody (IBM's Admin APIs 9.0.x).
 */
export const createUser = withCoreBody(UserDefinitionBody, (world, call, body) => {
  if (!takesId(world, body.id) || !takesId(world, body.username)) {
    return coreError(400, 'The id or the user name holds a special character.');
  }
  if (world.users.has(body.id) || ownedByAnother(world, body)) return coreError(409, errorCodes.duplicateUser);
  if (marksOf(body).some((mark) => world.burnt.has(mark))) return coreError(409, errorCodes.deletedUser);
  const user = newUser(body);
  if (call.query['validate']?.toLowerCase() === 'true') return { status: 201, body: shown(world, call, user) };
  world.users.set(body.id, user);
  world.changes += 1;
  return { status: 201, body: shown(world, call, user) };
});

export const updateUser = withCoreBody(UserUpdate, (world, call, body) => {
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  if (body.id !== user.definition.id) return coreError(400, 'The id in the body is not the one in the path.');
  if (ownedByAnother(world, body)) return coreError(409, errorCodes.duplicateUser);
  return changeProfile(world, call, { user, definition: body });
});

export const updateDisplayName = withCoreBody(DisplayNameUpdate, (world, call, body) => {
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  return changeProfile(world, call, { user, definition: { ...user.definition, displayName: body.displayName } });
});

/** Inferred: docs/reference/mas.md, "Offboarding". */
export const deleteUser: Handler = (world, call) => {
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  world.users.delete(part(call, 'id'));
  if (keepsDeleted(world)) for (const mark of marksOf(user.definition)) world.burnt.add(mark);
  world.changes += 1;
  return { status: 204 };
};

/** From 8.11 on what a deleted user went by stays taken. */
function keepsDeleted({ settings: { masVersion } }: World): boolean {
  const [major = 0, minor = 0] = masVersion.split('.').map(Number);
  return major > 8 || minor >= 11;
}

function marksOf({ id, username, emails }: UserDefinition): string[] {
  return [`id ${id}`, `username ${username}`, ...emails.map(({ value }) => `address ${value.toLowerCase()}`)];
}

/** Contract: the answer holds a generated user token. Linking again makes a new one and invites again, as MAS does. */
export const linkLocal = withCoreBody(LinkLocalBody, (world, call, body) => {
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  if (body.idpUserId === '') return coreError(400, 'idpUserId is empty.');
  user.identityProviders.add('local');
  if (call.query['emailPassword']?.toLowerCase() === 'true') user.invitations += 1;
  world.changes += 1;
  const { id } = user.definition;
  const token = issueSecret(world.settings.seed, `user token ${user.invitations} ${id}`);
  return ok({ ...shown(world, call, user), token });
});

function changeProfile(world: World, call: Call, change: { user: MasUser; definition: UserDefinition }) {
  const { user, definition } = change;
  const same = JSON.stringify(definition) === JSON.stringify(user.definition);
  user.definition = definition;
  resync(world, user, call.forcedSync);
  if (!same || user.roles.size > 0) world.changes += 1;
  return ok(shown(world, call, user));
}

function ownedByAnother(world: World, { id, emails }: UserDefinition): boolean {
  const wanted = new Set(emails.map((email) => email.value.toLowerCase()));
  for (const { definition } of world.users.values()) {
    if (definition.id === id) continue;
    if (definition.emails.some((email) => !email.primary && wanted.has(email.value.toLowerCase()))) return true;
  }
  return false;
}

/** A user as MAS shows it: the definition, and what MAS itself knows. */
function shown(world: World, call: Call, user: MasUser): object {
  const { id } = user.definition;
  const identities = [...user.identityProviders].map((name) => [`_${name}`, { idpId: name, idpUserId: id }] as const);
  const applications = [...user.roles].map(([application, held]) => {
    const sync = call.forcedSync === undefined ? held.sync : { ...held.sync, forced: call.forcedSync };
    const state = syncState(world, sync);
    return [application, { role: held.role, ...(state === undefined ? {} : { sync: { state } }) }] as const;
  });
  return {
    ...user.definition,
    identities: Object.fromEntries(identities),
    workspaces: Object.fromEntries(user.workspaces),
    applications: Object.fromEntries(applications),
  };
}
