import { setTimeout as pause } from 'node:timers/promises';
import { messages } from '../../domain/run/names';
import type { Departures, LedgerAnswer } from '../../domain/run/ledger';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import type { Erasable } from './find-erasable';
import { guarded, isDeadline, isNotFound } from '../temporal/grpc-errors';
import { inParallel } from '../temporal/in-parallel';
import { untilHeard } from '../messages/order';
import { describeIfThere, isOpen } from '../temporal/run-ref';
import { type Execution, listTeamWriter, listTenantExecutions } from './tenant-executions';

export interface EraseOptions {
  /** Hears how many histories are still there: all of them when Temporal has agreed to delete them, then now and then. */
  readonly onProgress?: (left: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * What went, and what Temporal still had when nothing more went for two minutes. Stopped on the way: what Temporal had agreed to
 * delete, and the rest.
 */
export interface Erased {
  readonly erased: readonly Execution[];
  readonly left: readonly Execution[];
  /** The error or the abort that came between, after the first deletion. */
  readonly stopped?: { readonly by: unknown } | undefined;
}

const atOnce = 10;
const betweenLooksMs = 500;
/** Temporal deletes behind the scenes; of what has just ended it first notes the end, every half a minute. */
const stuckMs = 120_000;
const forgetMs = 30_000;

/**
 * Deletes what `findErasable` found, and waits until neither a history nor a record of it is left. Throws `ClientError`
 * NO_WORKER when no worker lets an open ledger forget the persons, RUN_REFUSED when one has divided meanwhile, and those of the
 * connection: nothing was deleted then. Once something was, it answers what, whatever happens.
 */
export async function erase(temporal: Temporal, found: Erasable, options: EraseOptions): Promise<Erased> {
  await inParallel(found.ledgers, atOnce, (ledger) => forget(temporal, ledger, found));
  const agreed = new Set<Execution>();
  try {
    await removeAll(temporal, found, { agreed, signal: options.signal });
    const left = await untilGone(temporal, found, options);
    return split(found, (execution) => !left.includes(execution));
  } catch (error) {
    if (agreed.size === 0) throw error;
    return { ...split(found, (execution) => agreed.has(execution)), stopped: { by: error } };
  }
}

function split({ executions }: Erasable, isErased: (execution: Execution) => boolean): Erased {
  return { erased: executions.filter(isErased), left: executions.filter((execution) => !isErased(execution)) };
}

interface Removal {
  /** Gets whatever Temporal agreed to delete. */
  readonly agreed: Set<Execution>;
  readonly signal: AbortSignal | undefined;
}

/** Nothing more is asked for after the first failure, and nothing is under way when it rejects. */
async function removeAll(temporal: Temporal, found: Erasable, { agreed, signal }: Removal): Promise<void> {
  const stop = new AbortController();
  const stops = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]);
  const order = ['user', 'slice', 'run', 'sync', 'team-writer', 'ledger', 'schedule'] as const;
  for (const kind of order) {
    const some = found.executions.filter((execution) => execution.kind === kind);
    await inParallel(some, atOnce, async (execution) => {
      if (stops.aborted) return;
      await remove(temporal, execution).then(
        () => agreed.add(execution),
        (error: unknown) => stop.abort(error),
      );
    });
    stops.throwIfAborted();
  }
}

/** A ledger strikes the persons out and goes on in a new history; the one it leaves behind is deleted like any other. */
async function forget(temporal: Temporal, ledger: Execution, { persons }: Erasable): Promise<void> {
  const { workflowId, runId } = ledger;
  const args: [Departures] = [{ ids: persons }];
  const { shards } = await guarded(async () => {
    try {
      return await untilHeard(temporal, ledger, (handle, updateId) =>
        handle.executeUpdate<LedgerAnswer, [Departures]>(messages.forget, { args, updateId }),
      );
    } catch (error) {
      throw isDeadline(error) ? withoutWorker(workflowId) : error;
    }
  });
  // Its shards were no part of what was found.
  if (shards.length > 0) throw dividedMeanwhile(workflowId);
  for (const deadline = Date.now() + forgetMs; ; ) {
    const now = await describeIfThere(temporal, workflowId, runId);
    if (now === undefined || !isOpen(now)) return;
    if (Date.now() > deadline) throw withoutWorker(workflowId);
    await pause(betweenLooksMs);
  }
}

function dividedMeanwhile(workflowId: string): ClientError {
  return new ClientError(
    'RUN_REFUSED',
    `${workflowId} has divided into shards meanwhile. No history was deleted.`,
    'Give the same command again.',
  );
}

function withoutWorker(workflowId: string): ClientError {
  return new ClientError(
    'NO_WORKER',
    `No worker of this version let ${workflowId} forget. No history was deleted.`,
    'Start a worker (onboard worker), then give the same command again.',
  );
}

async function remove({ client, namespace }: Temporal, { workflowId, runId }: Execution): Promise<void> {
  await guarded(async () => {
    try {
      await client.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId, runId },
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  });
}

async function untilGone(temporal: Temporal, found: Erasable, options: EraseOptions): Promise<readonly Execution[]> {
  const { onProgress = () => undefined, signal } = options;
  let left = found.executions;
  onProgress(left.length);
  for (let progressAt = Date.now(); ; ) {
    const now = await stillThere(temporal, left, signal);
    const hidden = now.length > 0 ? [] : await stillListed(temporal, found);
    if (now.length + hidden.length === 0) return [];
    if (now.length < left.length) progressAt = Date.now();
    if (Date.now() - progressAt > stuckMs) return [...now, ...hidden];
    left = now;
    onProgress(now.length + hidden.length);
    await pause(betweenLooksMs);
  }
}

async function stillThere(
  temporal: Temporal,
  executions: readonly Execution[],
  signal: AbortSignal | undefined,
): Promise<readonly Execution[]> {
  const there = await inParallel(executions, atOnce, async ({ workflowId, runId }) => {
    signal?.throwIfAborted();
    return describeIfThere(temporal, workflowId, runId);
  });
  return executions.filter((_, index) => there[index] !== undefined);
}

/** A record may outlive its history by a moment. */
async function stillListed(temporal: Temporal, { tenant, executions }: Erasable): Promise<readonly Execution[]> {
  const wanted = new Map(executions.map((execution) => [execution.runId, execution]));
  const writers = new Set(executions.filter(({ kind }) => kind === 'team-writer').map(({ workflowId }) => workflowId));
  const listed = [
    ...(await listTenantExecutions(temporal, { tenant })),
    ...(await inParallel([...writers], atOnce, (id) => listTeamWriter(temporal, id))).flat(),
  ];
  return listed.flatMap(({ runId }) => wanted.get(runId) ?? []);
}
