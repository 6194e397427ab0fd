import type { HttpAnswer } from '../../../http/request';
import type { Call, Service } from '../../connection/service';
import { TargetError } from '../../contract/target';
import type { Applications } from './applications';
import { setActive } from './active-user';
import { coreRight } from './core-right';
import type { CoreUsers } from './core-users';
import { masError, parseBody, unexpectedStatus } from '../wire/errors';
import { routes, User } from '../wire/wire';
import type { Workspaces } from './workspaces';

/**
 * What takes things away from users of MAS' core API. No source that is at hand spells these calls out: docs/reference/mas.md,
 * "Offboarding", says from what each was inferred. So a 404 is believed only after a look. All throw `TargetError`:
 * MAS_DEPARTURE_IGNORED when what was to go is still there.
 */
export interface CoreDepartures {
  /** Sends the user back as it is now, but inactive; one who is gone is left alone. */
  deactivate(id: string, signal: AbortSignal): Promise<void>;
  /** Deletes the user; one who is gone counts as deleted. */
  remove(id: string, signal: AbortSignal): Promise<void>;
  leaveWorkspace(id: string, workspace: string, signal: AbortSignal): Promise<void>;
  leaveApplication(id: string, place: ApplicationPlace, signal: AbortSignal): Promise<void>;
}

export interface ApplicationPlace {
  readonly workspace: string;
  readonly application: string;
}

export interface DepartureParts {
  readonly core: Service;
  readonly users: Pick<CoreUsers, 'get'>;
  readonly workspaces: Pick<Workspaces, 'ofUser'>;
  readonly applications: Pick<Applications, 'permission'>;
}

const taken: readonly number[] = [200, 202, 204];

export function createCoreDepartures({ core, users, workspaces, applications }: DepartureParts): CoreDepartures {
  /** `isThere` looks after a 404, which says that the thing is gone, or that MAS has no such call. */
  async function take(call: Call, isThere: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    const { what } = call;
    const answer = await core.send(call, signal);
    if (taken.includes(answer.status)) return;
    if (answer.status !== 404) throw unexpectedStatus(what, answer, coreRight);
    if (await isThere()) throw ignored(what, answer);
  }

  return {
    async deactivate(id, signal) {
      const what = 'deactivate user';
      const answer = await setActive(core, { what, id, active: false }, signal);
      if (answer === undefined) return;
      if (parseBody(what, answer, User).status?.active === true) throw ignored(what, answer);
    },
    async remove(id, signal) {
      const call = { what: 'delete user', method: 'DELETE', path: routes.user, parts: { id } } as const;
      await take(call, async () => (await users.get(id, signal)) !== undefined, signal);
    },
    async leaveWorkspace(id, workspace, signal) {
      const parts = { workspace, id };
      const call = { what: 'leave workspace', method: 'DELETE', path: routes.workspaceUser, parts } as const;
      await take(call, async () => (await joinedBy(id, signal)).includes(workspace), signal);
    },
    async leaveApplication(id, { workspace, application }, signal) {
      const what = `take away the role in ${application}`;
      const parts = { workspace, application, id };
      const call = { what, method: 'DELETE', path: routes.applicationUser, parts } as const;
      await take(call, async () => (await applications.permission(application, id, signal)) !== undefined, signal);
    },
  };

  async function joinedBy(id: string, signal: AbortSignal): Promise<readonly string[]> {
    return await orNone(() => workspaces.ofUser(id, signal));
  }
}

/** An empty list for a user who is not in MAS. */
export async function orNone<T>(list: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list();
  } catch (error) {
    if (error instanceof TargetError && error.code === 'MAS_USER_NOT_FOUND') return [];
    throw error;
  }
}

function ignored(what: string, answer: HttpAnswer): TargetError {
  return masError('MAS_DEPARTURE_IGNORED', { what, answer, addition: ', yet it still shows what was to go' });
}
