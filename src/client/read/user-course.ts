import { bareMessage } from '../../domain/failures/failure-words';
import { attributeKeys } from '../../domain/run/search-attributes';
import { factsOf } from '../../domain/failures/failures';
import { isOpenState, userWorkflowId } from '../../domain/run/names';
import type { UserState } from '../../domain/run/outcome';
import type { AttemptFailure, StepReport } from '../../domain/report/report';
import type { UserKind } from '../../domain/tenant/user';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { describeIfThere, describeRun, isOpen, type RunId, type RunRef } from '../temporal/run-ref';
import { everyUser } from './every-user';
import { readStatus, type RunStatus, type UserStatusRow } from './run-status';
import { readRunRequest } from '../history/run-history';
import { readUserHistory } from '../history/user-history';
import { type Found, search } from '../history/visibility';
import { quoted } from '../temporal/quoted';

export interface CourseRequest extends RunRef {
  /** Id or key. */
  readonly user: string;
  /** The key of an id, as the runs of its tenant made it. */
  readonly keyOf: (id: string) => string;
}

/** One time that a user's steps were gone through; a retry is another one. Times in ISO 8601. */
export interface UserRound extends RunId {
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly steps: readonly StepReport[];
  /** Why it failed, and what to do. */
  readonly failure?: AttemptFailure & { readonly remedy?: string };
  /** Temporal no longer has its history: the steps are unknown. */
  readonly historyGone?: true;
}

/** What a run did for one user. `id`, `kind` and `state` are absent when nobody could tell them: no worker answered. */
export interface UserCourse {
  readonly tenant: string;
  readonly run: RunId;
  readonly key: string;
  readonly id?: string;
  readonly kind?: UserKind;
  readonly state?: UserState;
  readonly rounds: readonly UserRound[];
}

/** More rounds than anybody retries a user. */
const mostRounds = 100;

/**
 * The steps of one user in a run, open or closed, from the histories in Temporal. Throws `ClientError` RUN_NOT_FOUND,
 * USER_NOT_FOUND, and those of the connection.
 */
export async function readUserCourse(temporal: Temporal, request: CourseRequest): Promise<UserCourse> {
  const run = await describeRun(temporal, request);
  const { workflowId, runId, startTime, closeTime } = run;
  const rows = await rowsIfAnswered(temporal, { ...request, runId });
  const row = rows?.find(({ id, key }) => id === request.user || key === request.user);
  if (rows !== undefined && row === undefined) throw notFound(request);
  const span = { from: startTime, to: isOpen(run) ? new Date() : (closeTime ?? new Date()) };
  const { tenant, target } = await readRunRequest(temporal, { workflowId, runId });
  for (const key of keysOf(request, row)) {
    const rounds = await roundsOf(temporal, { workflowId: userWorkflowId(target, tenant, key), tenant }, span);
    if (rounds.length === 0 && row === undefined) continue;
    return { tenant: request.tenant, run: { workflowId, runId }, key, ...told(row), rounds };
  }
  throw notFound(request);
}

/** The result of a run does not tell keys, and without a worker not even whether an id or a key was given. */
function keysOf({ user, keyOf }: CourseRequest, row: UserStatusRow | undefined): readonly string[] {
  if (row === undefined) return [keyOf(user), user];
  return [row.key ?? keyOf(row.id)];
}

function told(row: UserStatusRow | undefined): Pick<UserCourse, 'id' | 'kind' | 'state'> {
  if (row === undefined) return {};
  const { id, kind, state } = row;
  return { id, state, ...(kind === undefined ? {} : { kind }) };
}

/** Undefined when no worker is there to tell: the histories are there without. */
async function rowsIfAnswered(temporal: Temporal, ref: CourseRequest): Promise<readonly UserStatusRow[] | undefined> {
  try {
    const status = await readStatus(temporal, ref, 0);
    if (status.error !== undefined) return undefined;
    return status.leftOut === undefined ? status.users : await rowsOfMany(temporal, status, ref.user);
  } catch (error) {
    if (error instanceof ClientError && error.code === 'NO_WORKER') return undefined;
    throw error;
  }
}

/** Of a run of more users than its status shows, those of the slice in which the user is. */
async function rowsOfMany(
  temporal: Temporal,
  { users, ...run }: RunStatus,
  user: string,
): Promise<readonly UserStatusRow[]> {
  const isMeant = ({ id, key }: UserStatusRow) => id === user || key === user;
  if (users.some(isMeant)) return users;
  for await (const rows of everyUser(temporal, run)) if (rows.some(isMeant)) return rows;
  return [];
}

function notFound({ tenant }: RunRef): ClientError {
  return new ClientError(
    'USER_NOT_FOUND',
    `The run of ${tenant} has no user with this id or key.`,
    `See its users: onboard status ${tenant}; an earlier run: --run ID.`,
  );
}

interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** Search is a moment behind: the latest one is asked for itself. Another tenant's runs may have had the same person in hand. */
async function roundsOf(
  temporal: Temporal,
  { workflowId, tenant }: { readonly workflowId: string; readonly tenant: string },
  { from, to }: Span,
): Promise<readonly UserRound[]> {
  const query = `WorkflowId = ${quoted(workflowId)} AND OnboardTenant = ${quoted(tenant)} AND StartTime >= ${quoted(from.toISOString())}`;
  const [{ items }, latest] = await Promise.all([
    search(temporal, { query, limit: mostRounds }),
    describeIfThere(temporal, workflowId),
  ]);
  const found = [...(latest === undefined ? [] : [latest]), ...items];
  const each = [...new Map(found.reverse().map((round) => [round.runId, round])).values()]
    .filter(({ startTime }) => startTime >= from && startTime <= to)
    .filter(({ typedSearchAttributes }) => typedSearchAttributes.get(attributeKeys.tenant) === tenant)
    .sort((one, other) => Number(one.startTime) - Number(other.startTime));
  return Promise.all(each.map((round) => roundOf(temporal, round)));
}

type Execution = Pick<Found, 'workflowId' | 'runId' | 'status' | 'startTime' | 'closeTime' | 'typedSearchAttributes'>;

async function roundOf(temporal: Temporal, execution: Execution): Promise<UserRound> {
  const { workflowId, runId, startTime, closeTime } = execution;
  const run = { workflowId, runId };
  const status = statusOf(execution);
  const history = await readUserHistory(temporal, run);
  const failure = status === 'failed' ? withRemedy(history?.failure) : undefined;
  return {
    ...run,
    status,
    startedAt: startTime.toISOString(),
    ...(closeTime === undefined ? {} : { finishedAt: closeTime.toISOString() }),
    steps: history?.steps ?? [],
    ...(failure === undefined ? {} : { failure }),
    ...(history === undefined ? { historyGone: true } : {}),
  };
}

function statusOf({ status: { name }, typedSearchAttributes }: Execution): UserRound['status'] {
  if (isOpenState(name)) return 'running';
  if (name !== 'COMPLETED') return name === 'CANCELLED' ? 'cancelled' : 'failed';
  // One that was cancelled completes all the same: it tells what it did until then.
  return typedSearchAttributes.get(attributeKeys.status) === 'cancelled' ? 'cancelled' : 'completed';
}

const terminated = {
  code: 'TERMINATED',
  message: factsOf('TERMINATED').cause,
  remedy: factsOf('TERMINATED').remedy,
} as const;

/** One that was ended from outside has no failure of its own. */
function withRemedy(failure: AttemptFailure | undefined): UserRound['failure'] {
  if (failure === undefined) return terminated;
  if (failure.code === undefined) return failure;
  const { remedy } = factsOf(failure.code);
  return { ...failure, message: bareMessage(failure.code, failure.message), remedy };
}
