import { absenceError } from './absence';
import { coreRight } from './core-right';
import { type CoreUsers, expectObject } from './core-users';
import { masError, parseBody, unexpectedStatus } from '../wire/errors';
import type { Service } from '../../connection/service';
import {
  ApplicationList,
  ApplicationPermission,
  type ApplicationRoleBody,
  ApplicationState,
  routes,
} from '../wire/wire';

/** The applications of one workspace, and the users' roles in them. All throw `TargetError`. */
export interface Applications {
  /** The ids of the workspace's applications. Throws MAS_WORKSPACE_NOT_FOUND. */
  list(signal?: AbortSignal): Promise<string[]>;
  /** The application's state; neither ready nor available when the workspace does not have it. */
  state(application: string, signal?: AbortSignal): Promise<ApplicationState>;
  /** The user's permission in an application; `undefined` when there is none. */
  permission(application: string, id: string, signal?: AbortSignal): Promise<ApplicationPermission | undefined>;
  /**
   * Gives the user a role in an application. One who has a permission already must not be sent: it would change. Throws
   * MAS_USER_NOT_FOUND, and TARGET_REJECTED when it is the application that is not there.
   */
  setRole(grant: ApplicationRole, signal?: AbortSignal): Promise<void>;
}

export interface ApplicationRole {
  readonly application: string;
  readonly id: string;
  readonly role: string;
}

/** What the applications are read and changed with. */
export interface ApplicationParts {
  readonly core: Service;
  readonly users: Pick<CoreUsers, 'get'>;
}

export function createApplications({ core, users }: ApplicationParts, workspace: string): Applications {
  return {
    async list(signal) {
      const what = 'list applications';
      const call = { what, method: 'GET', path: routes.applications, parts: { workspace } } as const;
      const answer = await core.send(call, signal);
      if (answer.status === 404) throw masError('MAS_WORKSPACE_NOT_FOUND', { what, answer });
      if (answer.status !== 200) throw unexpectedStatus(what, answer, coreRight);
      return parseBody(what, answer, ApplicationList).map((application) => application.id);
    },
    async state(application, signal) {
      const what = `state of ${application}`;
      const parts = { workspace, application };
      const answer = await core.send({ what, method: 'GET', path: routes.application, parts }, signal);
      if (answer.status === 404) return {};
      if (answer.status !== 200) throw unexpectedStatus(what, answer, coreRight);
      return parseBody(what, answer, ApplicationState);
    },
    async permission(application, id, signal) {
      const what = `role in ${application}`;
      const parts = { workspace, application, id };
      const answer = await core.send({ what, method: 'GET', path: routes.applicationUser, parts }, signal);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw unexpectedStatus(what, answer, coreRight);
      return parseBody(what, answer, ApplicationPermission);
    },
    async setRole({ application, id, role }, signal) {
      const what = `grant ${role} in ${application}`;
      const parts = { workspace, application, id };
      const body: ApplicationRoleBody = { role };
      const call = { what, method: 'PUT', path: routes.applicationUser, parts, body } as const;
      const answer = await core.send(call, signal);
      if (answer.status === 404) {
        throw await absenceError(users, { what, answer, id, otherwise: 'TARGET_REJECTED' }, signal);
      }
      expectObject(what, answer);
    },
  };
}
