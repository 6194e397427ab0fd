import { messages, tenantWorkflowId, workflowTypes } from '../../domain/run/names';
import type { NoticeWish } from '../../domain/run/notice';
import type { Counts } from '../../domain/run/outcome';
import type { RunOptions, SkipUsers } from '../../domain/run/run';
import type { SecretSource } from '../../domain/tenant/secret-source';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { User } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { openRun } from './end-run';
import { giveOrder, giveUpdate, untilHeard } from '../messages/order';
import { readRunRequest } from '../history/run-history';
import { describeRun, isOpen, latestOfType, type RunId, type RunRef } from '../temporal/run-ref';
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

/**
 * Takes users that failed or wait out of an open run, which then does without them. Throws `ClientError` RUN_NOT_FOUND,
 * RUN_REFUSED (closed, or a user that neither failed nor waits), NO_WORKER.
 */
export async function skipUsers(temporal: Temporal, { users, ...ref }: SkipRequest): Promise<Mended> {
  const run = await openRun(temporal, ref);
  const counts = await giveUpdate(temporal, run, (handle, updateId) =>
    handle.executeUpdate<Counts, [SkipUsers]>(messages.skip, { args: [{ users }], updateId }),
  );
  return { ...run, counts };
}

/** Ends the waiting of a run that is held open for its failed users. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED (closed already), NO_WORKER. */
export async function closeRun(temporal: Temporal, ref: RunRef): Promise<Mended> {
  const run = await openRun(temporal, ref);
  const counts = await giveOrder<Counts>(temporal, run, {
    update: () =>
      untilHeard(temporal, run, (handle, updateId) => handle.executeUpdate<Counts, []>(messages.close, { updateId })),
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
