import { factsOf } from '../../domain/failures/failures';
import { userWorkflowId } from '../../domain/run/names';
import type { Counts, TenantResult, UserFailure, UserOutcome, UserRow, UserState } from '../../domain/run/outcome';
import type { UserReport } from '../../domain/report/report';
import { userId } from '../../domain/tenant/person';
import type { User, UserRecord } from '../../domain/tenant/user';
import { type Round, roundsByUser, type RunPart } from './run-history';

/** The users of a run's own, or of a slice, as its history alone tells. */
export function rowsOfPart(part: RunPart): readonly UserRow[] {
  const { tenant, target } = part;
  const allRounds = roundsByUser(part);
  return part.users.map((user): UserRow => {
    const { key, kind, record } = user;
    const rounds = allRounds.get(userWorkflowId(target, tenant, key)) ?? [];
    const { status, failure } = stateOf({ user, rounds, part });
    const changed = [...new Set(rounds.flatMap((round) => round.changed))];
    return { key, id: userId(record), kind, state: toState(status, { failure, changed }) };
  });
}

interface Known {
  readonly failure: UserFailure | undefined;
  readonly changed: UserOutcome['changed'];
}

function toState(status: UserState['status'], { failure, changed }: Known): UserState {
  if (status === 'completed') return { status, changed };
  if (status !== 'failed') return { status };
  return failure === undefined ? { status: 'running' } : { status, ...failure };
}

type State = Pick<UserReport, 'status' | 'failure'>;

/** How a user of a run stands. */
interface Standing {
  readonly user: User;
  readonly rounds: readonly Round[];
  readonly part: Pick<RunPart, 'kept' | 'skipped'>;
  /** Of a closed run, or slice. */
  readonly ended?: { readonly result: TenantResult | undefined };
}

/**
 * The result of a closed run is what counts, and what a closed slice kept; an open one, or one that ended without, is read from the
 * rounds.
 */
export function stateOf({ user, rounds, part, ended }: Standing): State {
  const kept = part.kept?.get(user.key);
  if (kept !== undefined) return kept.status === 'failed' ? { status: 'failed', failure: failureOf(kept) } : kept;
  if (ended?.result !== undefined) return settledState(ended.result, userId(user.record));
  return part.skipped.has(user.key) ? { status: 'skipped' } : stateAfter(rounds.at(-1), ended !== undefined);
}

function stateAfter(last: Round | undefined, isOver: boolean): State {
  if (last === undefined) return { status: 'pending' };
  if (last.end === 'failed') return { status: 'failed', failure: last.failure ?? terminated };
  if (last.end === 'running' && isOver) return { status: 'cancelled' };
  return { status: last.end };
}

function settledState({ failed, skipped = [], cancelled }: TenantResult, id: string): State {
  const has = (records: readonly UserRecord[]) => records.some((record) => userId(record) === id);
  const failure = failed.find((record) => userId(record) === id);
  if (failure !== undefined) return { status: 'failed', failure: failureOf(failure) };
  if (has(skipped)) return { status: 'skipped' };
  return { status: has(cancelled) ? 'cancelled' : 'completed' };
}

function failureOf({ step, code, message, attempts }: UserFailure): UserFailure {
  return { step, code, message, attempts };
}

const terminated: UserFailure = {
  step: 'unknown',
  code: 'TERMINATED',
  message: factsOf('TERMINATED').cause,
  attempts: 1,
};

export function countsOf(users: readonly Pick<UserReport, 'status'>[]): Counts {
  const count = (status: UserReport['status']) => users.filter((user) => user.status === status).length;
  return {
    total: users.length,
    pending: count('pending'),
    running: count('running'),
    completed: count('completed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    ...(count('skipped') > 0 && { skipped: count('skipped') }),
  };
}
