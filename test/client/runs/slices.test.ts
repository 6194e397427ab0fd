import { collectReport, listRuns, readStatus, startOnboarding, type Temporal } from '../../../src/client';
import { maxUsers } from '../../../src/domain/run/run';
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
  const slices = { above: 2, size: 3, atOnce: 2 };
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

it.each([
  ['more users than a run takes', Array.from({ length: maxUsers + 1 }, (_, n) => `u${n}`), '3001 users'],
  ['users whose records are too long', Array.from({ length: 2_000 }, (_, n) => `${'u'.repeat(300)}${n}`), 'bytes'],
])('refuses %s before anything is started', async (_, names, reason) => {
  const started = startOnboarding(temporal, requestFor(`${system.tenant}-x`, usersOf('secondary', ...names)));
  await expect(started).rejects.toMatchObject({ code: 'RUN_REFUSED', message: expect.stringContaining(reason) });
});
