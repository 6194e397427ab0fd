import {
  collectReport,
  listRuns,
  readOutcome,
  readStatus,
  retryRun,
  startOnboarding,
  type Temporal,
} from '../../../src/client';
import { defaultRunOptions } from '../../../src/domain/run/run';
import {
  masAt,
  type OnboardingSystem,
  startOnboardingSystem,
  tenantHandle,
  usersOf,
} from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';
import { reportedUsers } from '../../report/a-run';
import { tenantWorkflowId } from '../../../src/domain/run/names';

let system: OnboardingSystem;
let temporal: Temporal;
beforeAll(async () => {
  system = await startOnboardingSystem({ apps: [] });
  temporal = await connectToServer(system.taskQueue);
});
afterAll(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

it('reads the users of a run in slices as those of any other', async () => {
  const users = usersOf('secondary', 'ada', 'bob', 'cyd', 'dee');
  const { input, ...request } = requestFor(system.tenant, users, { holdForMs: 3_600_000 });
  await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const slices = { above: 2, size: 3, atOnce: 2, patienceMs: 60_000 };
  const run = await startOnboarding(temporal, { ...request, input: { ...input, slices } });
  const { tenant } = system;
  const handle = tenantHandle(temporal.client.workflow.getHandle(tenantWorkflowId(masAt(tenant), tenant)));
  await handle.until(({ phase }) => phase === 'holding');
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 503 } }]);
  await handle.retryFailed();
  await inFlight(tenant);
  await system.control.faults([]);
  await handle.result();

  const report = await collectReport(temporal, { tenant });
  expect(report).toMatchObject({ status: 'completed', counts: { total: 4, completed: 4 }, changed: 4 });
  const reported = await reportedUsers(report);
  const { steps } = reported[1] ?? { steps: [] };
  expect(steps.map(({ step, status }) => [step, status])).toEqual(
    expect.arrayContaining([
      ['create', 'failed'],
      ['create', 'completed'],
    ]),
  );
  expect(reported.every(({ startedAt, finishedAt }) => startedAt !== undefined && finishedAt !== undefined)).toBe(true);
  expect(run).toMatchObject({ kind: 'started' });
  expect(await listed(tenant)).toEqual([tenantWorkflowId(masAt(tenant), tenant)]);
});

/** Resolves when the status shows what the retried user is at. */
async function inFlight(tenant: string): Promise<void> {
  for (;;) {
    const { users } = await readStatus(temporal, { tenant }, 5);
    if (users[1]?.inFlight?.[0]?.step === 'create') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Search is a moment behind. */
async function listed(tenant: string): Promise<readonly string[]> {
  for (;;) {
    const found = [...(await listRuns(temporal, { tenant, status: 'completed', limit: 5 })).items];
    if (found.length > 0) return found.map(({ workflowId }) => workflowId);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const small = { above: 4, size: 4, atOnce: 2, patienceMs: 60_000 };

async function startedWith(tenant: string, names: readonly string[], fingerprint = names.join()) {
  const { input, ...request } = requestFor(tenant, usersOf('secondary', ...names), { holdForMs: 3_600_000 });
  return startOnboarding(temporal, { ...request, fingerprint, input: { ...input, slices: small } });
}

it('hands users over to slices, those that are missing to a run that is open, and nobody twice', async () => {
  const tenant = `${system.tenant}-many`;
  const names = Array.from({ length: 12 }, (_, n) => `many${n}`);
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 400 }, user: 'many0@acme.example' }]);
  const started = await startedWith(tenant, names);
  if (started.kind !== 'started') throw new Error(started.kind);
  const handle = tenantHandle(temporal.client.workflow.getHandle(started.workflowId));
  const held = await handle.until(({ phase }) => phase === 'holding');
  expect(held.counts).toMatchObject({ total: 12, completed: 11, failed: 1 });
  const { historyLength: before } = await handle.workflow.describe();

  expect(await startedWith(tenant, names)).toMatchObject({ kind: 'joined', added: 0 });
  expect((await handle.workflow.describe()).historyLength).toBe(before);
  expect(await startedWith(tenant, [...names.slice(6), 'more0', 'more1'])).toMatchObject({ kind: 'joined', added: 2 });
  const many = Array.from({ length: 9 }, (_, n) => `crowd${n}`);
  expect(await startedWith(tenant, [...many, ...names])).toMatchObject({ kind: 'joined', added: 9 });
  expect(await startedWith(tenant, [...names, ...many])).toMatchObject({ kind: 'joined', added: 0 });
  expect(await startedWith(tenant, ['many3', 'alone'])).toMatchObject({ kind: 'joined', added: 1 });

  await system.control.faults([]);
  const status = await readStatus(temporal, { tenant }, 0);
  expect(status.users).toHaveLength(24);
  expect(await retryRun(temporal, { tenant, options: defaultRunOptions, keyOf: () => '' })).toMatchObject({ users: 1 });
  await handle.result();
  const outcome = await readOutcome(temporal, { tenant });
  expect(outcome).toMatchObject({ kind: 'result', result: { status: 'completed', counts: { completed: 24 } } });
  if (outcome.kind !== 'result') return;
  expect(new Set(outcome.result.completed.map(({ email }) => email)).size).toBe(24);
  const effects = await system.control.effects();
  const made = effects.filter(({ method, path }) => method === 'POST' && path === '/v3/users').map(({ user }) => user);
  expect(new Set(made).size).toBe(made.length);
  expect((await readStatus(temporal, { tenant }, 0)).users).toHaveLength(24);
});

it('retries in a new run who failed in the slices of a closed one, as they were corrected', async () => {
  const tenant = `${system.tenant}-anew`;
  const names = Array.from({ length: 8 }, (_, n) => `anew${n}`);
  const bad = ['anew1', 'anew2', 'anew5', 'anew6', 'anew7'].map((name) => `${name}@acme.example`);
  await system.control.faults(bad.map((user) => ({ method: 'POST', path: '/v3/users', user, do: { status: 400 } })));
  const { input, ...request } = requestFor(tenant, usersOf('secondary', ...names));
  await startOnboarding(temporal, { ...request, input: { ...input, slices: small } });
  const handle = tenantHandle(temporal.client.workflow.getHandle(tenantWorkflowId(masAt(tenant), tenant)));
  expect((await handle.result()).failed).toHaveLength(5);
  await system.control.faults([]);
  const retried = await retryRun(temporal, {
    ...{ tenant, options: input.options, keyOf: ({ email }) => email.split('@')[0] ?? '' },
    edits: { anew5: { given_name: 'Eve' } },
  });
  expect(retried).toMatchObject({ kind: 'started', users: 5 });
  await tenantHandle(handle.workflow).until(({ phase }) => phase === 'closed');
  const outcome = await readOutcome(temporal, { tenant });
  expect(outcome).toMatchObject({ result: { counts: { completed: 5 }, corrected: ['anew5'] } });
});

it('says why a large run failed that could not be prepared, and starts it once', async () => {
  const tenant = `${system.tenant}-lost`;
  await system.control.faults([{ path: '/', do: { status: 403 } }]);
  const started = await startedWith(
    tenant,
    Array.from({ length: 12 }, (_, n) => `lost${n}`),
  );
  expect(started.kind).toBe('started');
  await temporal.client.workflow
    .getHandle(tenantWorkflowId(masAt(tenant), tenant))
    .result()
    .catch(() => undefined);
  await system.control.faults([]);
  expect(await readOutcome(temporal, { tenant })).toMatchObject({
    ...{ kind: 'failed', touched: 'nobody', error: { code: 'TARGET_FORBIDDEN' } },
    ...(started.kind === 'started' && { runId: started.runId }),
  });
});
