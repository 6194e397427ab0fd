import {
  cancelRun,
  closeRun,
  countWorkers,
  findFinished,
  findRun,
  followRun,
  listRuns,
  readOutcome,
  readStatus,
  type RunStatus,
  retryRun,
  startOnboarding,
  type Temporal,
} from '../../../src/client';
import { defaultRunOptions } from '../../../src/domain/run/run';
import { masAt, type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';
import { tenantWorkflowId } from '../../../src/domain/run/names';

let system: OnboardingSystem;
let temporal: Temporal;
beforeEach(async () => {
  system = await startOnboardingSystem();
  temporal = await connectToServer(system.taskQueue);
});
afterEach(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

const keyOf = (record: { email: string }): string => record.email.split('@')[0] ?? '';
const retryOptions = { ...defaultRunOptions, pollIntervalMs: 100 };

async function started(...[users, options]: [Parameters<typeof requestFor>[1], Parameters<typeof requestFor>[2]?]) {
  const run = await startOnboarding(temporal, requestFor(system.tenant, users, options));
  if (run.kind === 'nothing-to-do') throw new Error('a run was expected');
  return run;
}

it('starts a run, follows it, and tells its outcome', async () => {
  const seen: RunStatus[] = [];
  const run = await started(usersOf('primary', 'ada', 'bob'));
  const onProgress = (status: RunStatus) => void seen.push(status);
  const outcome = await followRun(temporal, run, { onProgress, describe: 5, intervalMs: 50 });
  expect(run.kind).toBe('started');
  expect(outcome).toMatchObject({ kind: 'result', runId: run.runId, result: { status: 'completed', changed: 2 } });
  expect(seen.at(-1)).toMatchObject({ counts: { total: 2, completed: 2 }, tenant: system.tenant });
  expect(await readOutcome(temporal, { tenant: system.tenant })).toEqual(outcome);
});

it('answers at once when the last run did the same already, unless asked to run always', async () => {
  const request = requestFor(system.tenant, usersOf('secondary', 'ada'));
  const run = await started(request.input.users);
  await followRun(temporal, run, { intervalMs: 50 });
  expect(await findFinished(temporal, request)).toMatchObject({ runId: run.runId });
  expect(await startOnboarding(temporal, request)).toMatchObject({
    kind: 'nothing-to-do',
    outcome: { runId: run.runId },
  });
  const more = requestFor(system.tenant, usersOf('secondary', 'ada', 'bob'));
  expect(await findFinished(temporal, more)).toBeUndefined();
  const again = await startOnboarding(temporal, { ...request, again: 'always' });
  expect(again.kind).toBe('started');
});

it('joins an open run with the users it does not have', async () => {
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { delay: '2s' } }]);
  const first = await started(usersOf('secondary', 'ada'));
  const second = await started(usersOf('secondary', 'ada', 'bob'));
  expect(second).toMatchObject({ kind: 'joined', added: 1, runId: first.runId });
  await system.control.faults([]);
  expect(await followRun(temporal, first, { intervalMs: 50 })).toMatchObject({ result: { counts: { total: 2 } } });
});

it('starts one run however many ask at once', async () => {
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { delay: '3s' } }]);
  const users = usersOf('secondary', 'ada');
  const runs = await Promise.all(Array.from({ length: 20 }, () => started(users)));
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
  await cancelRun(temporal, { tenant: system.tenant });
});

it('shows what a user in flight is at and why it is tried again', async () => {
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 503 } }]);
  const run = await started(usersOf('secondary', 'ada'));
  const stop = new AbortController();
  const failing = new Promise<RunStatus>((resolve) => {
    const onProgress = (status: RunStatus) => {
      if (status.users[0]?.inFlight?.[0]?.lastFailure !== undefined) resolve(status);
    };
    followRun(temporal, run, { onProgress, describe: 1, intervalMs: 50, signal: stop.signal }).catch(() => undefined);
  });
  expect((await failing).users[0]?.inFlight?.[0]).toMatchObject({
    step: 'create',
    lastFailure: expect.stringContaining('503'),
  });
  stop.abort();
  await cancelRun(temporal, { tenant: system.tenant });
  expect(await followRun(temporal, run, { intervalMs: 50 })).toMatchObject({ result: { status: 'cancelled' } });
});

it('retries the failed users of a closed run in a new one, and nobody else', async () => {
  await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const first = await started(usersOf('primary', 'ada', 'bob'));
  expect(await followRun(temporal, first, { intervalMs: 50 })).toMatchObject({ result: { counts: { failed: 1 } } });
  await system.control.faults([]);
  const before = (await system.control.requests()).length;
  const retried = await retryRun(temporal, { tenant: system.tenant, options: retryOptions, keyOf });
  if (retried.kind !== 'started') throw new Error('a new run was expected');
  const outcome = await followRun(temporal, retried, { intervalMs: 50 });
  expect(outcome).toMatchObject({ result: { status: 'completed', counts: { total: 1 } } });
  const touched = (await system.control.requests(before)).map(({ user }) => user);
  expect(touched).not.toContain('ada@acme.example');
  expect(await retryRun(temporal, { tenant: system.tenant, options: retryOptions, keyOf })).toMatchObject({
    kind: 'nothing-to-do',
  });
});

it('retries in the run itself while it is held open, and closes it when asked', async () => {
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 400 } }]);
  const run = await started(usersOf('secondary', 'ada', 'bob'), { holdForMs: 3_600_000 });
  await untilHeld(run);
  await system.control.faults([]);
  const request = { tenant: system.tenant, users: ['ada@acme.example'], options: retryOptions, keyOf };
  expect(await retryRun(temporal, request)).toMatchObject({ kind: 'resumed', users: 1, runId: run.runId });
  await untilHeld(run, 1);
  await expect(retryRun(temporal, request)).rejects.toMatchObject({ code: 'RUN_REFUSED' });
  await closeRun(temporal, { tenant: system.tenant });
  expect(await followRun(temporal, run, { intervalMs: 50 })).toMatchObject({
    result: { counts: { completed: 1, failed: 1 } },
  });
  await expect(closeRun(temporal, { tenant: system.tenant })).rejects.toMatchObject({ code: 'RUN_REFUSED' });
});

async function untilHeld(run: { workflowId: string; runId: string }, completed = 0): Promise<void> {
  const stop = new AbortController();
  const onProgress = ({ phase, counts }: RunStatus) => {
    if (phase === 'holding' && counts.completed === completed) stop.abort();
  };
  await followRun(temporal, run, { onProgress, intervalMs: 50, signal: stop.signal }).catch(() => undefined);
}

it('tells why a run failed as a whole', async () => {
  await system.control.faults([{ path: '/logininitial', do: { status: 401 } }]);
  const run = await started(usersOf('secondary', 'ada'));
  const outcome = await followRun(temporal, run, { intervalMs: 50 });
  expect(outcome).toMatchObject({
    kind: 'failed',
    error: { code: 'CREDENTIALS_REJECTED', message: expect.stringMatching(/^log in/) },
  });
  expect(await readStatus(temporal, { tenant: system.tenant }, 0)).toMatchObject({
    status: 'failed',
    error: { code: 'CREDENTIALS_REJECTED' },
  });
  const retry = retryRun(temporal, { tenant: system.tenant, options: retryOptions, keyOf });
  await expect(retry).rejects.toMatchObject({ code: 'RUN_WITHOUT_RESULT' });
});

it('tells that a run was terminated', async () => {
  await system.control.faults([{ path: '/v3/users', do: { delay: '5s' } }]);
  const run = await started(usersOf('secondary', 'ada'));
  await temporal.client.workflow.getHandle(run.workflowId).terminate();
  expect(await followRun(temporal, run, { intervalMs: 50 })).toMatchObject({
    kind: 'failed',
    error: { code: 'TERMINATED' },
  });
});

it('says that a tenant has no run', async () => {
  await expect(findRun(temporal, { tenant: 'nobody' })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  await expect(cancelRun(temporal, { tenant: 'nobody' })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
});

it('lists the runs of a tenant by their state', async () => {
  const run = await started(usersOf('secondary', 'ada'));
  await followRun(temporal, run, { intervalMs: 50 });
  const { tenant } = system;
  const listed = await eventuallyListed(tenant);
  expect(listed).toEqual([expect.objectContaining({ tenant, target: `mas:${tenant}`, runId: run.runId, failed: 0 })]);
  expect((await listRuns(temporal, { tenant, status: 'cancelled', limit: 5 })).items).toEqual([]);
});

/** Search is a moment behind. */
async function eventuallyListed(tenant: string) {
  for (;;) {
    const { items: found } = await listRuns(temporal, { tenant, status: 'completed', limit: 5 });
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('counts the workers of a task queue', async () => {
  const alone = await connectToServer(`${system.taskQueue}-empty`);
  expect(await countWorkers(alone)).toEqual({ workflows: 0, activities: 0 });
  await alone.client.connection.close();
});

it('lets a run wait when no worker is there, and says that nobody answers for it', async () => {
  const alone = await connectToServer(`${system.taskQueue}-empty`);
  const request = requestFor(`${system.tenant}-alone`, usersOf('secondary', 'ada'));
  const run = await startOnboarding(alone, request);
  expect(run.kind).toBe('waiting');
  await expect(readStatus(alone, { tenant: request.input.tenant }, 0)).rejects.toMatchObject({ code: 'NO_WORKER' });
  const more = requestFor(request.input.tenant, usersOf('secondary', 'ada', 'bob'));
  await expect(startOnboarding(alone, more)).rejects.toMatchObject({ code: 'NO_WORKER' });
  await alone.client.workflow
    .getHandle(tenantWorkflowId(masAt(request.input.tenant), request.input.tenant))
    .terminate();
  await alone.client.connection.close();
});
