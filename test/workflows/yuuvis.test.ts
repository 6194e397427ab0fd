import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../system/onboarding-system';
import { stateOf } from '../targets/yuuvis/rig';

let system: OnboardingSystem;
beforeAll(async () => {
  system = await startOnboardingSystem({ system: 'yuuvis' });
});
afterAll(() => system.stop());

const api = '/tenant-management/api/system/tenants/acme/users';
const users = [...usersOf('primary', 'ada'), ...usersOf('secondary', 'bob')];
const [ada, bob] = ['ada@acme.example', 'bob@acme.example'] as const;

describe('a tenant of yuuvis', () => {
  it('fails one user and completes the other, then completes the failed one on retry and touches nobody else', async () => {
    await system.control.faults([{ method: 'POST', path: api, user: bob, do: { status: 400 } }]);
    const run = await system.start(users, { holdForMs: 600_000 });
    const page = await run.until(({ phase }) => phase === 'holding');
    expect(page.users).toMatchObject([
      { key: 'ada', state: { status: 'completed', changed: ['create'] } },
      { key: 'bob', state: { status: 'failed', step: 'create', code: 'TARGET_REJECTED', attempts: 1 } },
    ]);
    await system.control.faults([]);
    const after = (await system.control.requests()).length;
    await run.retryFailed();
    expect(await run.result()).toMatchObject({
      target: system.target,
      status: 'completed',
      counts: { total: 2, completed: 2, failed: 0 },
      changed: 2,
    });
    expect((await system.control.effects(after)).map(({ user }) => user)).toEqual([bob]);
    expect((await stateOf(system.simulator)).users).toMatchObject({
      [ada]: { roles: ['YUUVIS_DEFAULT', 'YUUVIS_TENANT_ADMIN'], groups: [], invitations: 1 },
      [bob]: { roles: ['YUUVIS_DEFAULT'], groups: [], invitations: 1 },
    });
    await system.replay(run.workflow.workflowId);
    await system.replay(system.childId('bob'));
  });

  it('is found complete the second time: no write', async () => {
    const after = (await system.control.requests()).length;
    const run = await system.start(users);
    expect(await run.result()).toMatchObject({ status: 'completed', changed: 0 });
    expect(await system.control.effects(after)).toEqual([]);
  });

  it('lists its users once a run, and asks at most twice for each', async () => {
    const after = (await system.control.requests()).length;
    const run = await system.start(usersOf('secondary', ...Array.from({ length: 30 }, (_, n) => `user${n}`)));
    expect(await run.result()).toMatchObject({ status: 'completed', counts: { completed: 30 }, changed: 30 });
    const asked = (await system.control.requests(after)).filter(({ path }) => path.startsWith(api));
    expect(asked.filter(({ method, path }) => method === 'GET' && path === api).length).toBeLessThanOrEqual(1);
    expect(asked.length).toBeLessThanOrEqual(1 + 2 * 30);
  });

  it('goes on after lost answers and an outage, with one user and one invitation each', async () => {
    await system.control.faults([
      { method: 'POST', path: api, times: 2, do: { reset: 'after' } },
      { path: api, times: 3, do: { status: 503, headers: { 'retry-after': '1' } } },
    ]);
    const run = await system.start(usersOf('secondary', 'carol', 'dave', 'eve'));
    expect(await run.result()).toMatchObject({ status: 'completed', counts: { completed: 3 } });
    const { users: found } = await stateOf(system.simulator);
    for (const name of ['carol', 'dave', 'eve']) expect(found[`${name}@acme.example`]?.invitations).toBe(1);
  });
});
