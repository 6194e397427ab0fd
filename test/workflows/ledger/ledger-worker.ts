import { NativeConnection, Worker } from '@temporalio/worker';
import { compareWithLedger, enterInShard, recordInLedger } from '../../../src/activities/tenant-ledger';

/** Where a worker of ledgers works. */
export interface LedgerWork {
  readonly connection: NativeConnection;
  readonly taskQueue: string;
  readonly codePath: string;
}

/** A worker that knows of ledgers alone. */
export function createLedgerWorker({ connection, taskQueue, codePath }: LedgerWork): Promise<Worker> {
  return Worker.create({
    ...{ connection, taskQueue, workflowBundle: { codePath } },
    activities: { recordInLedger, enterInShard, compareWithLedger },
    stickyQueueScheduleToStartTimeout: '1 second',
  });
}

/** As a process of its own, which a test can kill: `ledger-worker ADDRESS QUEUE BUNDLE`. */
async function main([address = '', taskQueue = '', codePath = '']: readonly string[]): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const worker = await createLedgerWorker({ connection, taskQueue, codePath });
  await worker.run();
}

if (require.main === module) main(process.argv.slice(2)).catch(() => process.exit(1));
