import { randomBytes } from 'node:crypto';
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Simulator } from '../../../simulator/start';
import { beginMaintenance, endMaintenance, findMaintenance, startOnboarding, type Temporal } from '../../../src/client';
import type { WholeTarget } from '../../../src/domain/run/maintenance';
import { maintenanceId, tenantWorkflowId } from '../../../src/domain/run/names';
import { type RunningWorker, startWorker } from '../../../src/worker/onboarding-worker';
import { connectToServer, requestFor } from '../../client/stand';
import { type Control, controlOf } from '../../system/control';
import {
  anyInstance,
  directoryFor,
  tenantHandle,
  type TenantHandle,
  testEnvironment,
  usersOf,
} from '../../system/onboarding-system';
import { startTestSimulator } from '../../system/simulator';

// Two instances of their own, both served by one simulator: a window of one must not touch the runs of other tests.

const suffix = randomBytes(4).toString('hex');
const here: WholeTarget = { system: 'mas', instance: `here-${suffix}` };
const elsewhere: WholeTarget = { system: 'mas', instance: `elsewhere-${suffix}` };
const users = usersOf('secondary', 'ada', 'bob');

let simulator: Simulator;
let control: Control;
let connection: NativeConnection;
let worker: RunningWorker;
let temporal: Temporal;

beforeAll(async () => {
  simulator = await startTestSimulator({ apps: ['manage'] });
  control = controlOf(simulator);
  connection = await NativeConnection.connect({ address: testEnvironment('TEST_TEMPORAL_ADDRESS') });
  const taskQueue = `q-${suffix}`;
  worker = await startWorker({
    connection,
    namespace: 'default',
    taskQueue,
    directory: anyInstance(await directoryFor(simulator)),
    bundlePath: testEnvironment('TEST_WORKFLOW_BUNDLE'),
  });
  temporal = await connectToServer(taskQueue);
});
afterEach(() => control.faults([]));
afterAll(async () => {
  await temporal.client.connection.close();
  await worker.shutdown();
  await connection.close();
  await simulator.close();
});

/** A run with one user in flight at a time. */
async function start(name: string, { instance }: WholeTarget): Promise<TenantHandle> {
  const request = requestFor(`${name}-${suffix}`, users, { concurrency: 1 });
  const target = { system: 'mas', instance, workspace: 'ws1' } as const;
  await startOnboarding(temporal, { ...request, input: { ...request.input, target } });
  return tenantHandle(temporal.client.workflow.getHandle(tenantWorkflowId(target, request.input.tenant)));
}

/** A run whose first user is in flight until the faults are lifted, and that Temporal's visibility has. */
async function startedInFlight(name: string, target: WholeTarget): Promise<TenantHandle> {
  const run = await start(name, target);
  await run.until(({ counts }) => counts.running === 1);
  await until(async () => (await listed('running')).includes(run.workflow.workflowId));
  return run;
}

async function listed(status: 'running' | 'paused'): Promise<readonly string[]> {
  const found: string[] = [];
  const query = `WorkflowType = 'onboardTenant' AND OnboardStatus = '${status}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of temporal.client.workflow.list({ query })) found.push(workflowId);
  return found;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

const keepInFlight = () => control.faults([{ method: 'GET', user: 'ada@acme.example', do: { sync: 'PENDING' } }]);
const waits = (run: TenantHandle) => run.until(({ paused }) => paused?.by === 'maintenance');

/** Why the activity that waits for the end was not done yet. */
async function whyItWaits({ workflow }: TenantHandle): Promise<readonly string[]> {
  const { raw } = await workflow.describe();
  const activities = (raw.pendingActivities ?? []).filter(
    ({ activityType, lastFailure }) =>
      activityType?.name === 'awaitMaintenance' && lastFailure?.applicationFailureInfo?.type === 'TARGET_MAINTENANCE',
  );
  return activities.map(({ lastFailure }) => lastFailure?.message ?? '');
}

async function replay({ workflowId }: WorkflowHandle): Promise<void> {
  const { Worker } = await import('@temporalio/worker');
  const history = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
  const workflowBundle = { codePath: testEnvironment('TEST_WORKFLOW_BUNDLE') };
  await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
}

it('lets every run on the target wait, those that start meanwhile too, and no other; then they go on by themselves', async () => {
  await keepInFlight();
  const [first, second, other] = await Promise.all([
    startedInFlight('first', here),
    startedInFlight('second', here),
    startedInFlight('other', elsewhere),
  ]);
  const begun = await beginMaintenance(temporal, { target: here, reason: 'upgrade to 9.1' });
  expect(begun).toMatchObject({ kind: 'begun', window: { reason: 'upgrade to 9.1' } });
  const again = await beginMaintenance(temporal, { target: here, reason: 'another' });
  expect(again).toEqual({ kind: 'there-already', window: expect.objectContaining(begun.window) });
  for (const run of [first, second]) await waits(run);

  await control.faults([]);
  expect(await other.result()).toMatchObject({ status: 'completed', counts: { completed: 2 } });
  for (const run of [first, second]) {
    const page = await run.until(({ counts }) => counts.completed === 1);
    expect(page).toMatchObject({
      paused: { by: 'maintenance', since: begun.window.since, reason: 'upgrade to 9.1' },
      counts: { running: 0, pending: 1 },
    });
  }
  await until(async () => (await whyItWaits(first))[0]?.includes('upgrade to 9.1') === true);
  await until(async () => (await listed('paused')).includes(first.workflow.workflowId));

  const before = (await control.requests()).length;
  const [late, unwanted] = await Promise.all([start('late', here), start('unwanted', here)]);
  expect(await waits(late)).toMatchObject({ phase: 'preparing', counts: { pending: 2 } });
  await waits(unwanted);
  await unwanted.workflow.cancel();
  expect(await unwanted.result()).toMatchObject({ status: 'cancelled', counts: { total: 2, cancelled: 2 } });
  expect(await control.requests(before)).toEqual([]);

  await second.workflow.executeUpdate('pause', { args: [{}] });
  await expect(temporal.client.workflow.getHandle(late.workflow.workflowId).executeUpdate('resume')).rejects.toThrow(
    WorkflowUpdateFailedError,
  );
  expect(await endMaintenance(temporal, here)).toBe('ended');
  expect(await findMaintenance(temporal, here)).toBeUndefined();
  expect(await endMaintenance(temporal, here)).toBe('none');
  for (const run of [first, late]) {
    expect(await run.result()).toMatchObject({ status: 'completed', counts: { completed: 2 } });
  }
  await until(async () => (await whyItWaits(second)).length === 0);
  expect(await second.status()).toMatchObject({ paused: { by: 'operator' }, counts: { pending: 1 } });
  await second.workflow.executeUpdate('resume');
  expect(await second.result()).toMatchObject({ status: 'completed' });
  for (const { workflow } of [first, second, late, unwanted]) await replay(workflow);
  await replay(temporal.client.workflow.getHandle(maintenanceId(here)));
});

it('ends when its time is up', async () => {
  await beginMaintenance(temporal, { target: here, forMs: 10_000 });
  const run = await start('timed', here);
  await waits(run);
  expect(await run.result()).toMatchObject({ status: 'completed' });
  const window = temporal.client.workflow.getHandle(maintenanceId(here));
  await window.result();
  expect((await window.describe()).searchAttributes['OnboardStatus']).toEqual(['completed']);
});

it('is found by a run that was under way before it began, however it was begun', async () => {
  await keepInFlight();
  const run = await startedInFlight('missed', elsewhere);
  await temporal.client.workflow.start('targetMaintenance', {
    workflowId: maintenanceId(elsewhere),
    taskQueue: temporal.taskQueue,
    args: [{ target: elsewhere, since: new Date().toISOString() }],
    memo: { since: new Date().toISOString() },
  });
  await waits(run);
  await endMaintenance(temporal, elsewhere);
  await control.faults([]);
  expect(await run.result()).toMatchObject({ status: 'completed' });
});
