import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { type LedgerPlace, pagesOf } from '../../../src/activities/ledger-access';
import { type LedgerInput, type LedgerRow, rowOf } from '../../../src/domain/run/ledger';
import { ledgerId, ledgerType } from '../../../src/domain/run/names';
import { userId } from '../../../src/domain/tenant/person';
import { masAt, testEnvironment, usersOf } from '../../system/onboarding-system';
import { createLedgerWorker } from './ledger-worker';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** A tenant's ledger, and workers that know of nothing else. */
export interface LedgerStand {
  readonly place: LedgerPlace;
  readonly ledger: (shard?: string) => WorkflowHandle;
  /** Starts the ledger, or a shard of it. `taskQueue`: another one than the stand's. */
  start(input: Partial<LedgerInput>, taskQueue?: string): Promise<void>;
  /** Starts a worker of the stand's queue, or of another one. */
  work(taskQueue?: string): Promise<void>;
  /** Starts one in a process of its own; the answer kills it. */
  workApart(): () => Promise<void>;
  /** Who is known, by id. */
  known(): Promise<readonly string[]>;
  /** The histories of a shard, from the first run to the last. */
  histories(shard?: string): Promise<readonly History[]>;
  replay(shard?: string): Promise<void>;
  stop(): Promise<void>;
}

export const at = '2026-01-02T03:04:05.000Z';

export function rowsOf(...names: readonly string[]): readonly LedgerRow[] {
  return usersOf('secondary', ...names).map((user) => rowOf(user, at));
}

export function named(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

export const idOf = (name: string) => `${name}@acme.example`;

/** The data of every payload in a history. */
export function payloadsIn(value: unknown): readonly Buffer[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array) return [Buffer.from(value.data)];
  return Object.values(value).flatMap(payloadsIn);
}

export async function openLedgerStand(): Promise<LedgerStand> {
  const suffix = randomBytes(4).toString('hex');
  const [tenant, ownQueue] = [`t-${suffix}`, `q-${suffix}`];
  const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const target = masAt(tenant);
  const place: LedgerPlace = { client, taskQueue: ownQueue, tenant, target };
  const ends: (() => Promise<void>)[] = [];
  const ledger = (shard?: string) => client.workflow.getHandle(ledgerId(target, tenant, shard));
  const workflowBundle = { codePath: testEnvironment('TEST_WORKFLOW_BUNDLE') };

  async function work(taskQueue = ownQueue): Promise<void> {
    const worker = await createLedgerWorker({ connection: nativeConnection, taskQueue, ...workflowBundle });
    const done = worker.run();
    ends.push(async () => {
      worker.shutdown();
      await done;
    });
  }

  function workApart(): () => Promise<void> {
    const [loader, main] = [join('scripts', 'require-typescript.cjs'), join(__dirname, 'ledger-worker.ts')];
    const args = ['--require', `./${loader}`, main, address, ownQueue, workflowBundle.codePath];
    const worker = spawn(process.execPath, args, { stdio: 'ignore' });
    const kill = () => killed(worker);
    ends.push(kill);
    return kill;
  }

  return {
    ...{ place, ledger, work, workApart },
    start: async (input, taskQueue = ownQueue) => {
      const args = [{ tenant, target, rows: [], ...input }];
      await client.workflow.start(ledgerType, { workflowId: ledger(input.shard).workflowId, taskQueue, args });
    },
    known: async () => {
      const found: string[] = [];
      for await (const page of pagesOf(place)) found.push(...page.map(({ user }) => userId(user.record)));
      return found;
    },
    histories: async (shard) => {
      const { workflowId } = ledger(shard);
      const histories: History[] = [];
      const { raw } = await ledger(shard).describe();
      for (let runId = raw.workflowExecutionInfo?.firstRunId; runId; ) {
        const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
        histories.push(history);
        runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
      }
      return histories;
    },
    replay: async (shard) => {
      const { workflowId } = ledger(shard);
      await Worker.runReplayHistory({ workflowBundle }, await ledger(shard).fetchHistory(), workflowId);
    },
    stop: async () => {
      await Promise.all(ends.map((end) => end()));
      const ledgers = client.workflow.list({
        query: `WorkflowId STARTS_WITH '${ledger().workflowId}' AND CloseTime IS NULL`,
      });
      for await (const { workflowId } of ledgers) {
        await client.workflow
          .getHandle(workflowId)
          .terminate('the test is over')
          .catch(() => undefined);
      }
      await nativeConnection.close();
      await connection.close();
    },
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
