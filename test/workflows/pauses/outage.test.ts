import { cancelRun, listRuns, readStatus, type Temporal } from '../../../src/client';
import { connectToServer } from '../../client/stand';
import type { TenantResult } from '../../../src/domain/run/outcome';
import { defaultRunOptions } from '../../../src/domain/run/run';
import { tenantWorkflowId } from '../../../src/domain/run/names';
import {
  type OnboardingSystem,
  startOnboardingSystem,
  tenantHandle,
  type TenantHandle,
  usersOf,
} from '../../system/onboarding-system';

let system: OnboardingSystem;
let temporal: Temporal;
beforeEach(async () => {
  system = await startOnboardingSystem({ apps: ['facilities'], syncDelayMs: 50 });
  temporal = await connectToServer(system.taskQueue);
});
afterEach(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

const names = Array.from({ length: 12 }, (_, n) => `u${n}`);
const users = usersOf('secondary', ...names);
/** Everything answers 503, but for who asks the simulator itself. */
const outage = [
  { path: '/v3', do: { status: 503 } },
  { path: '/workspaces', do: { status: 503 } },
];
const patience = { concurrency: 3, pollIntervalMs: 100, outagePatienceMs: 0 };

async function start(options: object, more: object = {}): Promise<TenantHandle> {
  const { client, taskQueue, tenant, target } = system;
  const workflowId = tenantWorkflowId(target, tenant);
  const all = { ...defaultRunOptions, readyTimeoutMs: 20_000, ...patience, ...options };
  const args = [{ tenant, target, users, options: all, ...more }];
  return tenantHandle(await client.workflow.start('onboardTenant', { workflowId, taskQueue, args }));
}

const waits = ({ paused }: { readonly paused?: { readonly by: string } }) => paused?.by === 'target';

test.each([
  ['a run', {}],
  ['a run in slices', { slices: { above: 2, size: 4, atOnce: 2, patienceMs: 60_000 } }],
])('%s that meets an outage starts nobody, says so, and goes on when the target is back', async (_, more) => {
  const run = await start({}, more);
  await run.until(({ counts }) => counts.completed > 0);
  await system.control.faults(outage);
  const page = await run.until((seen) => waits(seen) && seen.counts.running === 0);
  expect(page.counts).toMatchObject({ failed: 0, total: 12 });
  expect(await readStatus(temporal, { tenant: system.tenant }, 0)).toMatchObject({ status: 'waiting-for-target' });
  while (
    (await listRuns(temporal, { tenant: system.tenant, status: 'waiting-for-target', limit: 5 })).items.length < 1
  );
  const { workflow } = run;
  const events = (await workflow.describe()).historyLength;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect((await workflow.describe()).historyLength - events).toBeLessThan(10);
  await system.control.faults([]);
  expect(await run.result()).toMatchObject({ status: 'completed', counts: { completed: 12, failed: 0 } });
  await system.replay(workflow.workflowId);
});

test.each([
  ['a run', {}],
  ['a run in slices', { slices: { above: 2, size: 4, atOnce: 2, patienceMs: 60_000 } }],
])('%s gives up once for all users when the target stays down', async (_, more) => {
  const run = await start({ outageTimeoutMs: 2_000 }, more);
  await run.until(({ counts }) => counts.completed > 0);
  await system.control.faults(outage);
  const result: TenantResult = await run.result();
  expect(result.counts.completed + result.counts.failed).toBe(12);
  expect(new Set(result.failed.map(({ code }) => code))).toEqual(new Set(['TARGET_UNAVAILABLE']));
  await system.replay(run.workflow.workflowId);
});

test('a run that waits for its target can be cancelled', async () => {
  const run = await start({});
  await run.until(({ counts }) => counts.running > 0);
  await system.control.faults(outage);
  await run.until(waits);
  await cancelRun(temporal, { tenant: system.tenant });
  expect(await run.result()).toMatchObject({ status: 'cancelled', counts: { failed: 0, pending: 0, running: 0 } });
});
