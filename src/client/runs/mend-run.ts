import { randomUUID } from 'node:crypto';
import { messages, tenantWorkflowId, workflowTypes } from '../../domain/run/names';
import type { NoticeWish } from '../../domain/run/notice';
import type { Counts } from '../../domain/run/outcome';
import type { RunOptions, SkipUsers } from '../../domain/run/run';
import type { SecretSource } from '../../domain/tenant/secret-source';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { User } from '../../domain/tenant/user';
import { askUntilHeard } from '../temporal/ask-until-heard';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { openRun } from './end-run';
import { guarded, isDeadline } from '../temporal/grpc-errors';
import { giveOrder } from './order';
import { readRunRequest } from '../history/run-history';
import {
  describeRun,
  handleOf,
  isOpen,
  latestOfType,
  type RunId,
  type RunRef,
  type TenantHandle,
} from '../temporal/run-ref';
import { startOnboarding } from './start';
import type { Started } from './start-request';

export interface SkipRequest extends RunRef {
  /** Ids or keys of users that failed or wait. */
  readonly users: readonly string[];
}

export interface AddRequest {
  readonly tenant: string;
  /** Where the tenant lives: `targetOfRun` tells. */
  readonly target: TargetRef;
  readonly users: readonly User[];
  /** How a new run goes about it; an open run keeps its own options. */
  readonly options: RunOptions;
  /** The secrets that the users came from: entries of completed users are removed from them. */
  readonly secrets?: readonly SecretSource[];
  /** Who is told, too, when the run has ended. */
  readonly notify?: readonly NoticeWish[];
}

/** A run after it was changed. */
export interface Mended extends RunId {
  readonly counts: Counts;
}

const acceptMs = 15_000;

/**
 * Takes users that failed or wait out of an open run, which then does without them. Throws `ClientError` RUN_NOT_FOUND,
 * RUN_REFUSED (closed, or a user that neither failed nor waits), NO_WORKER.
 */
export async function skipUsers(temporal: Temporal, { users, ...ref }: SkipRequest): Promise<Mended> {
  return change(temporal, await openRun(temporal, ref), (handle, updateId) =>
    handle.executeUpdate<Counts, [SkipUsers]>(messages.skip, { args: [{ users }], updateId }),
  );
}

/** Ends the waiting of a run that is held open for its failed users. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED (closed already), NO_WORKER. */
export async function closeRun(temporal: Temporal, ref: RunRef): Promise<Mended> {
  const run = await openRun(temporal, ref);
  const updateId = randomUUID();
  const asking = { workflowId: run.workflowId, patienceMs: acceptMs };
  const counts = await giveOrder<Counts>(temporal, run, {
    update: () =>
      askUntilHeard(temporal, asking, () =>
        handleOf(temporal, run).executeUpdate<Counts, []>(messages.close, { updateId }),
      ),
    message: messages.close,
    refusal: () => undefined,
    done: () => true,
    answer: (page) => page.counts,
  });
  return { ...run, counts };
}

/**
 * Adds users to the tenant's open run; when it has none, a run of these users is started, which goes on from the last onboarding: users
 * that failed there can still be retried. Throws `ClientError` as `startOnboarding` does.
 */
export async function addToRun(temporal: Temporal, request: AddRequest): Promise<Started> {
  const { notify = [], ...wanted } = request;
  const workflowId = tenantWorkflowId(request.target, request.tenant);
  const last = await latestOfType(temporal, workflowId, workflowTypes.tenant);
  const retryOf = last === undefined || isOpen(last) ? {} : { retryOf: last.runId };
  const input = { ...wanted, ...retryOf, ...(notify.length > 0 && { notify }) };
  return startOnboarding(temporal, { input, again: 'always' });
}

/** Where a tenant lives, as its latest run has it. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED (a run this version cannot read). */
export async function targetOfRun(temporal: Temporal, ref: RunRef): Promise<TargetRef> {
  return (await readRunRequest(temporal, await describeRun(temporal, ref))).target;
}

/** Asked again under the same id, a run answers again and changes nothing twice. */
async function change(
  temporal: Temporal,
  run: RunId,
  ask: (handle: TenantHandle, updateId: string) => Promise<Counts>,
): Promise<Mended> {
  const updateId = randomUUID();
  const asking = { workflowId: run.workflowId, patienceMs: acceptMs };
  try {
    const counts = await guarded(() => askUntilHeard(temporal, asking, () => ask(handleOf(temporal, run), updateId)));
    return { ...run, counts };
  } catch (error) {
    if (!isDeadline(error)) throw error;
    const remedy = 'Start a worker (onboard worker), then give the same command again.';
    throw new ClientError('NO_WORKER', 'No worker answered for the open run.', remedy).because(error);
  }
}
