import type { CoreUsers } from './core-users';
import type { User } from '../wire/wire';

/** `MISSING`: MAS tells no state. Any state but SUCCESS and ERROR that MAS tells is waited for. */
export interface SyncState {
  readonly application: string;
  readonly state: string;
}

/** The applications the user is not synchronised to, with their states. */
export function unsynchronised(user: User, applications: readonly string[]): SyncState[] {
  return applications.map((application) => stateOf(user, application)).filter(({ state }) => state !== 'SUCCESS');
}

function stateOf(user: User, application: string): SyncState {
  const { applications } = user;
  const known = applications !== null && applications !== undefined && Object.hasOwn(applications, application);
  return { application, state: (known ? applications[application]?.sync?.state : undefined) ?? 'MISSING' };
}

/** Whether waiting alone will not do. */
export function needsResync(states: readonly SyncState[]): boolean {
  return states.some(({ state }) => state === 'ERROR' || state === 'MISSING');
}

/**
 * Makes MAS synchronise the user again, by setting the display name to what it is: works on every version, while
 * `/v3/users/utils/resync` needs coreapi 25.2.3. A user without a display name is left alone.
 */
export async function resync(
  users: Pick<CoreUsers, 'updateDisplayName'>,
  { id, displayName }: Pick<User, 'displayName'> & { readonly id: string },
  signal?: AbortSignal,
): Promise<void> {
  if (displayName === undefined || displayName === null || displayName === '') return;
  await users.updateDisplayName(id, displayName, signal);
}

/** Says when a user may be resynchronised again: at the first need, then once every so many attempts. */
export interface ResyncPace {
  isDue(id: string, attempt: number): boolean;
  /** The user is synchronised: what was remembered is forgotten. */
  settle(id: string): void;
}

/** Attempts between two resyncs of a user: half a minute at the default poll interval of 5 s. */
const attemptsBetween = 6;
const mostRemembered = 10_000;

export function createResyncPace(): ResyncPace {
  const lastAt = new Map<string, number>();
  return {
    isDue(id, attempt) {
      const last = lastAt.get(id);
      // A smaller number than the last one is another run's.
      if (last !== undefined && attempt > last && attempt < last + attemptsBetween) return false;
      if (lastAt.size >= mostRemembered) lastAt.clear();
      lastAt.set(id, attempt);
      return true;
    },
    settle: (id) => void lastAt.delete(id),
  };
}
