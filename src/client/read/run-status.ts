import type { WorkflowExecutionDescription } from '@temporalio/client';
import { type Direction, directionOf, messages, userWorkflowId } from '../../domain/run/names';
import type { Counts, Paused, RunStep, StatusPage, TenantResult, UserRow, UserState } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import { maxStatusRows, type StatusRequest } from '../../domain/run/run';
import { attributeKeys } from '../../domain/run/search-attributes';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded, isUnanswered } from '../temporal/grpc-errors';
import { outcomeOf, type RunError, type RunOutcome } from '../history/run-outcome';
import { readRunHistory } from '../history/run-history';
import { pendingOf } from '../history/user-history';
import { endedAs, rowsOfPart } from '../history/user-states';
import { type PausedInTemporal, pausedInTemporal, stuckBy } from '../temporal/standstill';
import { unstick } from '../temporal/unstick';
import { keptSlices, mostInWhole } from '../history/whole-result';
import { byPlace, SliceRows } from './slice-rows';
import { untoldStatus } from './untold-status';
import { describeIfThere, describeRun, handleOf, isOpen, type RunId, type RunRef } from '../temporal/run-ref';

/** What a user in flight is at: `lastFailure` says why the attempt before this one failed. */
export interface InFlight {
  readonly step: RunStep;
  readonly attempt: number;
  readonly lastFailure?: string;
}

export type UserStatusRow = Pick<UserRow, 'id' | 'state'> &
  Partial<UserRow> & { readonly inFlight?: readonly InFlight[] };

/** A run as it stands; `error` when it failed as a whole. Times in ISO 8601. */
export interface RunStatus extends RunId {
  readonly direction: Direction;
  readonly tenant: string;
  readonly target: TargetRef | undefined;
  readonly phase: StatusPage['phase'];
  readonly status: string;
  readonly counts: Counts;
  /** Of a run of more than 3,000, those that failed or are in flight. */
  readonly users: readonly UserStatusRow[];
  /** How many users are not in `users`; absent when all are. */
  readonly leftOut?: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
  /** Present while the run starts nobody. */
  readonly paused?: Paused | PausedInTemporal;
  /** How many slices of the run still wait for their users; absent when none. */
  readonly missingPages?: number;
  /** Why the run stands still, in Temporal's word for it: its tasks keep failing (WORKFLOW_STUCK). */
  readonly stuckBy?: string;
  readonly error?: RunError;
}

/** How long a worker may take to answer a query. */
const queryMs = 5_000;
const nobody: Counts = { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };

/**
 * The state of a run, open (a worker must be up to answer) or closed. `describe`: of how many users in flight the step,
 * the attempt and the last failure are looked up. Throws `ClientError` RUN_NOT_FOUND, TEMPORAL_UNREACHABLE.
 */
export async function readStatus(temporal: Temporal, ref: RunRef, describe: number): Promise<RunStatus> {
  const run = await describeRun(temporal, ref);
  return isOpen(run)
    ? openStatus(temporal, run, { describe })
    : closedStatus(temporal, run, await outcomeOf(temporal, run));
}

interface Looking {
  readonly describe: number;
  /** Remembers what it read when an open run is looked at again and again. */
  readonly slices?: SliceRows;
}

/** As `readStatus`, of an open run that was described already. */
export async function openStatus(
  temporal: Temporal,
  run: WorkflowExecutionDescription,
  { describe, slices = new SliceRows() }: Looking,
): Promise<RunStatus> {
  const { workflowId, runId, type, startTime } = run;
  const [stuck, pause] = [stuckBy(run), pausedInTemporal(run)];
  const page = await guarded(() => pageOf(temporal, run, slices));
  const users = await withSteps(temporal, { page, run, describe });
  return {
    ...{ workflowId, runId, direction: directionOf(type), ...page, users, startedAt: startTime.toISOString() },
    ...leftOutOf(page.counts, users),
    ...(pause === undefined ? {} : { paused: pause }),
    ...(stuck === undefined ? {} : { stuckBy: stuck }),
    status: statusOf({ phase: page.phase, paused: pause ?? page.paused, stuck }),
  };
}

interface Standing extends Pick<StatusPage, 'phase'> {
  readonly paused: { readonly by: string } | undefined;
  readonly stuck: string | undefined;
}

function statusOf({ phase, paused, stuck }: Standing): string {
  if (stuck !== undefined) return 'stuck';
  if (paused !== undefined) return paused.by === 'target' ? 'waiting-for-target' : 'paused';
  return phase === 'holding' ? 'needs-attention' : 'running';
}

/** One that Temporal has paused answers nobody, one that is stuck perhaps: what they did stands in their histories. */
async function pageOf(temporal: Temporal, run: WorkflowExecutionDescription, slices: SliceRows): Promise<StatusPage> {
  if (pausedInTemporal(run) !== undefined) return untoldStatus(temporal, run);
  if (stuckBy(run) === undefined) return answered(temporal, run, slices);
  return answered(temporal, run, slices).catch(() => untoldStatus(temporal, run));
}

function leftOutOf({ total }: Counts, users: readonly UserStatusRow[]): Pick<RunStatus, 'leftOut'> {
  return users.length < total ? { leftOut: total - users.length } : {};
}

/** A worker that died with the run in its memory is noticed by the first question; the second reaches another one. */
async function answered(temporal: Temporal, run: RunId, slices: SliceRows): Promise<StatusPage> {
  const read = async () => {
    const page = await allPages(temporal, run);
    return { ...page, users: [...page.users, ...(await slices.read(temporal, run, page))] };
  };
  try {
    return await read();
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    await unstick(temporal, run);
  }
  try {
    return await read();
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    throw new ClientError(
      'NO_WORKER',
      'No worker answered for the open run.',
      'Start a worker (onboard worker): the run waits for one.',
    ).because(error);
  }
}

async function allPages(temporal: Temporal, run: RunId): Promise<StatusPage> {
  const handle = handleOf(temporal, run);
  const read = (page: number): Promise<StatusPage> =>
    temporal.client.withDeadline(Date.now() + queryMs, () =>
      handle.query<StatusPage, [StatusRequest]>(messages.status, { page, pageSize: maxStatusRows }),
    );
  let page = await read(0);
  const users = [...page.users];
  while (page.nextPage !== undefined) {
    page = await read(page.nextPage);
    users.push(...page.users);
  }
  const { nextPage: _, ...last } = page;
  return { ...last, users };
}

interface Described {
  readonly page: StatusPage;
  readonly run: RunId;
  readonly describe: number;
}

async function withSteps(temporal: Temporal, { page, run, describe }: Described): Promise<readonly UserStatusRow[]> {
  const { tenant, target } = page;
  const running = page.users.filter(({ state }) => state.status === 'running').slice(0, describe);
  const found = await Promise.all(
    running.map(async ({ key }) => [key, await inFlight(temporal, run, userWorkflowId(target, tenant, key))] as const),
  );
  const steps = new Map(found);
  return page.users.map((row) => {
    const at = steps.get(row.key);
    return at === undefined || at.length === 0 ? row : { ...row, inFlight: at };
  });
}

/** Its workflow may not have begun yet, or be over already; the latest under its id may be another run's. */
async function inFlight(temporal: Temporal, run: RunId, workflowId: string): Promise<readonly InFlight[]> {
  try {
    const pending = await temporal.client.withDeadline(Date.now() + queryMs, async () => {
      const user = await describeIfThere(temporal, workflowId);
      const parent = user?.parentExecution?.workflowId;
      const ours = parent === run.workflowId || parent?.startsWith(`${run.workflowId}:slice:`) === true;
      return ours && user !== undefined ? pendingOf(temporal, user) : [];
    });
    return pending.map(({ step, attempt, failure }) => {
      const said = failure === undefined || failure.message === '' ? {} : { lastFailure: failure.message };
      return { step, attempt, ...said };
    });
  } catch {
    return [];
  }
}

/** As `readStatus`, of a closed run whose outcome was read already. */
export async function closedStatus(
  temporal: Temporal,
  run: WorkflowExecutionDescription,
  outcome: RunOutcome,
): Promise<RunStatus> {
  const { workflowId, runId, direction, startedAt, finishedAt } = outcome;
  const times = { workflowId, runId, direction, startedAt, finishedAt, phase: 'closed' } as const;
  if (outcome.kind === 'failed') {
    const tenant = run.typedSearchAttributes.get(attributeKeys.tenant) ?? '';
    return { tenant, target: undefined, ...times, status: 'failed', counts: nobody, users: [], error: outcome.error };
  }
  const { result } = outcome;
  const rows =
    result.slices === undefined ? await settledRows(temporal, run, result) : await keptRows(temporal, run, result);
  return {
    tenant: result.tenant,
    target: result.target,
    ...times,
    status: result.status,
    counts: result.counts,
    users: rows,
    ...leftOutOf(result.counts, rows),
  };
}

/** Of a run with slices, what those kept of their users, and the users that were in none. */
async function keptRows(temporal: Temporal, run: RunId, result: TenantResult): Promise<readonly UserStatusRow[]> {
  if (result.counts.total > mostInWhole) return rowsOf(result);
  const kept: (UserStatusRow & { readonly at: number })[] = [];
  for await (const users of keptSlices(temporal, run, result)) {
    kept.push(...users.map(({ key, kind, record, state, at }) => ({ key, id: userId(record), kind, state, at })));
  }
  const theirs = new Set(kept.map(({ id }) => id));
  const own = rowsOf(result).filter(({ id }) => !theirs.has(id));
  return [...own, ...kept.sort(byPlace).map(({ at: _, ...row }) => row)];
}

/** With the steps that changed something, which the result lacks: no worker is asked about what is over. */
async function settledRows(temporal: Temporal, run: RunId, result: TenantResult): Promise<readonly UserStatusRow[]> {
  return rowsOfPart({ ...(await readRunHistory(temporal, run)), of: 'run' }, endedAs(result));
}

/** The users of a result, for when no worker answers. */
export function rowsOf(result: TenantResult): readonly UserStatusRow[] {
  const rows = (records: TenantResult['completed'], state: UserState) =>
    records.map((record): UserStatusRow => ({ id: userId(record), state }));
  return [
    ...rows(result.completed, { status: 'completed', changed: [] }),
    ...result.failed.map(({ step, code, message, attempts, type, ...record }): UserStatusRow => {
      return { id: userId(record), kind: type, state: { status: 'failed', step, code, message, attempts } };
    }),
    ...rows(result.cancelled, { status: 'cancelled' }),
    ...rows(result.skipped ?? [], { status: 'skipped' }),
  ];
}
