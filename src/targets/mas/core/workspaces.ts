import { absenceError } from './absence';
import { parseBody, unexpectedStatus } from '../wire/errors';
import { coreRight } from './core-right';
import { type CoreUsers, expectObject, mustExist } from './core-users';
import type { Service } from '../../connection/service';
import { routes, UserWorkspaces } from '../wire/wire';

/** Memberships of workspaces. All throw `TargetError`, MAS_USER_NOT_FOUND for a user who is not in MAS. */
export interface Workspaces {
  /** The ids of the user's workspaces. */
  ofUser(id: string, signal?: AbortSignal): Promise<string[]>;
  /** The same with the user's standing in each. */
  standingsOf(id: string, signal?: AbortSignal): Promise<UserWorkspaces>;
  /** Makes the user a member; MAS_WORKSPACE_NOT_FOUND when it is the workspace that is not there. One who is a member already must not be sent: the flag would change. */
  add(id: string, membership: WorkspaceMembership, signal?: AbortSignal): Promise<void>;
}

export interface WorkspaceMembership {
  readonly workspace: string;
  readonly workspaceAdmin: boolean;
}

export function createWorkspaces(core: Service, users: Pick<CoreUsers, 'get'>): Workspaces {
  async function standingsOf(id: string, signal?: AbortSignal): Promise<UserWorkspaces> {
    const what = "list the user's workspaces";
    const call = { what, method: 'GET', path: routes.userWorkspaces, parts: { id } } as const;
    const answer = mustExist(what, await core.send(call, signal));
    if (answer.status !== 200) throw unexpectedStatus(what, answer, coreRight);
    return parseBody(what, answer, UserWorkspaces);
  }

  return {
    standingsOf,
    async ofUser(id, signal) {
      return (await standingsOf(id, signal)).map((workspace) => workspace.id);
    },
    async add(id, { workspace, workspaceAdmin }, signal) {
      const what = 'join workspace';
      const parts = { workspace, id };
      const body = { permissions: { workspaceAdmin } };
      const call = { what, method: 'PUT', path: routes.workspaceUser, parts, body } as const;
      const answer = await core.send(call, signal);
      if (answer.status === 404) {
        throw await absenceError(users, { what, answer, id, otherwise: 'MAS_WORKSPACE_NOT_FOUND' }, signal);
      }
      expectObject(what, answer);
    },
  };
}
