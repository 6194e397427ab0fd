import type { WorkflowExecutionDescription } from '@temporalio/client';
import { departureTypes, messages, workflowTypes } from '../../domain/run/names';
import type { NoticeWish } from '../../domain/run/notice';
import { goesBy, refusedEdits } from '../../domain/run/record-edits';
import type { Leaving, RecordEdits, RetryFailed, RunOptions } from '../../domain/run/run';
import type { User, UserRecord } from '../../domain/tenant/user';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { type FailedYet, type Unfinished, unfinishedOf } from './failed-chain';
import { outcomeOf, type RunOutcome } from '../history/run-outcome';
import { describeIfThere, describeRun, isOpen, latestOfType, type RunId, type RunRef } from '../temporal/run-ref';
import { readRunRequest } from '../history/run-history';
import { giveUpdate } from '../messages/order';
import { startRun } from './start';

type Edits = NonNullable<RetryFailed['edits']>;

export interface RetryRequest extends RunRef {
  /** Ids of the failed users to retry; all when absent. */
  readonly users?: readonly string[] | undefined;
  /** What to correct of them, by id or key. */
  readonly edits?: Edits | undefined;
  /** How a new run goes about it; an open run keeps its own options. */
  readonly options: RunOptions;
  /** Who is told of a new run's end; an open run tells whom it was started to tell. */
  readonly notify?: readonly NoticeWish[];
  /** Makes the opaque key of a user, as the tenant's runs do. */
  readonly keyOf: (record: UserRecord) => string;
}

/**
 * `resumed`: the open run takes them up again. `started`: a new run of the failed users only. `nothing-to-do`: nobody
 * failed; `cancelled` are those that are not done all the same.
 */
export type Retried =
  | ({ readonly kind: 'resumed' | 'started'; readonly users: number } & RunId)
  | {
      readonly kind: 'nothing-to-do';
      readonly outcome: RunOutcome | undefined;
      readonly cancelled: readonly UserRecord[];
    };

/**
 * Retries the failed users of a tenant's run, those included that the runs it retried left. Throws `ClientError`
 * RUN_NOT_FOUND, RUN_WITHOUT_RESULT (the run failed as a whole), RUN_REFUSED (a user that did not fail, an edit that cannot
 * be taken), NO_WORKER.
 */
export async function retryRun(temporal: Temporal, request: RetryRequest): Promise<Retried> {
  const last = await describeRun(temporal, request);
  if (isOpen(last)) return resume(temporal, last, request);
  const outcome = await outcomeOf(temporal, last);
  const unfinished = await unfinishedOf(temporal, last, request.keyOf);
  if (unfinished === undefined && outcome.kind === 'failed') throw withoutResult(request.tenant, outcome);
  const other = await leftTheOtherWay(temporal, request, { last, unfinished });
  if (other !== undefined) return startAnew(temporal, request, { ...other, outcome });
  if (unfinished === undefined) return { kind: 'nothing-to-do', outcome, cancelled: [] };
  return startAnew(temporal, request, { last, outcome, unfinished });
}

interface Latest {
  readonly last: WorkflowExecutionDescription;
  readonly unfinished: Unfinished | undefined;
}

/**
 * Who failed in the latest run of the other way, when nobody did in the last run: an offboarding is no answer to those whom an
 * onboarding left. Whom the last run took up is not left.
 */
async function leftTheOtherWay(
  temporal: Temporal,
  { keyOf }: RetryRequest,
  { last, unfinished: done }: Latest,
): Promise<Pick<Closed, 'last' | 'unfinished'> | undefined> {
  if (done !== undefined && done.failed.length > 0) return undefined;
  const other = (last.type === workflowTypes.tenant ? departureTypes : workflowTypes).tenant;
  const run = await latestOfType(temporal, last.workflowId, other);
  const unfinished = run === undefined ? undefined : await unfinishedOf(temporal, run, keyOf);
  if (run === undefined || unfinished === undefined) return undefined;
  const since = new Set(done?.others.map(({ key }) => key));
  const failed = unfinished.failed.filter(({ user }) => !since.has(user.key));
  return failed.length === 0 ? undefined : { last: run, unfinished: { ...unfinished, failed } };
}

interface Closed {
  readonly last: RunId;
  readonly outcome: RunOutcome;
  readonly unfinished: Unfinished;
}

async function startAnew(temporal: Temporal, request: RetryRequest, closed: Closed): Promise<Retried> {
  const { last, outcome, unfinished } = closed;
  const { target, cancelled } = unfinished;
  const leaving = await leavingOf(temporal, last, request);
  const { users, edits } = wanted(unfinished, request);
  if (users.length === 0) return { kind: 'nothing-to-do', outcome, cancelled };
  const { tenant, options } = request;
  const input = { tenant, target, users, options, retryOf: last.runId, ...listsOf(request, { unfinished, edits }) };
  const started = await startRun(temporal, { input, again: 'always', ...(leaving !== undefined && { leaving }) });
  if (started.kind === 'nothing-to-do') return { kind: 'nothing-to-do', outcome: started.outcome, cancelled };
  if (started.kind === 'joined' && started.added < users.length) {
    const lost = request.edits !== undefined || !(await retries(temporal, started, last));
    if (lost && Object.keys(edits).length > 0) throw overtaken(tenant);
  }
  return { kind: 'started', users: users.length, workflowId: started.workflowId, runId: started.runId };
}

/** What a retried offboarding does with its users is what the one before it did. Throws RUN_REFUSED for edits of who leaves. */
async function leavingOf(temporal: Temporal, last: RunId, request: RetryRequest): Promise<Leaving | undefined> {
  const { leaving } = await readRunRequest(temporal, last);
  if (leaving === undefined || request.edits === undefined) return leaving;
  throw refused('edits are for onboardings', request.tenant);
}

/** Whether a run retries that one, and so has what was corrected in it. */
async function retries(temporal: Temporal, { workflowId, runId }: RunId, retried: RunId): Promise<boolean> {
  const run = await describeIfThere(temporal, workflowId, runId);
  return run?.memo?.['retryOf'] === retried.runId;
}

interface Lists {
  readonly unfinished: Unfinished;
  readonly edits: Edits;
}

function listsOf({ notify = [] }: RetryRequest, { unfinished: { secrets }, edits }: Lists) {
  return {
    ...(secrets.length > 0 && { secrets }),
    ...(notify.length > 0 && { notify }),
    ...(Object.keys(edits).length > 0 && { edits }),
  };
}

function withoutResult(tenant: string, { error, touched }: RunOutcome & { kind: 'failed' }): ClientError {
  return touched === 'nobody'
    ? new ClientError(
        'RUN_WITHOUT_RESULT',
        `The run of ${tenant} failed before any user was touched: ${error.code}.`,
        `${error.remedy} Then run the tenant file again.`,
      )
    : new ClientError(
        'RUN_WITHOUT_RESULT',
        `The run of ${tenant} ended without a result, so nobody can tell which users failed: ${error.code}.`,
        error.remedy,
      );
}

async function resume(temporal: Temporal, run: RunId, request: RetryRequest): Promise<Retried> {
  const { users, edits } = request;
  const args: [RetryFailed] = [{ ...(users !== undefined && { users }), ...(edits !== undefined && { edits }) }];
  try {
    const count = await giveUpdate(temporal, run, (handle, updateId) =>
      handle.executeUpdate<number, [RetryFailed]>(messages.retryFailed, { args, updateId }),
    );
    if (count === 0) return { kind: 'nothing-to-do', outcome: undefined, cancelled: [] };
    return { kind: 'resumed', users: count, workflowId: run.workflowId, runId: run.runId };
  } catch (error) {
    // It has ended meanwhile.
    if (error instanceof ClientError && error.code === 'RUN_NOT_FOUND') return retryRun(temporal, request);
    throw error;
  }
}

/** The users of the new run as they came in, and all that was and is to be corrected of them, by key. */
function wanted(
  { failed, others, target }: Unfinished,
  request: RetryRequest,
): { readonly users: readonly User[]; readonly edits: Edits } {
  const { users, edits = {}, tenant } = request;
  const standings = [...failed.map(({ standing }) => standing), ...others];
  const reason = refusedEdits(edits, { system: target.system, standings, users });
  if (reason !== undefined) throw refused(reason, tenant);
  const named = chosen(failed, request);
  const all = named.map(({ user: { key }, edits: before, standing }): [string, RecordEdits] => {
    const now = Object.entries(edits).find(([name]) => goesBy(standing, name))?.[1];
    return [key, { ...before, ...now }];
  });
  const changing = all.filter(([, edit]) => Object.keys(edit).length > 0);
  return { users: named.map(({ user }) => user), edits: Object.fromEntries(changing) };
}

function refused(reason: string, tenant: string): ClientError {
  return new ClientError('RUN_REFUSED', `The retry is refused: ${reason}.`, `See the users: onboard status ${tenant}`);
}

function overtaken(tenant: string): ClientError {
  const what = `Somebody has just started a run of ${tenant}, which does not know the correction.`;
  return new ClientError('RUN_REFUSED', what, 'Let it end (onboard watch), then give the same command again.');
}

function chosen(failed: readonly FailedYet[], { users, tenant }: RetryRequest): readonly FailedYet[] {
  if (users === undefined) return failed;
  const goes = ({ standing, user }: FailedYet, name: string) => goesBy(standing, name) || goesBy(user, name);
  if (users.some((name) => !failed.some((one) => goes(one, name)))) {
    throw new ClientError(
      'RUN_REFUSED',
      'Not every user that was named failed in this run.',
      `See the failed users: onboard status ${tenant}`,
    );
  }
  return failed.filter((one) => users.some((name) => goes(one, name)));
}
