import {
  WithStartWorkflowOperation,
  type WorkflowExecutionDescription,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { messages, searchAttributes, targetLabel, targetPlace, tenantWorkflowId, workflowTypes } from '../domain/names';
import { type AddUsers, maxUsers, type OnboardTenantInput } from '../domain/run';
import { ClientError } from './client-error';
import type { Temporal } from './connect';
import { guarded, isDeadline } from './grpc-errors';
import { outcomeOf, type RunOutcome } from './run-outcome';
import { checkSetup } from './set-up';
import { countWorkers } from './workers';
import { describeIfThere, isOpen, type RunId, type TenantWorkflow } from './run-ref';

export interface StartRequest {
  readonly input: OnboardTenantInput;
  /** `fingerprintOf` the request; absent for a run that is no answer to the same request later. */
  readonly fingerprint?: string;
  /** `if-needed`: a finished run of the same request without failures is the answer, and nothing starts. */
  readonly again: 'if-needed' | 'always';
}

/** `added`: how many users a run that was open already did not have yet. `waiting`: no worker has taken the run so far. */
export type Started =
  | ({ readonly kind: 'started' } & RunId)
  | ({ readonly kind: 'waiting' } & RunId)
  | ({ readonly kind: 'joined'; readonly added: number } & RunId)
  | { readonly kind: 'nothing-to-do'; readonly outcome: RunOutcome };

/** How long a worker may take to accept; without any there is little to wait for. */
const acceptMs = { withWorkers: 15_000, withoutWorkers: 2_000 } as const;

const tenantKey = defineSearchAttributeKey('OnboardTenant', searchAttributes.OnboardTenant);
const targetKey = defineSearchAttributeKey('OnboardTarget', searchAttributes.OnboardTarget);
const statusKey = defineSearchAttributeKey('OnboardStatus', searchAttributes.OnboardStatus);

/**
 * Starts the onboarding of a tenant, or joins the run that is open and gives it the users it does not have.
 * Throws `ClientError` RUN_REFUSED (open for another target, or too many users), SEARCH_ATTRIBUTES_MISSING,
 * NO_WORKER (users could not be added to an open run), and those of the connection.
 */
export async function startOnboarding(temporal: Temporal, request: StartRequest): Promise<Started> {
  const { input } = request;
  requireRoom(input);
  const last = await describeIfThere(temporal, tenantWorkflowId(input.target.system, input.tenant));
  const done = await finishedOutcome(temporal, request, last);
  if (done !== undefined) return { kind: 'nothing-to-do', outcome: done };
  return explained(temporal, () => updateWithStart(temporal, request, last));
}

/** The server starts a run before the run can refuse its users. */
function requireRoom({ users }: OnboardTenantInput): void {
  if (users.length <= maxUsers) return;
  throw new ClientError(
    'RUN_REFUSED',
    `There are ${users.length} users; a run takes at most ${maxUsers}.`,
    'Split them into several tenants.',
  );
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
  const { target, tenant } = request.input;
  return finishedOutcome(temporal, request, await describeIfThere(temporal, tenantWorkflowId(target.system, tenant)));
}

/** The run that starting would join; undefined when the tenant has none open. Throws `ClientError`. */
export async function findOpenRun(
  temporal: Temporal,
  { target, tenant }: StartRequest['input'],
): Promise<RunId | undefined> {
  const last = await describeIfThere(temporal, tenantWorkflowId(target.system, tenant));
  return last !== undefined && isOpen(last) ? { workflowId: last.workflowId, runId: last.runId } : undefined;
}

async function finishedOutcome(
  temporal: Temporal,
  { fingerprint, again }: StartRequest,
  last: WorkflowExecutionDescription | undefined,
): Promise<RunOutcome | undefined> {
  if (again === 'always' || last?.status.name !== 'COMPLETED') return undefined;
  if (fingerprint === undefined || last.memo?.['fingerprint'] !== fingerprint) return undefined;
  const outcome = await outcomeOf(temporal, last);
  const complete = outcome.kind === 'result' && outcome.result.status === 'completed';
  return complete ? outcome : undefined;
}

async function updateWithStart(
  temporal: Temporal,
  request: StartRequest,
  last: WorkflowExecutionDescription | undefined,
): Promise<Started> {
  try {
    const { workflows } = await countWorkers(temporal);
    const deadline = Date.now() + (workflows > 0 ? acceptMs.withWorkers : acceptMs.withoutWorkers);
    const { added, runId } = await temporal.client.withDeadline(deadline, () => add(temporal, request));
    const run = { workflowId: tenantWorkflowId(request.input.target.system, request.input.tenant), runId };
    const joined = last !== undefined && isOpen(last) && last.runId === runId;
    return joined ? { kind: 'joined', added, ...run } : { kind: 'started', ...run };
  } catch (error) {
    if (!isDeadline(error)) throw error;
    return startedUnanswered(temporal, request);
  }
}

async function add(temporal: Temporal, request: StartRequest): Promise<{ added: number; runId: string }> {
  const { target, users, secrets, notify } = request.input;
  const lists = { ...(secrets !== undefined && { secrets }), ...(notify !== undefined && { notify }) };
  const added = { target, users, ...lists };
  const operation = new WithStartWorkflowOperation<TenantWorkflow>(
    workflowTypes.tenant,
    startOptions(temporal, request),
  );
  // A failing start is reported by the update; this promise of the same failure must not go unhandled.
  operation.workflowHandle().catch(() => undefined);
  const update = await temporal.client.workflow.startUpdateWithStart<TenantWorkflow, number, [AddUsers]>(
    messages.addUsers,
    { args: [added], waitForStage: 'ACCEPTED', startWorkflowOperation: operation },
  );
  return { added: await update.result(), runId: update.workflowRunId ?? '' };
}

/** The run is there before its first answer: without a worker it waits, and its users are in its input. */
async function startedUnanswered(temporal: Temporal, request: StartRequest): Promise<Started> {
  const { target, tenant } = request.input;
  const now = await describeIfThere(temporal, tenantWorkflowId(target.system, tenant));
  const ours = now !== undefined && isOpen(now) && now.memo?.['fingerprint'] === (request.fingerprint ?? null);
  if (ours) return { kind: 'waiting', workflowId: now.workflowId, runId: now.runId };
  throw new ClientError(
    'NO_WORKER',
    `No worker answered for the open run of ${tenant}, so users were not added to it.`,
    'Start a worker (onboard worker), then give the same command again.',
  );
}

function startOptions(
  { taskQueue }: Temporal,
  { input, fingerprint }: StartRequest,
): WorkflowStartOptions<TenantWorkflow> & { workflowIdConflictPolicy: 'USE_EXISTING' } {
  const { tenant, target, users, retryOf } = input;
  const place = targetPlace(target);
  return {
    workflowId: tenantWorkflowId(target.system, tenant),
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue,
    args: [input],
    staticSummary: `${tenant} → ${place}, ${users.length} ${users.length === 1 ? 'user' : 'users'}`,
    memo: { name: `${tenant} → ${place}`, fingerprint: fingerprint ?? null, retryOf: retryOf ?? null },
    typedSearchAttributes: attributes(input),
  };
}

function attributes({ tenant, target }: OnboardTenantInput): SearchAttributePair[] {
  return [
    { key: tenantKey, value: tenant },
    { key: targetKey, value: targetLabel(target) },
    { key: statusKey, value: 'running' },
  ];
}
