import { setTimeout as pause } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import {
  addToRun,
  closeRun,
  connectTemporal,
  findStuck,
  listRuns,
  pauseRun,
  readGlances,
  readStatus,
  resumeRun,
  startOnboarding,
  type Temporal,
} from '../../../src/client';
import { sliceWorkflowId } from '../../../src/domain/run/names';
import { defaultRunOptions } from '../../../src/domain/run/run';
import {
  type OnboardingSystem,
  startOnboardingSystem,
  type TenantHandle,
  usersOf,
} from '../../system/onboarding-system';
import { type OwnServer, startOwnServer } from '../../system/own-server';

let server: OwnServer;
let system: OnboardingSystem;
let temporal: Temporal;
beforeAll(async () => {
  server = await startOwnServer(
    'history.maxTotalUpdates=4',
    'frontend.WorkflowPauseEnabled=true',
    'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2',
  );
});
afterAll(() => server.stop());
beforeEach(async () => {
  const { address } = server;
  system = await startOnboardingSystem({ apps: ['facilities'], syncDelayMs: 50 }, { address });
  temporal = await connectTemporal({ address, taskQueue: system.taskQueue, env: {} });
});
afterEach(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

const users = [...usersOf('primary', 'ada'), ...usersOf('secondary', 'bob')];

/** A run that is held for bob, who cannot be created; ada is done. */
async function heldRun(): Promise<TenantHandle> {
  await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const run = await system.start(users, { holdForMs: 3_600_000 });
  await run.until(({ phase }) => phase === 'holding');
  return run;
}

async function until<T>(look: () => Promise<T>, condition: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (condition(seen)) return seen;
    await pause(100);
  }
}

it('pauses, resumes and closes a run that has had as many updates as Temporal allows', async () => {
  const { tenant } = system;
  const run = await heldRun();
  for (let n = 0; n < 4; n += 1) await run.retryFailed({ users: [] });
  await expect(run.retryFailed()).rejects.toThrow('Update failed');
  const more = { tenant, target: system.target, users: usersOf('secondary', 'cy'), options: defaultRunOptions };
  await expect(addToRun(temporal, more)).rejects.toMatchObject({ name: 'ClientError' });

  await expect(resumeRun(temporal, { tenant })).rejects.toMatchObject({ code: 'RUN_REFUSED' });
  expect(await pauseRun(temporal, { tenant, reason: 'licences' })).toMatchObject({
    paused: { by: 'operator', reason: 'licences' },
  });
  await expect(pauseRun(temporal, { tenant })).rejects.toMatchObject({
    code: 'RUN_REFUSED',
    message: expect.stringContaining('paused already'),
  });
  expect((await resumeRun(temporal, { tenant })).paused).toBeUndefined();
  expect(await closeRun(temporal, { tenant })).toMatchObject({ counts: { completed: 1, failed: 1 } });
  expect(await run.result()).toMatchObject({ status: 'completed-with-failures' });
});

it('shows a run that was paused in Temporal itself as paused everywhere, and takes no orders for it', async () => {
  const { tenant } = system;
  const run = await heldRun();
  const { workflowId } = run.workflow;
  const asked = { namespace: 'default', workflowId, identity: 'ada', requestId: tenant };
  await temporal.client.workflowService.pauseWorkflowExecution({ ...asked, reason: 'night' });
  const status = await until(
    () => readStatus(temporal, { tenant }, 0),
    ({ status: seen }) => seen === 'paused',
  );
  expect(status).toMatchObject({
    paused: { by: 'temporal', reason: 'night' },
    counts: { total: 2, completed: 1, failed: 1 },
    users: [{ id: 'ada@acme.example' }, { id: 'bob@acme.example', state: { code: 'TARGET_REJECTED' } }],
  });
  const paused = () => listRuns(temporal, { status: 'paused', limit: 10 });
  const { items } = await until(paused, (page) => page.items.length > 0);
  expect(items).toMatchObject([{ workflowId, status: 'paused', execution: 'PAUSED' }]);
  expect((await listRuns(temporal, { status: 'needs-attention', limit: 10 })).items).toEqual([]);
  const glance = (await readGlances(temporal, [])).find((one) => one.workflowId === workflowId);
  expect(glance).toMatchObject({ status: 'paused', open: true, paused: { by: 'temporal' } });
  await expect(closeRun(temporal, { tenant })).rejects.toMatchObject({
    code: 'RUN_REFUSED',
    message: expect.stringContaining('paused in Temporal itself'),
  });
  await temporal.client.workflowService.unpauseWorkflowExecution({ ...asked, requestId: `${tenant}-on` });
  await closeRun(temporal, { tenant });
  expect(await run.result()).toMatchObject({ status: 'completed-with-failures' });
});

it('tells of users in a slice that was paused in Temporal itself', async () => {
  const { tenant, target } = system;
  await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const slices = { above: 1, size: 1, atOnce: 2, patienceMs: 60_000 };
  const options = { ...defaultRunOptions, holdForMs: 3_600_000 };
  const started = await startOnboarding(temporal, {
    input: { tenant, target, users, options, slices },
    again: 'always',
  });
  if (started.kind === 'nothing-to-do') throw new Error('nothing was started');
  const look = () => readStatus(temporal, { tenant }, 0);
  await until(look, ({ phase }) => phase === 'holding');
  for (const number of [1, 2]) {
    const workflowId = sliceWorkflowId(started.workflowId, number);
    const asked = { namespace: 'default', workflowId, identity: 'ada', requestId: `${tenant}-${number}` };
    await temporal.client.workflowService.pauseWorkflowExecution({ ...asked, reason: 'night' });
  }
  expect(await look()).toMatchObject({
    counts: { total: 2, completed: 1, failed: 1 },
    users: [
      { id: 'ada@acme.example', state: { status: 'completed' } },
      { id: 'bob@acme.example', state: { status: 'failed', code: 'TARGET_REJECTED' } },
    ],
  });
  await temporal.client.workflow.getHandle(started.workflowId).terminate('seen');
});

it('finds a run whose tasks keep failing, and says what it did', async () => {
  const { tenant, taskQueue } = system;
  expect(await findStuck(temporal, 10)).toEqual([]);
  const run = await heldRun();
  await system.worker.shutdown();
  const connection = await NativeConnection.connect({ address: server.address });
  const broken = await Worker.create({ connection, taskQueue, workflowsPath: require.resolve('./broken-workflows') });
  const running = broken.run();
  await run.workflow.signal('close');
  const found = await until(
    () => findStuck(temporal, 10),
    (stuck) => stuck?.length === 1,
  );
  const cause = 'WorkflowTaskFailedCauseWorkflowWorkerUnhandledFailure';
  expect(found).toMatchObject([{ workflowId: run.workflow.workflowId, type: 'onboardTenant', cause }]);
  expect(await readStatus(temporal, { tenant }, 0)).toMatchObject({
    status: 'stuck',
    stuckBy: cause,
    counts: { total: 2, completed: 1, failed: 1 },
  });
  const { items } = await listRuns(temporal, { status: 'stuck', limit: 10 });
  expect(items).toMatchObject([{ status: 'stuck', stuckBy: cause }]);
  expect(await readGlances(temporal, [])).toMatchObject([{ status: 'stuck' }]);
  broken.shutdown();
  await running;
  await connection.close();
  await run.workflow.terminate('seen');
});
