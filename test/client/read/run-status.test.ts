import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { followRun, readStatus, startOnboarding } from '../../../src/client';
import { startOnboardingSystem, testEnvironment, usersOf } from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';

it('tells the result of a closed run although the worker that is up cannot answer for it', async () => {
  const system = await startOnboardingSystem();
  const temporal = await connectToServer(system.taskQueue);
  // Within the checkout: the bundler looks for the SDK in the folders above.
  const folder = mkdtempSync(join(__dirname, '..', '..', '..', '.cache', 'other-workflow-'));
  const connection = await NativeConnection.connect({ address: testEnvironment('TEST_TEMPORAL_ADDRESS') });
  try {
    const run = await startOnboarding(temporal, requestFor(system.tenant, usersOf('secondary', 'ada')));
    if (run.kind !== 'started') throw new Error(`a new run was expected, not ${run.kind}`);
    await followRun(temporal, run, { intervalMs: 50 });
    await system.worker.shutdown();
    const workflowsPath = join(folder, 'other.js');
    writeFileSync(workflowsPath, 'exports.onboardTenant = async () => "without the query";\n');
    const other = await Worker.create({ connection, taskQueue: system.taskQueue, workflowsPath });
    await other.runUntil(async () => {
      const query = temporal.client.workflow.getHandle(run.workflowId).query('status');
      await expect(query).rejects.toThrow(/status|determinis/i);
      expect(await readStatus(temporal, { tenant: system.tenant }, 0)).toMatchObject({
        phase: 'closed',
        counts: { completed: 1 },
        users: [{ id: 'ada@acme.example', state: { status: 'completed' } }],
      });
    });
  } finally {
    await connection.close();
    await temporal.client.connection.close();
    await system.stop();
    rmSync(folder, { recursive: true });
  }
});
