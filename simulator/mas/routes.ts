import { z } from 'zod';
import { routes as paths } from '../../src/targets/mas/wire/wire';
import { isFrom91, personRoutes } from '../../src/targets/mas/wire/wire-person';
import type { Answer, Call, Method, Route } from '../server/system';
import * as access from './access';
import { createApiKey, deleteApiKey, findApiKeys } from './api-keys';
import { changeMembers, findGroups, findMembers } from './groups';
import { coreError, type Handler } from './handler';
import { login } from './login';
import { parseWhere } from './oslc';
import { createUser, deleteUser, getUser, linkLocal, updateDisplayName, updateUser } from './users';
import { createPerson, deletePerson, findPeople, mergePerson, personOfResource } from './people';
import type { World } from './world';
import {
  getApplication,
  getPermission,
  joinWorkspace,
  leaveWorkspace,
  listApplications,
  listUserWorkspaces,
  removePermission,
  setPermission,
} from './workspaces';

/** One line of the contract's table. */
interface Line {
  readonly method: Method;
  readonly path: string;
  readonly access: access.Access;
  readonly handler: Handler;
  readonly user?: (call: Call) => string | undefined;
  /** The answer shows the user's synchronisation, or the call starts one. */
  readonly sync?: 'shown' | 'started';
}

const CreatedUser = z.object({ id: z.string() });
const CreatedPerson = z.object({ personid: z.string() });
const AddedUsers = z.object({ groupuser: z.array(z.object({ userid: z.string() })) });

const inPath = (call: Call) => call.params['id'];
const inWhere = (call: Call) => parseWhere(call.query['oslc.where'] ?? '')?.value;
const created = (call: Call) => CreatedUser.safeParse(call.body).data?.id;
const createdPerson = (call: Call) => CreatedPerson.safeParse(call.body).data?.personid;
const added = (call: Call) => AddedUsers.safeParse(call.body).data?.groupuser[0]?.userid;

/** All groups are read with the certificate alone, one group also with an API key (contract, "Authentication by call"). */
const groupsAccess: access.Access = (world, call) =>
  call.query['oslc.where'] === undefined ? access.certificate(world, call) : access.apiKeyOrCertificate(world, call);

const { anyone, token, certificate, apiKey, apiKeyOrCertificate, apiKeyAndCertificate } = access;

/** What both flows begin with. */
const setUp: readonly Line[] = [
  { method: 'POST', path: paths.login, access: anyone, handler: login },
  { method: 'GET', path: paths.applications, access: token, handler: listApplications },
  { method: 'GET', path: paths.application, access: token, handler: getApplication },
];

const core: readonly Line[] = [
  { method: 'POST', path: paths.users, access: token, handler: createUser, user: created },
  { method: 'GET', path: paths.user, access: token, handler: getUser, user: inPath, sync: 'shown' },
  { method: 'PUT', path: paths.user, access: token, handler: updateUser, user: inPath, sync: 'started' },
  { method: 'PATCH', path: paths.user, access: token, handler: updateDisplayName, user: inPath, sync: 'started' },
  { method: 'DELETE', path: paths.user, access: token, handler: deleteUser, user: inPath },
  { method: 'PUT', path: paths.localIdentity, access: token, handler: linkLocal, user: inPath },
  { method: 'GET', path: paths.userWorkspaces, access: token, handler: listUserWorkspaces, user: inPath },
  { method: 'PUT', path: paths.workspaceUser, access: token, handler: joinWorkspace, user: inPath },
  { method: 'DELETE', path: paths.workspaceUser, access: token, handler: leaveWorkspace, user: inPath },
  { method: 'GET', path: paths.applicationUser, access: token, handler: getPermission, user: inPath },
  { method: 'PUT', path: paths.applicationUser, access: token, handler: setPermission, user: inPath, sync: 'started' },
  { method: 'DELETE', path: paths.applicationUser, access: token, handler: removePermission, user: inPath },
];

const apiKeys: readonly Line[] = [
  { method: 'POST', path: paths.manageApiKeys, access: certificate, handler: createApiKey },
  { method: 'GET', path: paths.manageApiKeys, access: certificate, handler: findApiKeys },
  { method: 'DELETE', path: paths.manageApiKey, access: certificate, handler: deleteApiKey },
];

const manage: readonly Line[] = [
  { method: 'GET', path: paths.manageGroups, access: groupsAccess, handler: findGroups },
  { method: 'GET', path: paths.manageGroupUsers, access: apiKeyOrCertificate, handler: findMembers, user: inWhere },
  { method: 'POST', path: paths.manageGroup, access: apiKey, handler: changeMembers, user: added },
];

const people: readonly Line[] = [
  { method: 'GET', path: paths.manageGroups, access: certificate, handler: findGroups },
  {
    method: 'GET',
    path: personRoutes.people,
    access: apiKeyAndCertificate,
    handler: findPeople,
    user: inWhere,
  },
  {
    method: 'POST',
    path: personRoutes.people,
    access: apiKeyAndCertificate,
    handler: createPerson,
    user: createdPerson,
  },
  {
    method: 'POST',
    path: personRoutes.person,
    access: apiKeyAndCertificate,
    handler: mergePerson,
    user: personOfResource,
  },
  {
    method: 'DELETE',
    path: personRoutes.person,
    access: apiKeyAndCertificate,
    handler: deletePerson,
    user: personOfResource,
  },
];

const readPeople = people.filter(({ method, path }) => method === 'GET' && path === personRoutes.people);

/** The calls of the flow that the version has; those of Manage only where the workspace has it. */
export function masRoutes(world: World): readonly Route[] {
  const from91 = isFrom91(world.settings.masVersion);
  const ofFlow = from91 ? { core: [], manage: people } : { core, manage: [...manage, ...readPeople] };
  const ofManage = world.settings.apps.includes('manage') ? [...apiKeys, ...ofFlow.manage] : [];
  return [...setUp, ...ofFlow.core, ...ofManage].map((line) => toRoute(world, line));
}

/** What is sent says that it is JSON. */
function unsupported({ method }: Line, { headers }: Call): Answer | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  const type = headers['content-type'] ?? '';
  return /^application\/json\b/i.test(type) ? undefined : coreError(415, 'The content type is not application/json.');
}

function toRoute(world: World, line: Line): Route {
  const user = line.user ?? (() => undefined);
  return {
    method: line.method,
    path: line.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    user,
    synchronisation: (call) => {
      if (line.sync !== 'shown') return line.sync;
      return (world.users.get(user(call) ?? '')?.roles.size ?? 0) > 0 ? 'shown' : undefined;
    },
    handle: (call) => unsupported(line, call) ?? line.access(world, call) ?? line.handler(world, call),
  };
}
