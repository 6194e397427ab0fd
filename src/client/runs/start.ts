import { setTimeout as pause } from 'node:timers/promises';
import {
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { arrowOf, targetPlace, tenantWorkflowId } from '../../domain/run/names';
import { priorityOf } from '../../domain/tenant/priority';
import { tenantAttributes } from '../../domain/run/search-attributes';
import { runDetails } from '../../domain/run/run-details';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { bytesOf, isLarge } from '../../domain/run/run-size';
import { deliverAll } from '../messages/bring-users';
import { type NamedPage, pagesFor } from '../messages/pages';
import { join } from './join';
import { acceptMs, type Started, type StartRequest, typeOf } from './start-request';
import { outcomeOf, type RunOutcome } from '../history/run-outcome';
import { checkSetup } from '../temporal/set-up';
import { countWorkers } from '../temporal/workers';
import { describeIfThere, isOpen, type RunId, type TenantWorkflow } from '../temporal/run-ref';

/** How often a run may end as it is about to be joined. */
const mostTries = 5;
/** Of a run that no worker has taken yet: it was started, and its first task scheduled. */
const untakenEvents = 2;
const betweenLooksMs = 100;

/**
 * Starts the onboarding of a tenant, or joins the run that is open and gives it the users it does not have.
 * Throws `ClientError` RUN_REFUSED (open for another target), SEARCH_ATTRIBUTES_MISSING, NO_WORKER (users could not be handed
 * over), and those of the connection.
 */
export function startOnboarding(temporal: Temporal, request: Omit<StartRequest, 'leaving'>): Promise<Started> {
  return startRun(temporal, request);
}

/** As `startOnboarding`, either way. Throws RUN_REFUSED, too, while the tenant's users go the other way. */
export async function startRun(temporal: Temporal, request: StartRequest): Promise<Started> {
  const last = await describeIfThere(temporal, workflowIdOf(request));
  const done = await finishedOutcome(temporal, request, last);
  if (done !== undefined) return { kind: 'nothing-to-do', outcome: done };
  return explained(temporal, () => startOrJoin(temporal, request, last));
}

function workflowIdOf({ input: { target, tenant } }: Pick<StartRequest, 'input'>): string {
  return tenantWorkflowId(target, tenant);
}

/** The server does not say why it refused both operations together; the usual reason is looked for. */
async function explained<T>(temporal: Temporal, work: () => Promise<T>): Promise<T> {
  try {
    return await guarded(work);
  } catch (error) {
    if (!(error instanceof ClientError) || error.code !== 'TEMPORAL_FAILED') throw error;
    const { missing } = await checkSetup(temporal);
    if (missing.length === 0) throw error;
    const what = `The namespace ${temporal.namespace} lacks search attributes: ${missing.join(', ')}.`;
    throw new ClientError('SEARCH_ATTRIBUTES_MISSING', what, 'Register them once: onboard setup').because(error);
  }
}

/** The outcome of the tenant's last run, when that run already answers the request. Throws `ClientError`. */
export async function findFinished(temporal: Temporal, request: StartRequest): Promise<RunOutcome | undefined> {
  return finishedOutcome(temporal, request, await describeIfThere(temporal, workflowIdOf(request)));
}

/**
 * What became of the plan of a request: a run that applies it is open, or has ended with this outcome; undefined when the tenant's last
 * run applied another one or none. Throws `ClientError`.
 */
export async function findApplied(temporal: Temporal, request: StartRequest): Promise<'open' | RunOutcome | undefined> {
  const last = await describeIfThere(temporal, workflowIdOf(request));
  if (request.plan === undefined || last?.memo?.['plan'] !== request.plan) return undefined;
  return isOpen(last) ? 'open' : outcomeOf(temporal, last);
}

/** The run that starting would join; undefined when the tenant has none open. Throws `ClientError`. */
export async function findOpenRun(
  temporal: Temporal,
  request: Pick<StartRequest, 'input'>,
): Promise<RunId | undefined> {
  const last = await describeIfThere(temporal, workflowIdOf(request));
  return last !== undefined && isOpen(last) ? { workflowId: last.workflowId, runId: last.runId } : undefined;
}

async function finishedOutcome(
  temporal: Temporal,
  request: StartRequest,
  last: WorkflowExecutionDescription | undefined,
): Promise<RunOutcome | undefined> {
  const { fingerprint, again } = request;
  if (again === 'always' || last?.status.name !== 'COMPLETED') return undefined;
  // What an onboarding did is no longer so when users went the other way after it.
  if (last.type !== typeOf(request.leaving)) return undefined;
  if (fingerprint === undefined || last.memo?.['fingerprint'] !== fingerprint) return undefined;
  const outcome = await outcomeOf(temporal, last);
  return isWhole(outcome) ? outcome : undefined;
}

/** Whom an operator left out of a run that completed is still to be done. */
function isWhole(outcome: RunOutcome): boolean {
  if (outcome.kind === 'failed') return false;
  const { status, counts } = outcome.result;
  return status === 'completed' && (counts.skipped ?? 0) === 0;
}

/** Starts the run, unless one is open: that is joined. One that ends meanwhile makes way for a new one. */
async function startOrJoin(
  temporal: Temporal,
  request: StartRequest,
  last: WorkflowExecutionDescription | undefined,
): Promise<Started> {
  for (let known = last, tries = 1; ; tries += 1) {
    const settled = known !== undefined && isOpen(known) ? join(temporal, request, known) : start(temporal, request);
    const started = await settled;
    if (started !== undefined) return started;
    if (tries === mostTries) throw busy(request);
    known = await describeIfThere(temporal, workflowIdOf(request));
  }
}

/** Undefined when somebody else has just started one. */
async function start(temporal: Temporal, request: StartRequest): Promise<Started | undefined> {
  const { client } = temporal;
  const pages = pagesOf(request);
  try {
    const { workflowId, firstExecutionRunId: runId } = await guarded(() =>
      client.workflow.start<TenantWorkflow>(typeOf(request.leaving), startOptions(temporal, request, pages)),
    );
    const run = { workflowId, runId };
    const taken = await isTakenSoon(temporal, run);
    if (pages.length === 0) return { kind: taken ? 'started' : 'waiting', ...run };
    if (!taken) throw notHandedOver(request);
    // One that has ended meanwhile, for its target is not known or it was cancelled, says so itself.
    await deliverAll(temporal, run, { pages, numbers: pages.map((_, index) => index + 1) });
    return { kind: 'started', ...run };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

/** Of more users than a run keeps itself, the pages in which they go to its slices. */
function pagesOf({ input }: StartRequest): readonly NamedPage[] {
  const { users, slices } = input;
  return isLarge(users.length, bytesOf(users), slices) ? pagesFor(users, slices?.size, input) : [];
}

function notHandedOver({ input: { tenant, users } }: StartRequest): ClientError {
  const what = `No worker took the run of ${tenant}, so its ${users.length} users were not handed over: it waits for them.`;
  return new ClientError('NO_WORKER', what, 'Start a worker (onboard worker), then give the same command again.');
}

/** Whether a worker took the run, or is there to take it: one that has just begun is noticed a moment later. */
async function isTakenSoon(temporal: Temporal, { workflowId, runId }: RunId): Promise<boolean> {
  for (const deadline = Date.now() + acceptMs.withoutWorkers; ; ) {
    if ((await countWorkers(temporal)).workflows > 0) return true;
    const run = await describeIfThere(temporal, workflowId, runId);
    if (run === undefined || !isOpen(run) || run.historyLength > untakenEvents) return true;
    if (Date.now() > deadline) return false;
    await pause(betweenLooksMs);
  }
}

function busy({ input: { tenant } }: StartRequest): ClientError {
  const what = `Runs of ${tenant} begin and end faster than this one could join one or begin.`;
  return new ClientError('RUN_REFUSED', what, 'Give the same command again.');
}

function startOptions(
  { taskQueue }: Temporal,
  request: StartRequest,
  pages: readonly NamedPage[],
): WorkflowStartOptions<TenantWorkflow> {
  const { input, fingerprint, leaving, plan } = request;
  const { edits: _, ...paged } = { ...input, users: [], pages: pages.map(({ name }) => name) };
  const { tenant, target, users, retryOf } = input;
  const arrow = arrowOf({ direction: leaving === undefined ? 'onboard' : 'offboard' });
  const place = targetPlace(target);
  return {
    workflowId: workflowIdOf(request),
    taskQueue,
    args: [{ ...(pages.length > 0 ? paged : input), ...leaving }],
    staticSummary: `${tenant} ${arrow} ${place}, ${users.length} ${users.length === 1 ? 'user' : 'users'}`,
    staticDetails: runDetails(input, leaving === undefined ? 'Onboarding' : 'Offboarding'),
    memo: {
      name: `${tenant} ${arrow} ${place}`,
      ...{ fingerprint: fingerprint ?? null, retryOf: retryOf ?? null, plan: plan ?? null },
    },
    typedSearchAttributes: tenantAttributes(input.tenant, input.target),
    priority: priorityOf(tenant, 'person'),
  };
}
