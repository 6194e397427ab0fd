import { type OnboardTenantInput, defaultRunOptions } from '../../../src/domain/run/run';
import type { User } from '../../../src/domain/tenant/user';
import type { TenantResult } from '../../../src/domain/run/outcome';
import { awsEnvironment, type Moto, startMoto } from '../../sources/moto';
import { findPythonTool } from '../../system/python-tool';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';
import { tenantWorkflowId } from '../../../src/domain/run/names';

const executable = findPythonTool('moto');
const withMoto = executable === undefined ? describe.skip : describe;

const ada = usersOf('primary', 'ada');
const bob = usersOf('secondary', 'bob');
const entries = { 'ada@acme.example': 'primary,ada,Example', 'bob@acme.example': 'secondary,bob,Example' };
const noBob = { method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } };

withMoto('a run whose users came from a secret', () => {
  let moto: Moto;
  let system: OnboardingSystem;
  let arn = '';

  beforeAll(async () => {
    moto = await startMoto(executable ?? '');
    Object.assign(process.env, awsEnvironment, { AWS_ENDPOINT_URL_SECRETS_MANAGER: moto.endpoint });
  });
  afterAll(() => moto.stop());

  beforeEach(async () => {
    moto.decide(() => 'pass');
    system = await startOnboardingSystem({ apps: ['facilities'], syncDelayMs: 100 });
    arn = await moto.create(system.tenant, entries);
  });
  afterEach(async () => {
    try {
      await system.replay(tenantWorkflowId(system.target, system.tenant));
    } finally {
      await system.stop();
    }
  });

  async function start(users: readonly User[], input: Partial<OnboardTenantInput> = { secrets: [{ arn }] }) {
    const options = { ...defaultRunOptions, pollIntervalMs: 100 };
    const { tenant, taskQueue } = system;
    return system.client.workflow.start('onboardTenant', {
      workflowId: tenantWorkflowId(system.target, tenant),
      taskQueue,
      args: [{ tenant, target: system.target, users, options, ...input }],
    });
  }

  it('removes the entries of completed users at its end, and leaves failed and added ones', async () => {
    await system.control.faults([noBob]);
    const handle = await start([...ada, ...bob]);
    await moto.put(system.tenant, { ...entries, 'new@acme.example': 'primary,N,N' });
    const result: TenantResult = await handle.result();
    expect(result).toMatchObject({
      failed: [{ email: 'bob@acme.example' }],
      drain: { secrets: [{ arn }], removed: 1 },
    });
    const { 'ada@acme.example': _, ...kept } = entries;
    expect(await moto.entries(system.tenant)).toEqual({ ...kept, 'new@acme.example': 'primary,N,N' });
  });

  it('writes nothing when nobody completed', async () => {
    await system.control.faults([noBob]);
    expect(await (await start(bob)).result()).toMatchObject({ drain: { removed: 0 } });
    expect(moto.calls()).toEqual([]);
  });

  it('also removes them when it is cancelled', async () => {
    await system.control.faults([{ method: 'GET', user: 'bob@acme.example', do: { sync: 'PENDING' } }]);
    const handle = await start([...ada, ...bob]);
    for (;;) {
      const { counts } = await handle.query<{ counts: { completed: number } }>('status');
      if (counts.completed === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ status: 'cancelled', drain: { removed: 1 } });
    expect(Object.keys(Object(await moto.entries(system.tenant)))).toEqual(['bob@acme.example']);
  });

  it('reports a secret that it may not change, with the users it onboarded', async () => {
    moto.decide((operation) => (operation === 'GetSecretValue' ? 'pass' : 'deny'));
    expect(await (await start(ada)).result()).toMatchObject({
      status: 'completed-with-failures',
      completed: [{ email: 'ada@acme.example' }],
      drain: { removed: 0, failure: { code: 'SECRET_STORE_DENIED', attempts: 1 } },
    });
    expect(await moto.entries(system.tenant)).toEqual(entries);
  });

  it('tries again when the answer to its write is lost, and counts once', async () => {
    let lost = 0;
    moto.decide((operation) => (operation === 'PutSecretValue' && (lost += 1) <= 4 ? 'lose' : 'pass'));
    expect(await (await start(ada)).result()).toMatchObject({ status: 'completed', drain: { removed: 1 } });
    expect(await moto.versions(system.tenant)).toBe(2);
  });

  it('learns of the secret from those who join it', async () => {
    await system.control.faults([{ method: 'GET', user: 'ada@acme.example', times: 5, do: { sync: 'PENDING' } }]);
    const handle = await start(ada, {});
    await handle.executeUpdate('addUsers', { args: [{ target: system.target, users: bob, secrets: [{ arn }] }] });
    expect(await handle.result()).toMatchObject({ status: 'completed', drain: { removed: 2 } });
    expect(await moto.entries(system.tenant)).toEqual({});
  });
});
