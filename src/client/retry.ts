import { messages } from '../domain/names';
import type { NoticeWish } from '../domain/notice';
import { userId } from '../domain/person';
import type { Leaving, RetryFailed, RunOptions } from '../domain/run';
import type { User, UserRecord } from '../domain/user';
import { ClientError } from './client-error';
import type { Temporal } from './connect';
import { unfinishedOf } from './failed-chain';
import { guarded, isDeadline } from './grpc-errors';
import { outcomeOf, type RunOutcome } from './run-outcome';
import { describeRun, handleOf, isOpen, type RunId, type RunRef } from './run-ref';
import { readRunHistory } from './run-history';
import { startRun } from './start';

export interface RetryRequest extends RunRef {
  /** Ids of the failed users to retry; all when absent. */
  readonly users?: readonly string[] | undefined;
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

const acceptMs = 15_000;

/**
 * Retries the failed users of a tenant's run, those included that the runs it retried left. Throws `ClientError`
 * RUN_NOT_FOUND, RUN_WITHOUT_RESULT (the run failed as a whole), RUN_REFUSED (a user that did not fail), NO_WORKER.
 */
export async function retryRun(temporal: Temporal, request: RetryRequest): Promise<Retried> {
  const last = await describeRun(temporal, request);
  if (isOpen(last)) return resume(temporal, last, request);
  const outcome = await outcomeOf(temporal, last);
  const unfinished = await unfinishedOf(temporal, last, request.keyOf);
  if (unfinished === undefined) {
    if (outcome.kind === 'failed') throw withoutResult(request.tenant, outcome);
    return { kind: 'nothing-to-do', outcome, cancelled: [] };
  }
  const { target, failed, cancelled, secrets } = unfinished;
  const users = chosen(failed, request);
  if (users.length === 0) return { kind: 'nothing-to-do', outcome, cancelled };
  const { tenant, options, notify = [] } = request;
  const lists = { ...(secrets.length > 0 && { secrets }), ...(notify.length > 0 && { notify }) };
  const input = { tenant, target, users, options, retryOf: last.runId, ...lists };
  const leaving = await leavingOf(temporal, last, request.direction);
  const started = await startRun(temporal, { input, again: 'always', ...(leaving !== undefined && { leaving }) });
  if (started.kind === 'nothing-to-do') return { kind: 'nothing-to-do', outcome: started.outcome, cancelled };
  return { kind: 'started', users: users.length, workflowId: started.workflowId, runId: started.runId };
}

/** What a retried offboarding does with its users is what the one before it did. */
async function leavingOf(temporal: Temporal, run: RunId, direction: RunRef['direction']): Promise<Leaving | undefined> {
  if (direction !== 'offboard') return undefined;
  return (await readRunHistory(temporal, run)).leaving;
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

async function resume(temporal: Temporal, run: RunId, { users }: RetryRequest): Promise<Retried> {
  const args: [RetryFailed] = [users === undefined ? {} : { users }];
  try {
    const count = await guarded(() =>
      temporal.client.withDeadline(Date.now() + acceptMs, () =>
        handleOf(temporal, run).executeUpdate<number, [RetryFailed]>(messages.retryFailed, { args }),
      ),
    );
    if (count === 0) return { kind: 'nothing-to-do', outcome: undefined, cancelled: [] };
    return { kind: 'resumed', users: count, workflowId: run.workflowId, runId: run.runId };
  } catch (error) {
    if (!isDeadline(error)) throw error;
    throw new ClientError(
      'NO_WORKER',
      'No worker answered for the open run.',
      'Start a worker (onboard worker), then retry.',
    );
  }
}

function chosen(failed: readonly User[], { users, tenant }: RetryRequest): readonly User[] {
  if (users === undefined) return failed;
  const wanted = failed.filter(({ key, record }) => users.includes(key) || users.includes(userId(record)));
  if (wanted.length < new Set(users).size) {
    throw new ClientError(
      'RUN_REFUSED',
      'Not every user that was named failed in this run.',
      `See the failed users: onboard status ${tenant}`,
    );
  }
  return wanted;
}
