// A worker of the floor: `node worker.js ADDRESS [URL CERT_DIR]`; with the simulator's place its activities send requests.
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { floorQueue } from './queue';
import { bare, sending } from './activities';

async function main([address = '', url, certDir]: readonly string[]): Promise<void> {
  Runtime.install({ shutdownSignals: ['SIGTERM'] });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue: floorQueue,
    workflowsPath: require.resolve('./workflows'),
    activities: url === undefined || certDir === undefined ? bare : sending({ url, certDir }),
    maxConcurrentActivityTaskExecutions: 400,
    maxCachedWorkflows: 500,
  });
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
  process.exit(0);
}

void main(process.argv.slice(2));
