import { type FailureCode, factsOf } from '../../domain/failures/failures';
import type { FailureCounts, RunReport, UserReport } from '../../domain/report/report';
import type { Counts, FailedUser, TenantResult, UserFailure, UserStatus } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import type { User, UserRecord } from '../../domain/tenant/user';
import type { Round } from '../history/run-history';
import type { RunOutcome } from '../history/run-outcome';

export type JudgedState = Pick<UserReport, 'status' | 'failure'>;

/** What a run that is over says of a user by id; undefined when it ended without a result. */
type Settled = (id: string) => JudgedState | undefined;

/** The numbers of a run. */
export type Tally = Pick<RunReport, 'counts' | 'changed' | 'failedWith'>;

export interface Ended {
  readonly stateOf: Settled;
  /** Undefined when the result does not name everybody whom it counts as failed, or there is none. */
  readonly totals: Tally | undefined;
}

export function endedAs(outcome: RunOutcome): Ended {
  if (outcome.kind === 'failed') return { stateOf: () => undefined, totals: undefined };
  const { counts, changed, failed } = outcome.result;
  const states = settledStates(outcome.result);
  const totals = { counts, changed, failedWith: failureCounts(codesOf(failed)) };
  return {
    stateOf: (id) => states.get(id) ?? { status: 'completed' },
    totals: failed.length === counts.failed ? totals : undefined,
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

function failureOf({ step, code, message, attempts }: FailedUser): UserFailure {
  return { step, code, message, attempts };
}

interface Known {
  readonly user: User;
  readonly rounds: readonly Round[];
  /** Undefined while the run is open. */
  readonly outcome: Settled | undefined;
  /** Whether an operator left the user out. */
  readonly skipped: boolean;
}

/** The result of a closed run is what counts; an open run, or one that ended without a result, is read from the rounds. */
export function stateOf({ user, rounds, outcome, skipped }: Known): JudgedState {
  const settled = outcome?.(userId(user.record));
  if (settled !== undefined) return settled;
  const last = rounds.at(-1);
  if (skipped) return { status: 'skipped' };
  if (last === undefined) return { status: 'pending' };
  if (last.end === 'failed') return { status: 'failed', failure: last.failure ?? terminated };
  if (last.end === 'running' && outcome !== undefined) return { status: 'cancelled' };
  return { status: last.end };
}

const terminated: UserFailure = {
  step: 'unknown',
  code: 'TERMINATED',
  message: factsOf('TERMINATED').cause,
  attempts: 1,
};

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

function codesOf(failed: readonly FailedUser[]): ReadonlyMap<FailureCode, number> {
  const codes = new Map<FailureCode, number>();
  for (const { code } of failed) add(codes, code);
  return codes;
}

function failureCounts(codes: ReadonlyMap<FailureCode, number>): FailureCounts {
  return [...codes].sort(([, one], [, other]) => other - one);
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
