import type { NoticeWish } from '../../../src/domain/run/notice';
import type { TenantResult } from '../../../src/domain/run/outcome';
import { defaultRunOptions, type RunOptions } from '../../../src/domain/run/run';
import type { User } from '../../../src/domain/tenant/user';
import { createNotifier } from '../../../src/notify/notifier';
import { Receivers } from '../../../src/notify/receiver';
import { createSecretOpener } from '../../../src/worker/secrets';
import { type Answer, type Listener, startListener } from '../../notify/listener';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';
import { tenantWorkflowId } from '../../../src/domain/run/names';

const ada = usersOf('primary', 'ada');
const bob = usersOf('secondary', 'bob');
const noBob = { method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } };
const notifier = createNotifier({ receivers: Receivers.parse({}), scope: 'any', openSecret: createSecretOpener() });

let system: OnboardingSystem;
let listener: Listener;
let answer: (before: number) => Answer;

beforeEach(async () => {
  answer = () => ({ status: 204 });
  listener = await startListener((before) => answer(before));
  system = await startOnboardingSystem({ apps: ['facilities'], syncDelayMs: 100 }, { notifier });
});
afterEach(async () => {
  try {
    await system.replay(tenantWorkflowId(system.target, system.tenant));
  } finally {
    await system.stop();
    await listener.close();
  }
});

async function start(users: readonly User[], notify: readonly NoticeWish[], options: Partial<RunOptions> = {}) {
  const { tenant, taskQueue } = system;
  const all = { ...defaultRunOptions, pollIntervalMs: 100, ...options };
  return system.client.workflow.start('onboardTenant', {
    workflowId: tenantWorkflowId(system.target, tenant),
    taskQueue,
    args: [{ tenant, target: system.target, users, options: all, notify }],
  });
}

const here = (): NoticeWish => ({ to: { url: listener.url } });
const events = () => listener.notices.map(({ text }) => JSON.parse(text));

describe('a run that somebody wants to hear the end of', () => {
  it('tells its counts and codes when it ends, and nobody’s data', async () => {
    await system.control.faults([noBob]);
    const handle = await start([...ada, ...bob], [here()]);
    const result: TenantResult = await handle.result();
    expect(result).toMatchObject({ status: 'completed-with-failures', notices: [{ to: listener.url }] });
    const { workflowId, firstExecutionRunId: runId } = handle;
    const { counts } = result;
    const told = {
      tenant: system.tenant,
      target: system.target,
      status: 'completed-with-failures',
      counts,
      changed: 1,
    };
    expect(events()).toMatchObject([
      {
        id: `${runId}/1`,
        subject: system.tenant,
        data: { ...told, codes: { TARGET_REJECTED: 1 }, leftovers: [], workflowId, runId },
      },
    ]);
    expect(listener.notices[0]?.text).not.toMatch(/acme\.example|Example|bob/);
  });

  it('tells who failed only when that was asked for', async () => {
    await system.control.faults([noBob]);
    await (await start([...ada, ...bob], [{ ...here(), users: true }])).result();
    expect(events()).toMatchObject([{ data: { failed: [{ email: 'bob@acme.example', code: 'TARGET_REJECTED' }] } }]);
    expect(listener.notices[0]?.text).not.toContain('ada@acme.example');
  });

  it('tells again what met a 503, with the same id', async () => {
    answer = (before) => ({ status: before < 2 ? 503 : 200 });
    expect(await (await start(ada, [here()])).result()).toMatchObject({
      status: 'completed',
      notices: [{ to: listener.url }],
    });
    const [first, ...later] = events();
    expect(later).toEqual([first, first]);
  });

  it('ends as it would have when the receiver refuses, and says so', async () => {
    answer = () => ({ status: 400 });
    const result: TenantResult = await (await start(ada, [here()])).result();
    expect(result).toMatchObject({ status: 'completed', counts: { completed: 1 } });
    expect(result.notices).toEqual([
      {
        to: listener.url,
        failure: {
          code: 'NOTIFY_REJECTED',
          message: 'the receiver of the notice answered 400',
          attempts: 1,
        },
      },
    ]);
    expect(listener.notices).toHaveLength(1);
  });

  it('tells when no user could be touched, and why', async () => {
    const { tenant, taskQueue } = system;
    const nowhere = { ...system.target, workspace: 'nowhere' };
    const handle = await system.client.workflow.start('onboardTenant', {
      workflowId: tenantWorkflowId(system.target, tenant),
      taskQueue,
      args: [{ tenant, target: nowhere, users: ada, options: defaultRunOptions, notify: [here()] }],
    });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'MAS_WORKSPACE_NOT_FOUND' } });
    expect(events()).toMatchObject([{ data: { status: 'failed', error: { code: 'MAS_WORKSPACE_NOT_FOUND' } } }]);
  });

  it('tells when it was cancelled', async () => {
    await system.control.faults([{ method: 'GET', user: 'bob@acme.example', do: { sync: 'PENDING' } }]);
    const handle = await start([...ada, ...bob], [here()]);
    for (;;) {
      const { counts } = await handle.query<{ counts: { completed: number } }>('status');
      if (counts.completed === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ status: 'cancelled' });
    expect(events()).toMatchObject([{ data: { status: 'cancelled', counts: { completed: 1, cancelled: 1 } } }]);
  });

  it('tells those who joined it, too', async () => {
    await system.control.faults([{ method: 'GET', user: 'ada@acme.example', times: 5, do: { sync: 'PENDING' } }]);
    const handle = await start(ada, []);
    await handle.executeUpdate('addUsers', { args: [{ target: system.target, users: bob, notify: [here()] }] });
    expect(await handle.result()).toMatchObject({ status: 'completed', notices: [{ to: listener.url }] });
    expect(events()).toMatchObject([{ data: { counts: { total: 2 } } }]);
  });

  it('onboards who is added while it tells, and tells once more', async () => {
    answer = (before) => ({ status: before === 0 ? 503 : 204, headers: { 'retry-after': before === 0 ? '2' : '0' } });
    const handle = await start(ada, [here()]);
    while (listener.notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await handle.executeUpdate('addUsers', { args: [{ target: system.target, users: bob }] });
    expect(await handle.result()).toMatchObject({ status: 'completed', counts: { total: 2, completed: 2 } });
    const { firstExecutionRunId: runId } = handle;
    expect(events().map(({ id, data }) => [id, data.counts.completed])).toEqual([
      [`${runId}/1`, 1],
      [`${runId}/1`, 1],
      [`${runId}/2`, 2],
    ]);
  });

  it('refuses a wish that names nobody', async () => {
    const handle = await start(ada, []);
    const update = handle.executeUpdate('addUsers', {
      args: [{ target: system.target, users: bob, notify: [{ to: 'x' }] }],
    });
    await expect(update).rejects.toMatchObject({ cause: { type: 'UPDATE_REFUSED' } });
    await handle.result();
  });
});
