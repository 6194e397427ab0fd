import { randomUUID } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  type WorkflowExecutionDescription,
  type WorkflowStartOptions,
} from '@temporalio/client';
import {
  departureTypes,
  type Direction,
  messages,
  targetPlace,
  tenantWorkflowId,
  workflowTypes,
} from '../../domain/run/names';
import { priorityOf } from '../../domain/tenant/priority';
import { tenantAttributes } from '../../domain/run/search-attributes';
import { correctedRecord } from '../../domain/run/record-edits';
import type { AddUsers, Leaving, OnboardTenantInput } from '../../domain/run/run';
import { runDetails } from '../../domain/run/run-details';
import type { User } from '../../domain/tenant/user';
import { askUntilHeard } from '../temporal/ask-until-heard';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded, isDeadline } from '../temporal/grpc-errors';
import { requireRoom } from './require-room';
import { outcomeOf, type RunOutcome } from '../history/run-outcome';
import { checkSetup } from '../temporal/set-up';
import { countWorkers } from '../temporal/workers';
import { describeIfThere, isOpen, type RunId, type TenantWorkflow } from '../temporal/run-ref';

export interface StartRequest {
  readonly input: OnboardTenantInput;
  /** Of an offboarding. */
  readonly leaving?: Leaving;
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

/**
 * Starts the onboarding of a tenant, or joins the run that is open and gives it the users it does not have.
 * Throws `ClientError` RUN_REFUSED (open for another target, or too many users), SEARCH_ATTRIBUTES_MISSING,
 * NO_WORKER (users could not be added to an open run), and those of the connection.
 */
export function startOnboarding(temporal: Temporal, request: Omit<StartRequest, 'leaving'>): Promise<Started> {
  return startRun(temporal, request);
}

/** As `startOnboarding`, either way. Throws RUN_REFUSED, too, while the tenant's users go the other way. */
export async function startRun(temporal: Temporal, request: StartRequest): Promise<Started> {
  requireRoom(request.input.users);
  await requireNoOther(temporal, request);
  const last = await describeIfThere(temporal, workflowIdOf(request));
  const done = await finishedOutcome(temporal, request, last);
  if (done !== undefined) return { kind: 'nothing-to-do', outcome: done };
  return explained(temporal, () => updateWithStart(temporal, request, last));
}

/** A user must not be taken out of a target and put into it at the same time. */
async function requireNoOther(temporal: Temporal, { input: { target, tenant }, leaving }: StartRequest): Promise<void> {
  const other: Direction = leaving === undefined ? 'offboard' : 'onboard';
  const run = await describeIfThere(temporal, tenantWorkflowId(target.system, tenant, other));
  if (run === undefined || !isOpen(run)) return;
  const flag = other === 'offboard' ? ' --offboarding' : '';
  throw new ClientError(
    'RUN_REFUSED',
    `Users of ${tenant} are being ${other}ed at this moment.`,
    `Let that end (onboard watch ${tenant}${flag}) or cancel it (onboard cancel ${tenant}${flag}), then give the same command again.`,
  );
}

function workflowIdOf({ input: { target, tenant }, leaving }: Pick<StartRequest, 'input' | 'leaving'>): string {
  return tenantWorkflowId(target.system, tenant, leaving === undefined ? 'onboard' : 'offboard');
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

/** The run that starting would join; undefined when the tenant has none open. Throws `ClientError`. */
export async function findOpenRun(
  temporal: Temporal,
  request: Pick<StartRequest, 'input' | 'leaving'>,
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
  if (fingerprint === undefined || last.memo?.['fingerprint'] !== fingerprint) return undefined;
  if (await undoneSince(temporal, request, last)) return undefined;
  const outcome = await outcomeOf(temporal, last);
  const complete = outcome.kind === 'result' && outcome.result.status === 'completed';
  return complete ? outcome : undefined;
}

/** What an onboarding did is no longer so when users went the other way after it. */
async function undoneSince(
  temporal: Temporal,
  { input: { target, tenant } }: StartRequest,
  { startTime }: WorkflowExecutionDescription,
): Promise<boolean> {
  const offboarding = await describeIfThere(temporal, tenantWorkflowId(target.system, tenant, 'offboard'));
  return offboarding !== undefined && offboarding.startTime > startTime;
}

async function updateWithStart(
  temporal: Temporal,
  request: StartRequest,
  last: WorkflowExecutionDescription | undefined,
): Promise<Started> {
  try {
    const { workflows } = await countWorkers(temporal);
    const patienceMs = workflows > 0 ? acceptMs.withWorkers : acceptMs.withoutWorkers;
    const workflowId = workflowIdOf(request);
    // Asked again under the same id, a run answers again and adds nobody twice.
    const updateId = randomUUID();
    const { added, runId } = await askUntilHeard(temporal, { workflowId, patienceMs }, () =>
      add(temporal, request, updateId),
    );
    const run = { workflowId, runId };
    const joined = last !== undefined && isOpen(last) && last.runId === runId;
    return joined ? { kind: 'joined', added, ...run } : { kind: 'started', ...run };
  } catch (error) {
    if (!isDeadline(error)) throw error;
    return startedUnanswered(temporal, request);
  }
}

async function add(
  temporal: Temporal,
  request: StartRequest,
  updateId: string,
): Promise<{ added: number; runId: string }> {
  const { target, secrets, notify } = request.input;
  const { leaving } = request;
  const lists = { ...(secrets !== undefined && { secrets }), ...(notify !== undefined && { notify }) };
  const added = { target, users: correctedUsers(request.input), ...lists, ...(leaving !== undefined && { leaving }) };
  const operation = new WithStartWorkflowOperation<TenantWorkflow>(
    (leaving === undefined ? workflowTypes : departureTypes).tenant,
    startOptions(temporal, request),
  );
  // A failing start is reported by the update; this promise of the same failure must not go unhandled.
  operation.workflowHandle().catch(() => undefined);
  const update = await temporal.client.workflow.startUpdateWithStart<TenantWorkflow, number, [AddUsers]>(
    messages.addUsers,
    { args: [added], updateId, waitForStage: 'ACCEPTED', startWorkflowOperation: operation },
  );
  return { added: await update.result(), runId: update.workflowRunId ?? '' };
}

/** A run that somebody else started knows nothing of the corrections. */
function correctedUsers({ users, edits = {} }: OnboardTenantInput): readonly User[] {
  return users.map((user) => {
    const edit = edits[user.key];
    return edit === undefined ? user : { ...user, record: correctedRecord(user.record, edit) };
  });
}

/** The run is there before its first answer: without a worker it waits, and its users are in its input. */
async function startedUnanswered(temporal: Temporal, request: StartRequest): Promise<Started> {
  const { tenant } = request.input;
  const now = await describeIfThere(temporal, workflowIdOf(request));
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
  request: StartRequest,
): WorkflowStartOptions<TenantWorkflow> & { workflowIdConflictPolicy: 'USE_EXISTING' } {
  const { input, fingerprint, leaving } = request;
  const { tenant, target, users, retryOf } = input;
  const arrow = leaving === undefined ? '→' : '←';
  const place = targetPlace(target);
  return {
    workflowId: workflowIdOf(request),
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue,
    args: [{ ...input, ...leaving }],
    staticSummary: `${tenant} ${arrow} ${place}, ${users.length} ${users.length === 1 ? 'user' : 'users'}`,
    staticDetails: runDetails(input, leaving === undefined ? 'Onboarding' : 'Offboarding'),
    memo: { name: `${tenant} ${arrow} ${place}`, fingerprint: fingerprint ?? null, retryOf: retryOf ?? null },
    typedSearchAttributes: tenantAttributes(input.tenant, input.target),
    priority: priorityOf(tenant, 'person'),
  };
}
