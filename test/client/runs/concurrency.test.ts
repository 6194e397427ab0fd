import { followRun, retryRun, startOnboarding, type Temporal } from '../../../src/client';
import { defaultRunOptions } from '../../../src/domain/run/run';
import {
  masAt,
  type OnboardingSystem,
  startOnboardingSystem,
  tenantHandle,
  usersOf,
} from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';
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

it('makes one run, with each user once, of 100 starts, 20 additions and 50 retries at once', async () => {
  const asked = { keyOf: ({ email }: { email: string }) => email.split('@')[0] ?? '', options: defaultRunOptions };
  const [first, added] = [usersOf('secondary', 'ada', 'bob', 'cyd'), Array.from({ length: 20 }, (_, n) => `more${n}`)];
  await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const start = (users: typeof first) =>
    startOnboarding(temporal, requestFor(system.tenant, users, { holdForMs: 3_600_000 }));
  const runs = await Promise.all([
    ...Array.from({ length: 100 }, () => start(first)),
    ...added.map((name) => start([...first, ...usersOf('secondary', name)])),
  ]);
  const runIds = new Set(runs.map((run) => (run.kind === 'nothing-to-do' ? run.kind : run.runId)));
  expect(runIds.size).toBe(1);
  const [runId = ''] = runIds;
  const workflowId = tenantWorkflowId(masAt(system.tenant), system.tenant);
  const handle = tenantHandle(temporal.client.workflow.getHandle(workflowId, runId));
  await handle.until(({ phase, counts }) => phase === 'holding' && counts.completed === 22);
  await system.control.faults([]);

  const tenant = system.tenant;
  const retried = await Promise.all(Array.from({ length: 50 }, () => retryRun(temporal, { tenant, ...asked })));
  const taken = retried.flatMap((one) => (one.kind === 'nothing-to-do' ? [] : [{ kind: one.kind, runId: one.runId }]));
  expect(taken).toEqual([{ kind: 'resumed', runId }]);
  expect(await followRun(temporal, { workflowId, runId }, { intervalMs: 50 })).toMatchObject({
    result: { status: 'completed', counts: { total: 23, completed: 23 } },
  });
  const effects = await system.control.effects();
  const created = effects.filter(({ method, path }) => method === 'POST' && path === '/v3/users');
  expect(created.map(({ user }) => user?.split('@')[0] ?? '').sort()).toEqual(['ada', 'bob', 'cyd', ...added].sort());
});
