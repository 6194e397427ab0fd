import type { FailedUser, TenantResult, UserState } from '../../domain/run/outcome';
import type { KeptUser } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import { readRunHistory, slicesOf } from './run-history';
import type { Temporal } from '../temporal/connect';
import type { RunId } from '../temporal/run-ref';
import { keptUsers } from './kept-users';
import { rowsOfPart, terminated } from './user-states';

/** Of a run of up to so many users the lists of its result are put together again; of a larger one users are read slice by slice. */
export const mostInWhole = 3_000;

/** The result of a closed run with the users of its slices, in their order. Throws `ClientError`. */
export async function wholeResult(temporal: Temporal, run: RunId, result: TenantResult): Promise<TenantResult> {
  if (result.slices === undefined || result.counts.total > mostInWhole) return result;
  const kept: KeptUser[] = [];
  for await (const users of keptSlices(temporal, run, result)) kept.push(...users);
  kept.sort((one, other) => one.at - other.at);
  const having = (status: UserState['status']) => kept.filter(({ state }) => state.status === status);
  const recordsOf = (status: UserState['status']) => having(status).map(({ record }) => record);
  const failed = kept.flatMap(failedUser);
  const theirs = new Set(failed.map(userId));
  const skipped = [...(result.skipped ?? []), ...recordsOf('skipped')];
  const corrected = [
    ...(result.corrected ?? []),
    ...kept.flatMap(({ came, key }) => (came === undefined ? [] : [key])),
  ];
  return {
    ...result,
    completed: [...result.completed, ...recordsOf('completed')],
    failed: [...result.failed.filter((user) => !theirs.has(userId(user))), ...failed],
    cancelled: [...result.cancelled, ...recordsOf('cancelled')],
    ...(skipped.length > 0 && { skipped }),
    ...(corrected.length > 0 && { corrected }),
  };
}

/** What became of the users of a closed run's slices, one slice at a time. Throws `ClientError`. */
export async function* keptSlices(
  temporal: Temporal,
  run: RunId,
  { status, slices }: Pick<TenantResult, 'status' | 'slices'>,
): AsyncGenerator<readonly KeptUser[]> {
  if (slices === undefined) return;
  for (const slice of await slicesOf(temporal, run)) {
    yield (await keptUsers(temporal, slice)) ?? (await untoldUsers(temporal, slice, status));
  }
}

/** The users of a slice that was ended from outside, as its history tells. */
async function untoldUsers(
  temporal: Temporal,
  slice: RunId,
  status: TenantResult['status'],
): Promise<readonly KeptUser[]> {
  const history = await readRunHistory(temporal, slice);
  const rows = new Map(rowsOfPart({ ...history, of: 'slice' }).map(({ key, state }) => [key, state]));
  const lost: UserState = status === 'cancelled' ? { status: 'cancelled' } : { status: 'failed', ...terminated };
  return history.users.map((user) => {
    const at = history.places.get(user.key) ?? 0;
    const state = rows.get(user.key);
    const ended = state !== undefined && state.status !== 'pending' && state.status !== 'running';
    return { ...user, state: ended ? state : lost, at };
  });
}

function failedUser({ record, kind, state }: KeptUser): readonly FailedUser[] {
  if (state.status !== 'failed') return [];
  const { step, code, message, attempts } = state;
  return [{ ...record, type: kind, step, code, message, attempts }];
}
