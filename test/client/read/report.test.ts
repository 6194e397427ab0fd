import { collectReport, startOnboarding, type Temporal } from '../../../src/client';
import { tenantWorkflowId } from '../../../src/domain/run/names';
import { reportedUsers } from '../../report/a-run';
import {
  masAt,
  type OnboardingSystem,
  startOnboardingSystem,
  tenantHandle,
  usersOf,
} from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';

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

it('says the numbers before the users, of an open run and of a closed one, with a result or without', async () => {
  const { tenant } = system;
  const counts = { total: 4, pending: 0, running: 0, completed: 3, failed: 1, cancelled: 0 };
  const numbers = { counts, changed: 3, failedWith: [['TARGET_REJECTED', 1]] };
  await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const hold = { holdForMs: 3_600_000 };
  const start = () =>
    startOnboarding(temporal, { ...requestFor(tenant, usersOf('secondary', 'ada', 'bob', 'cyd', 'dee'), hold) });
  await start();
  const workflow = temporal.client.workflow.getHandle(tenantWorkflowId(masAt(tenant), tenant));
  const handle = tenantHandle(workflow);
  await handle.until(({ phase }) => phase === 'holding');
  const open = await collectReport(temporal, { tenant });
  expect(open).toMatchObject({ status: 'needs-attention', ...numbers });
  const ids = (await reportedUsers(open)).map(({ id, status }) => `${status} ${id}`);
  expect(ids).toEqual(
    ['completed ada', 'failed bob', 'completed cyd', 'completed dee'].map((id) => `${id}@acme.example`),
  );
  expect(await reportedUsers(open)).toHaveLength(4);

  await workflow.signal('close');
  await handle.result();
  const closed = await collectReport(temporal, { tenant, scope: 'failed', detail: 'outcomes' });
  expect(closed).toMatchObject({ status: 'completed-with-failures', ...numbers });
  const [bob, ...others] = await reportedUsers(closed);
  expect([bob, others]).toMatchObject([{ id: 'bob@acme.example', steps: [], startedAt: expect.any(String) }, []]);
  const [withSteps] = await reportedUsers(await collectReport(temporal, { tenant, scope: 'failed' }));
  expect(withSteps).toMatchObject({ steps: [{ step: 'create', status: 'failed' }] });

  await start();
  await handle.until(({ phase }) => phase === 'holding');
  await workflow.terminate();
  const terminated = await collectReport(temporal, { tenant });
  expect(terminated).toMatchObject({ status: 'failed', failure: { code: 'TERMINATED' }, ...numbers, changed: 0 });
});
