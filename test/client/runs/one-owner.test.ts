import { connectToServer, requestFor } from '../stand';
import {
  followRun,
  followSync,
  findRun,
  type RunId,
  type RunOutcome,
  startOffboarding,
  startOnboarding,
  startSync,
  type Temporal,
} from '../../../src/client';
import { defaultRunOptions } from '../../../src/domain/run/run';
import type { TargetRef } from '../../../src/domain/tenant/target-ref';
import { masAt, type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';

const rounds = Number(process.env['RACES'] ?? 5);

let system: OnboardingSystem;
let temporal: Temporal;
beforeAll(async () => {
  system = await startOnboardingSystem({ apps: ['manage'] });
  temporal = await connectToServer(system.taskQueue);
});
afterEach(() => system.control.faults([]));
afterAll(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

const users = usersOf('secondary', 'ada', 'bob', 'cy', 'dee', 'eve', 'fay');
const options = { ...defaultRunOptions, pollIntervalMs: 50, readyTimeoutMs: 20_000 };
const leaving = { how: 'disable', force: true } as const;

async function onboard(tenant: string, target: TargetRef, some = users): Promise<RunOutcome> {
  const request = requestFor(tenant, some);
  const started = await startOnboarding(temporal, { ...request, input: { ...request.input, target }, again: 'always' });
  return started.kind === 'nothing-to-do' ? started.outcome : ended(started);
}

const ended = (run: RunId) => followRun(temporal, run, { intervalMs: 50 });

it('has a tenant of one name at two places at once, and asks which is meant', async () => {
  await system.control.faults([{ path: '/v3/users', do: { status: 503 } }]);
  const tenant = `${system.tenant}-dev`;
  const [here, there] = [masAt(`${tenant}-1`), masAt(`${tenant}-2`)];
  const both = Promise.all([onboard(tenant, here), onboard(tenant, there)]);
  const runs = await Promise.all(
    [here, there].map(({ instance }) => findRun(temporal, { tenant, at: `mas:${instance}` })),
  );
  expect(runs.map(({ open }) => open)).toEqual([true, true]);
  expect(runs[0]?.workflowId).not.toBe(runs[1]?.workflowId);
  await expect(findRun(temporal, { tenant })).rejects.toMatchObject({
    code: 'RUN_REFUSED',
    message: expect.stringContaining(`mas:${there.instance}/ws1`),
  });
  expect(await findRun(temporal, { tenant, runId: runs[1]?.runId })).toEqual(runs[1]);
  await expect(findRun(temporal, { tenant, at: 'mas:elsewhere' })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  await system.control.faults([]);
  for (const outcome of await both) expect(outcome).toMatchObject({ result: { status: 'completed' } });
});

it('lets onboarding, offboarding and synchronisation of a tenant take turns, started at the same moment', async () => {
  const { tenant, target } = system;
  for (let round = 0; round < rounds; round += 1) {
    const sync = startSync(temporal, { tenant, target, users, options, leaving }, 'f');
    const away = startOffboarding(temporal, { tenant, target, users: users.slice(0, 2), options, ...leaving });
    const [onboarded, synced, offboarded] = await Promise.allSettled([
      onboard(tenant, target),
      sync.then((run) => followSync(temporal, run, { intervalMs: 50 })),
      away.then((run) => (run.kind === 'nothing-to-do' ? run.outcome : ended(run))),
    ]);
    // A synchronisation waits; of the two ways, one is refused while the other is open, and says so.
    expect(synced).toMatchObject({ value: { result: { status: 'completed' } } });
    for (const one of [onboarded, offboarded]) {
      expect(one).toMatchObject(
        one.status === 'fulfilled'
          ? { value: { kind: 'result', result: { status: 'completed', failed: [] } } }
          : { reason: { code: 'RUN_REFUSED', message: expect.stringContaining('at this moment') } },
      );
    }
    expect([onboarded, offboarded].some(({ status }) => status === 'fulfilled')).toBe(true);
  }
});

it('lets two tenants who share a person take turns: the person is invited once', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const shared = usersOf('secondary', `shared-${round}`);
    const target = masAt(`${system.tenant}-shared`);
    const outcomes = await Promise.all([
      onboard(`${system.tenant}-a`, target, shared),
      onboard(`${system.tenant}-b`, { ...target, workspace: 'ws1' }, shared),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ result: { status: 'completed' } });
    const changed = outcomes.map((outcome) => (outcome.kind === 'result' ? outcome.result.changed : 0));
    expect(changed.toSorted((one, other) => one - other)).toEqual([0, 1]);
    expect((await system.control.state()).users[`shared-${round}@acme.example`]?.invitations).toBe(1);
  }
});
