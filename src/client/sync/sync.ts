import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client';
import { type Direction, directionOf, messages, syncType, syncWorkflowId, targetPlace } from '../../domain/run/names';
import { type Beginner, priorityOf } from '../../domain/tenant/priority';
import { compareWanted, wantedOf } from '../../domain/run/ledger';
import { bytesOf, isLarge, refusalOfSize } from '../../domain/run/run-size';
import { tenantAttributes } from '../../domain/run/search-attributes';
import type { TenantResult } from '../../domain/run/outcome';
import type { SyncInput, SyncResult, SyncStatus } from '../../domain/sync/sync';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { bringUsers } from '../messages/bring-users';
import { pagesFor } from '../messages/pages';
import { readTenantLedger } from '../runs/ledger';
import { factsOf } from '../history/facts';
import { outcomeOf, type RunOutcome, type RunTimes, wholeFailure } from '../history/run-outcome';
import { type PollOptions, pollUntil } from '../runs/poll-until';
import { describeIfThere, isOpen, type RunId } from '../temporal/run-ref';

export type SyncWorkflow = (input: SyncInput) => Promise<SyncResult>;

/** `joined`: a synchronisation with the same list was open already. */
export type SyncStarted = RunId & { readonly kind: 'started' | 'joined' };

/** The result of a synchronisation with those of its parts as their runs have them, users and all. */
export type WholeSyncResult = Omit<SyncResult, 'onboarded' | 'offboarded'> &
  Readonly<Partial<Record<'onboarded' | 'offboarded', TenantResult>>>;

/** How a synchronisation ended: with a result, or failed as a whole. */
export type SyncOutcome = RunTimes &
  (
    | { readonly kind: 'result'; readonly result: WholeSyncResult }
    | Pick<RunOutcome & { kind: 'failed' }, 'kind' | 'error' | 'touched'>
  );

/** How a synchronisation is asked for: `fingerprint` tells requests apart. */
interface SyncAsked {
  readonly fingerprint: string;
  readonly beginner: Beginner;
}

/** What a synchronisation is started with, by a person or by a schedule. */
export function syncAction({ taskQueue }: Pick<Temporal, 'taskQueue'>, input: SyncInput, asked: SyncAsked) {
  const { fingerprint, beginner } = asked;
  const { tenant, target } = input;
  const name = `${tenant} ⇄ ${targetPlace(target)}`;
  const args: [SyncInput] = [input];
  return {
    taskQueue,
    args,
    staticSummary: name,
    memo: { name, fingerprint },
    typedSearchAttributes: tenantAttributes(input.tenant, input.target),
    priority: priorityOf(tenant, beginner),
  };
}

/** Of a schedule, which keeps its list. Throws `ClientError` RUN_REFUSED for one that is too long for one payload. */
export function requireSyncRoom({ users }: SyncInput): void {
  const refusal = refusalOfSize(users.length, bytesOf(users));
  if (refusal !== undefined) throw new ClientError('RUN_REFUSED', refusal, 'Split them into several tenants.');
}

/**
 * Starts a synchronisation, or joins the open one of the same request: `fingerprint` tells requests apart.
 * A long list is compared with the ledger here, and goes to the slices of the onboarding afterwards: `handOver`.
 * Throws `ClientError` RUN_REFUSED (another one is open), NO_WORKER (for the ledger), and those of the connection.
 */
export async function startSync(temporal: Temporal, input: SyncInput, fingerprint: string): Promise<SyncStarted> {
  const workflowId = syncWorkflowId(input.target, input.tenant);
  const given = await pagedWhenLong(temporal, input);
  return guarded(async () => {
    try {
      const { firstExecutionRunId: runId } = await temporal.client.workflow.start<SyncWorkflow>(syncType, {
        ...syncAction(temporal, given, { fingerprint, beginner: 'person' }),
        workflowId,
      });
      return { kind: 'started', workflowId, runId };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      return joined(temporal, { workflowId, fingerprint, tenant: input.tenant });
    }
  });
}

function isLong({ users, slices }: SyncInput): boolean {
  return isLarge(users.length, bytesOf(users), slices);
}

/** A long list stays here; its pages are named. */
async function pagedWhenLong(temporal: Temporal, input: SyncInput): Promise<SyncInput> {
  const { users, slices } = input;
  if (!isLong(input)) return input;
  const found = await compareWanted(wantedOf(users), readTenantLedger(temporal, input));
  const pages = pagesFor(users, slices?.size, {}).map(({ name }) => name);
  return { ...input, users: [], paged: { pages, total: users.length, found } };
}

const betweenLooksMs = 500;

/**
 * Hands the users of a long list over to the onboarding of an open synchronisation, as soon as that begins; ends at once for any
 * other list, and when the onboarding, or the synchronisation, is over. Throws `ClientError`, and the signal's reason.
 */
export async function handOver(
  temporal: Temporal,
  sync: RunId,
  { input, signal }: { readonly input: SyncInput; readonly signal: AbortSignal },
): Promise<void> {
  const { users, target, slices } = input;
  if (!isLong(input)) return;
  for (;;) {
    const now = await describeIfThere(temporal, sync.workflowId, sync.runId);
    if (now === undefined || !isOpen(now)) return;
    const part = (await runsOfSync(temporal, sync)).find(({ direction }) => direction === 'onboard');
    if (part !== undefined) {
      await bringUsers(temporal, part, { users, target, given: {}, size: slices?.size });
      return;
    }
    await pause(betweenLooksMs, undefined, { signal });
  }
}

interface Joining {
  readonly workflowId: string;
  readonly fingerprint: string;
  readonly tenant: string;
}

async function joined(temporal: Temporal, { workflowId, fingerprint, tenant }: Joining): Promise<SyncStarted> {
  const open = await describeIfThere(temporal, workflowId);
  if (open?.memo?.['fingerprint'] === fingerprint) return { kind: 'joined', workflowId, runId: open.runId };
  throw new ClientError(
    'RUN_REFUSED',
    `Another synchronisation of ${tenant} is open, with other users or other settings.`,
    'Let it end, or cancel it in the Web UI; then give the same command again.',
  );
}

/** The open synchronisation of a tenant that somebody started; undefined when there is none. Throws `ClientError`. */
export async function findOpenSync(temporal: Temporal, { target, tenant }: SyncInput): Promise<RunId | undefined> {
  const found = await describeIfThere(temporal, syncWorkflowId(target, tenant));
  if (found === undefined || !isOpen(found)) return undefined;
  return { workflowId: found.workflowId, runId: found.runId };
}

export interface SyncFollowOptions extends PollOptions {
  readonly onProgress?: (status: SyncStatus) => void;
}

export type RunOfSync = RunId & { readonly direction: Direction };

/** The runs that a synchronisation started, in their order. No worker is needed. Throws `ClientError`. */
export async function runsOfSync(temporal: Temporal, sync: RunId): Promise<readonly RunOfSync[]> {
  const runs: RunOfSync[] = [];
  for await (const fact of factsOf(temporal, sync)) {
    if (fact.kind !== 'child' || fact.ending !== undefined) continue;
    const { workflowId, runId, type } = fact.child;
    runs.push({ workflowId, runId, direction: directionOf(type) });
  }
  return runs;
}

/**
 * Follows a synchronisation to its end. Throws `ClientError` RUN_NOT_FOUND, TEMPORAL_UNREACHABLE after ten minutes of outage,
 * and the signal's reason.
 */
export function followSync(temporal: Temporal, run: RunId, options: SyncFollowOptions): Promise<SyncOutcome> {
  const { onProgress = () => undefined } = options;
  return pollUntil(() => look(temporal, run, onProgress), options);
}

async function look(
  temporal: Temporal,
  run: RunId,
  onProgress: (status: SyncStatus) => void,
): Promise<SyncOutcome | undefined> {
  const found = await describeIfThere(temporal, run.workflowId, run.runId);
  if (found === undefined) throw new ClientError('RUN_NOT_FOUND', 'The synchronisation is gone.', 'See the Web UI.');
  const handle = temporal.client.workflow.getHandle<SyncWorkflow>(run.workflowId, run.runId);
  if (isOpen(found)) {
    onProgress(await guarded(() => handle.query<SyncStatus>(messages.syncStatus)));
    return undefined;
  }
  const { workflowId, runId, startTime, closeTime } = found;
  const startedAt = startTime.toISOString();
  const times = { workflowId, runId, startedAt, finishedAt: closeTime?.toISOString() ?? startedAt };
  return guarded(async () => {
    try {
      return { ...times, kind: 'result', result: await whole(temporal, run, await handle.result()) };
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      return { ...times, kind: 'failed', ...wholeFailure(error) };
    }
  });
}

/** A part whose run Temporal has forgotten names only the first failed users. */
async function whole(
  temporal: Temporal,
  sync: RunId,
  { onboarded, offboarded, ...result }: SyncResult,
): Promise<WholeSyncResult> {
  const parts = { onboard: onboarded, offboard: offboarded };
  const found: Partial<Record<Direction, TenantResult>> = {};
  for (const { direction, ...run } of await runsOfSync(temporal, sync)) {
    const [part, known] = [parts[direction], await describeIfThere(temporal, run.workflowId, run.runId)];
    const outcome = part === undefined || known === undefined ? undefined : await outcomeOf(temporal, known);
    if (outcome?.kind === 'result') found[direction] = outcome.result;
    else if (part !== undefined) found[direction] = { ...part, completed: [], cancelled: [] };
  }
  return {
    ...result,
    ...(found.onboard !== undefined && { onboarded: found.onboard }),
    ...(found.offboard !== undefined && { offboarded: found.offboard }),
  };
}
