import { type FailureCode, factsOf, isFailureCode } from '../../domain/failures/failures';
import { userWorkflowId } from '../../domain/run/names';
import type {
  Counts,
  FailureCounts,
  TenantResult,
  UserFailure,
  UserOutcome,
  UserRow,
  UserState,
  UserStatus,
} from '../../domain/run/outcome';
import type { RunReport, UserReport } from '../../domain/report/report';
import { userId } from '../../domain/tenant/person';
import type { User, UserRecord } from '../../domain/tenant/user';
import { type Round, roundsByUser, type RunPart } from './run-history';

export type JudgedState = Pick<UserReport, 'status' | 'failure'>;

/** The numbers of a run. */
export type Tally = Pick<RunReport, 'counts' | 'changed' | 'failedWith'>;

/** What a run that is over says. */
export interface Ended {
  /** Of a user that it had in no slice, by id; undefined when it ended without a result. */
  readonly stateOf: (id: string) => JudgedState | undefined;
  /** Undefined when it ended without a result. */
  readonly totals: Tally | undefined;
}

/** `result`: as the run itself returned it; undefined when there is none. */
export function endedAs(result: TenantResult | undefined): Ended {
  if (result === undefined) return { stateOf: () => undefined, totals: undefined };
  const { counts, changed, failed, codes } = result;
  const states = settledStates(result);
  return {
    stateOf: (id) => states.get(id) ?? { status: 'completed' },
    totals: { counts, changed, failedWith: failureCounts(codes === undefined ? codesOf(failed) : codesIn(codes)) },
  };
}

function settledStates({ failed, skipped = [], cancelled }: TenantResult): ReadonlyMap<string, JudgedState> {
  const all = (records: readonly UserRecord[], status: UserStatus) =>
    records.map((record) => [userId(record), { status }] as const);
  return new Map<string, JudgedState>([
    ...all(cancelled, 'cancelled'),
    ...all(skipped, 'skipped'),
    ...failed.map((record) => [userId(record), { status: 'failed', failure: failureOf(record) }] as const),
  ]);
}

function failureOf({ step, code, message, attempts }: UserFailure): UserFailure {
  return { step, code, message, attempts };
}

/** How a user of a run stands. */
interface Standing {
  readonly user: User;
  readonly rounds: readonly Round[];
  readonly part: Pick<RunPart, 'of' | 'kept' | 'skipped'>;
  /** Undefined while the run is open. */
  readonly ended: Ended | undefined;
}

/**
 * The result of a closed run is what counts, and what a closed slice kept; an open one, or one that ended without, is read from the
 * rounds.
 */
export function stateOf({ user, rounds, part, ended }: Standing): JudgedState {
  const kept = part.kept?.get(user.key);
  if (kept?.status === 'failed') return { status: 'failed', failure: failureOf(kept) };
  if (kept !== undefined) return { status: kept.status };
  const settled = part.of === 'run' ? ended?.stateOf(userId(user.record)) : undefined;
  if (settled !== undefined) return settled;
  return part.skipped.has(user.key) ? { status: 'skipped' } : stateAfter(rounds.at(-1), ended !== undefined);
}

function stateAfter(last: Round | undefined, isOver: boolean): JudgedState {
  if (last === undefined) return { status: 'pending' };
  if (last.end === 'failed') return { status: 'failed', failure: last.failure ?? terminated };
  if (last.end === 'running' && isOver) return { status: 'cancelled' };
  return { status: last.end };
}

export const terminated: UserFailure = {
  step: 'unknown',
  code: 'TERMINATED',
  message: factsOf('TERMINATED').cause,
  attempts: 1,
};

/** The users of a run's own, or of a slice, as its history tells, and its end once it is over. */
export function rowsOfPart(part: RunPart, ended?: Ended): readonly UserRow[] {
  const { tenant, target } = part;
  const allRounds = roundsByUser(part);
  return part.users.map((user): UserRow => {
    const { key, kind, record } = user;
    const rounds = allRounds.get(userWorkflowId(target, tenant, key)) ?? [];
    const { status, failure } = stateOf({ user, rounds, part, ended });
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

/** Counts users without holding them. */
export async function tallyOf(
  users: AsyncIterable<{ readonly state: JudgedState; readonly changed: UserReport['changed'] }>,
): Promise<Tally> {
  const statuses = new Map<UserStatus, number>();
  const codes = new Map<FailureCode, number>();
  let changed = 0;
  for await (const { state, changed: steps } of users) {
    add(statuses, state.status);
    if (state.failure !== undefined) add(codes, state.failure.code);
    if (steps.length > 0) changed += 1;
  }
  return { counts: countsFrom(statuses), changed, failedWith: failureCounts(codes) };
}

export function countsOf(users: Iterable<Pick<UserReport, 'status'>>): Counts {
  const statuses = new Map<UserStatus, number>();
  for (const { status } of users) add(statuses, status);
  return countsFrom(statuses);
}

function countsFrom(statuses: ReadonlyMap<UserStatus, number>): Counts {
  const count = (status: UserStatus) => statuses.get(status) ?? 0;
  return {
    total: [...statuses.values()].reduce((sum, number) => sum + number, 0),
    pending: count('pending'),
    running: count('running'),
    completed: count('completed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    ...(count('skipped') > 0 && { skipped: count('skipped') }),
  };
}

function codesOf(failed: readonly UserFailure[]): ReadonlyMap<FailureCode, number> {
  const codes = new Map<FailureCode, number>();
  for (const { code } of failed) add(codes, code);
  return codes;
}

function codesIn(counts: FailureCounts): ReadonlyMap<FailureCode, number> {
  const known = Object.entries(counts).flatMap(([code, count]) =>
    isFailureCode(code) ? [[code, count] as const] : [],
  );
  return new Map(known);
}

function failureCounts(codes: ReadonlyMap<FailureCode, number>): RunReport['failedWith'] {
  return [...codes].sort(([, one], [, other]) => other - one);
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
