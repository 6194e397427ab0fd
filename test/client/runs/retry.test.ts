import { cancelRun, followRun, retryRun, startOnboarding, type Temporal } from '../../../src/client';
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
const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };
const badUsers = { method: 'POST', path: '/v3/users', do: { status: 400 } } as const;

function retry(...users: string[]) {
  const named = users.length === 0 ? {} : { users };
  return retryRun(temporal, { tenant: system.tenant, options, keyOf, ...named });
}

async function ended(run: { kind: string } & Partial<{ workflowId: string; runId: string }>) {
  const { workflowId, runId } = run;
  if (workflowId === undefined || runId === undefined) throw new Error(`a run was expected, not ${run.kind}`);
  return followRun(temporal, { workflowId, runId }, { intervalMs: 50 });
}

/** A closed run in which these users failed. */
async function failedRun(...names: string[]) {
  await system.control.faults([badUsers]);
  await ended(await startOnboarding(temporal, requestFor(system.tenant, usersOf('secondary', ...names))));
}

it('remembers the failed users that an earlier retry was not asked for', async () => {
  await failedRun('ada', 'bob');
  await system.control.faults([]);
  await ended(await retry('ada@acme.example'));
  await expect(retry('ada@acme.example')).rejects.toMatchObject({ code: 'RUN_REFUSED' });
  const rest = await retry();
  expect(rest).toMatchObject({ kind: 'started', users: 1 });
  const completed = [expect.objectContaining({ email: 'bob@acme.example' })];
  expect(await ended(rest)).toMatchObject({ result: { status: 'completed', completed } });
  expect(await retry()).toMatchObject({ kind: 'nothing-to-do', cancelled: [] });
});

it('remembers the failed users when a retry was refused by the target as a whole, or terminated', async () => {
  await failedRun('ada', 'bob');
  await system.control.faults([{ path: '/workspaces', do: { status: 403 } }]);
  expect(await ended(await retry())).toMatchObject({ kind: 'failed', touched: 'nobody' });
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { delay: '5s' } }]);
  const terminated = await retry();
  await system.client.workflow.getHandle(tenantWorkflowId(masAt(system.tenant), system.tenant)).terminate();
  expect(await ended(terminated)).toMatchObject({ kind: 'failed', touched: 'unknown' });
  await system.control.faults([]);
  const last = await retry();
  expect(last).toMatchObject({ kind: 'started', users: 2 });
  expect(await ended(last)).toMatchObject({ result: { status: 'completed', counts: { completed: 2 } } });
});

it('names the users that were cancelled when nobody failed', async () => {
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 503 } }]);
  const run = await startOnboarding(temporal, requestFor(system.tenant, usersOf('secondary', 'ada', 'bob')));
  await cancelRun(temporal, { tenant: system.tenant });
  expect(await ended(run)).toMatchObject({ result: { status: 'cancelled' } });
  expect(await retry()).toMatchObject({
    kind: 'nothing-to-do',
    cancelled: [{ email: 'ada@acme.example' }, { email: 'bob@acme.example' }],
  });
});

it('says of a terminated run that the tenant file does it again, not that nobody was touched', async () => {
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { delay: '5s' } }]);
  const run = await startOnboarding(temporal, requestFor(system.tenant, usersOf('secondary', 'ada')));
  await system.client.workflow.getHandle(tenantWorkflowId(masAt(system.tenant), system.tenant)).terminate();
  const remedy = expect.stringContaining('same tenant file again');
  expect(await ended(run)).toMatchObject({ kind: 'failed', touched: 'unknown', error: { code: 'TERMINATED', remedy } });
  await expect(retry()).rejects.toMatchObject({
    code: 'RUN_WITHOUT_RESULT',
    remedy,
    message: expect.not.stringContaining('before any user'),
  });
});
