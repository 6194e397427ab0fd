import { JoinWorkspaceBody } from '../../src/targets/mas/wire/wire';
import type { Call } from '../server/system';
import { coreError, type Handler, ok, part, withCoreBody } from './handler';
import { RoleBody } from './bodies';
import { isReady, type MasUser, startSync, type World } from './world';

const noSuchUser = coreError(404, 'There is no such user.');
const noSuchWorkspace = coreError(404, 'There is no such workspace.');
const noSuchApplication = coreError(404, 'There is no such application in the workspace.');

export const listUserWorkspaces: Handler = (world, call) => {
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  return ok([...user.workspaces].map(([id, permissions]) => ({ id, permissions })));
};

export const joinWorkspace = withCoreBody(JoinWorkspaceBody, (world, call, body) => {
  if (!isWorkspace(world, call)) return noSuchWorkspace;
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  const workspaceId = part(call, 'workspace');
  const { workspaceAdmin } = body.permissions;
  if (user.workspaces.get(workspaceId)?.workspaceAdmin !== workspaceAdmin) {
    user.workspaces.set(workspaceId, { workspaceAdmin });
    world.changes += 1;
  }
  return ok({ userId: user.definition.id, workspaceId, permissions: { workspaceAdmin } });
});

/** Inferred: docs/reference/mas.md, "Offboarding". The roles in the workspace end with the membership. */
export const leaveWorkspace: Handler = (world, call) => {
  if (!isWorkspace(world, call)) return noSuchWorkspace;
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  if (!user.workspaces.delete(part(call, 'workspace'))) return coreError(404, 'The user is not in the workspace.');
  user.roles.clear();
  world.changes += 1;
  return { status: 204 };
};

export const listApplications: Handler = (world, call) =>
  isWorkspace(world, call) ? ok(world.settings.apps.map((id) => ({ id }))) : noSuchWorkspace;

export const getApplication: Handler = (world, call) => applicationMissing(world, call) ?? ok(applicationState(world));

export const getPermission: Handler = (world, call) => {
  const missing = applicationMissing(world, call);
  if (missing !== undefined) return missing;
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  const held = user.roles.get(part(call, 'application'));
  return held === undefined ? coreError(404, 'The user has no permission.') : ok(permission(call, user, held.role));
};

/** Contract, "Order for one user": join comes before grant, so a user outside the workspace is refused. */
export const setPermission = withCoreBody(RoleBody, (world, call, body) => {
  const missing = applicationMissing(world, call);
  if (missing !== undefined) return missing;
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  if (!user.workspaces.has(part(call, 'workspace'))) return coreError(400, 'The user is not in the workspace.');
  const application = part(call, 'application');
  if (user.roles.get(application)?.role !== body.role) {
    user.roles.set(application, { role: body.role, sync: startSync(world, call.forcedSync) });
    world.changes += 1;
  }
  return ok(permission(call, user, body.role));
});

/** Inferred, as well. */
export const removePermission: Handler = (world, call) => {
  const missing = applicationMissing(world, call);
  if (missing !== undefined) return missing;
  const user = world.users.get(part(call, 'id'));
  if (user === undefined) return noSuchUser;
  if (!user.roles.delete(part(call, 'application'))) return coreError(404, 'The user has no permission.');
  world.changes += 1;
  return { status: 204 };
};

function isWorkspace(world: World, call: Call): boolean {
  return part(call, 'workspace') === world.settings.workspace;
}

function applicationMissing(world: World, call: Call) {
  if (!isWorkspace(world, call)) return noSuchWorkspace;
  return world.settings.apps.includes(part(call, 'application')) ? undefined : noSuchApplication;
}

/** Without an id, as in IBM's tests of its client; one that is not ready says nothing of its availability. */
function applicationState(world: World) {
  return isReady(world) ? { ready: true, available: true } : { ready: false };
}

function permission(call: Call, user: MasUser, role: string) {
  const { id: userId } = user.definition;
  return { role, userId, workspaceId: part(call, 'workspace'), applicationId: part(call, 'application') };
}
