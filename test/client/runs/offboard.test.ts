import {
  cancelRun,
  findKnownUsers,
  followRun,
  retryRun,
  startOffboarding,
  startOnboarding,
  type Temporal,
} from '../../../src/client';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';

const users = [...usersOf('primary', 'ada'), ...usersOf('secondary', 'bob')];

describe('an offboarding', () => {
  let system: OnboardingSystem;
  let temporal: Temporal;

  beforeAll(async () => {
    system = await startOnboardingSystem();
    temporal = await connectToServer(system.taskQueue);
    const run = await startOnboarding(temporal, requestFor(system.tenant, users));
    if (run.kind !== 'started') throw new Error(`a new run was expected, not ${run.kind}`);
    await followRun(temporal, run, { intervalMs: 50 });
  });
  afterAll(async () => {
    await temporal.client.connection.close();
    await system.stop();
  });

  const leaving = { how: 'disable', force: false } as const;
  const requested = (...keys: string[]) => {
    const { tenant, target, options } = requestFor(system.tenant, users).input;
    return { tenant, target, options, users: users.filter(({ key }) => keys.includes(key)), ...leaving };
  };

  it('finds whom the tenant is known to have', async () => {
    const { users: known } = await findKnownUsers(temporal, { tenant: system.tenant });
    expect(known).toEqual(users);
  });

  it('is joined by more users, refuses those who are to go another way, and keeps onboardings out until it ends', async () => {
    await system.control.faults([{ path: '/v3/users', do: { status: 503 } }]);
    const started = await startOffboarding(temporal, requested('ada'));
    expect(started.kind).toBe('started');
    expect(await startOffboarding(temporal, requested('ada', 'bob'))).toMatchObject({ kind: 'joined', added: 1 });
    await expect(startOffboarding(temporal, { ...requested('bob'), how: 'delete' })).rejects.toMatchObject({
      code: 'RUN_REFUSED',
    });
    await expect(startOnboarding(temporal, requestFor(system.tenant, users))).rejects.toMatchObject({
      code: 'RUN_REFUSED',
      message: `Users of ${system.tenant} are being offboarded at this moment.`,
    });
    const run = await cancelRun(temporal, { tenant: system.tenant });
    expect(await followRun(temporal, run, { intervalMs: 50 })).toMatchObject({
      kind: 'result',
      result: { status: 'cancelled', counts: { total: 2, cancelled: 2 } },
    });
    await system.control.faults([]);
    // The last onboarding of the same users completed, yet is no answer any more.
    const again = await startOnboarding(temporal, requestFor(system.tenant, users));
    expect(again.kind).toBe('started');
  });

  it('is no answer to those whom the onboarding before it left: they are retried, and added to', async () => {
    const { tenant } = system;
    await cancelRun(temporal, { tenant }).catch(() => undefined);
    const cy = usersOf('secondary', 'cy');
    const create = { method: 'POST', path: '/v3/users', user: 'cy@acme.example' };
    await system.control.faults([{ ...create, do: { status: 400 } }]);
    const request = requestFor(tenant, [...users, ...cy]);
    const left = await startOnboarding(temporal, request);
    if (left.kind === 'nothing-to-do') throw new Error('a new run was expected');
    expect(await followRun(temporal, left, { intervalMs: 50 })).toMatchObject({ result: { counts: { failed: 1 } } });
    await system.control.faults([]);
    const away = await startOffboarding(temporal, requested('ada'));
    if (away.kind === 'nothing-to-do') throw new Error('a new run was expected');
    expect(await followRun(temporal, away, { intervalMs: 50 })).toMatchObject({ direction: 'offboard' });
    const { users: known } = await findKnownUsers(temporal, { tenant });
    expect(known.map(({ key }) => key).toSorted()).toEqual(['ada', 'bob', 'cy']);
    const keyOf = ({ email }: { readonly email: string }) => email.split('@')[0] ?? '';
    const retried = await retryRun(temporal, { tenant, keyOf, options: request.input.options });
    expect(retried).toMatchObject({ kind: 'started', users: 1 });
    if (retried.kind === 'nothing-to-do') throw new Error('a new run was expected');
    const outcome = await followRun(temporal, retried, { intervalMs: 50 });
    expect(outcome).toMatchObject({ direction: 'onboard', result: { completed: [{ email: 'cy@acme.example' }] } });
    expect(await retryRun(temporal, { tenant, keyOf, options: request.input.options })).toMatchObject({
      kind: 'nothing-to-do',
    });
  });
});
