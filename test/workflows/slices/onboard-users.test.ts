import { defaultRunOptions, type RunOptions, type SlicePolicy } from '../../../src/domain/run/run';
import type { User } from '../../../src/domain/tenant/user';
import {
  type OnboardingSystem,
  startOnboardingSystem,
  type TenantHandle,
  tenantHandle,
  usersOf,
} from '../../system/onboarding-system';

/** How often a race is run; more of them under load show more. */
const races = Number(process.env['RACES'] ?? 5);
/** As for thousands of users, in small. */
const slices: SlicePolicy = { above: 6, size: 4, atOnce: 2 };
const quick: RunOptions = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000, concurrency: 4 };

describe('a run in slices', () => {
  let system: OnboardingSystem;
  let tenants = 0;

  beforeAll(async () => {
    system = await startOnboardingSystem({ apps: ['manage', 'facilities'], syncDelayMs: 100 });
  });

  afterEach(async () => {
    await system.control.faults([]);
  });

  afterAll(() => system.stop());

  interface Run extends TenantHandle {
    readonly users: readonly User[];
    readonly id: string;
  }

  /** A run of so many users, `a1` to `a12` of the first one. */
  async function start(count: number, options: Partial<RunOptions> = {}, type = 'onboardTenant'): Promise<Run> {
    tenants += 1;
    const letter = String.fromCharCode(96 + tenants);
    return startWith(
      usersOf('primary', ...Array.from({ length: count }, (_, n) => `${letter}${n + 1}`)),
      options,
      type,
    );
  }

  async function startWith(users: readonly User[], options: Partial<RunOptions>, type: string): Promise<Run> {
    const [way] = type.split('Tenant');
    const tenant = `${system.tenant}-${tenants}`;
    const id = `${way}:mas:${tenant}`;
    const leaving = way === 'offboard' ? { how: 'disable', force: false } : {};
    const input = { tenant, target: system.target, users, options: { ...quick, ...options }, slices, ...leaving };
    const { taskQueue, client } = system;
    const workflow = await client.workflow.start(type, { workflowId: id, taskQueue, args: [input] });
    return { ...tenantHandle(workflow), users, id };
  }

  /** How many events of each kind a workflow's history has. */
  async function eventsOf(workflowId: string): Promise<Record<string, number>> {
    const { events } = await system.client.workflow.getHandle(workflowId).fetchHistory();
    const kinds = (events ?? []).flatMap((event) =>
      Object.keys(event).filter((key) => key.endsWith('EventAttributes')),
    );
    return Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]));
  }

  /** Replays a run and its slices; answers how many slices it had. A run has no other children. */
  async function replayed(id: string): Promise<number> {
    const { childWorkflowExecutionStartedEventAttributes: count = 0 } = await eventsOf(id);
    await system.replay(id);
    for (let n = 1; n <= count; n += 1) await system.replay(`${id}:slice:${n}`);
    return count;
  }

  async function creations(): Promise<string[]> {
    const effects = await system.control.effects();
    return effects.flatMap(({ method, path, user }) =>
      method === 'POST' && path === '/v3/users' ? [String(user)] : [],
    );
  }

  it('onboards every user once, has none in its own history, and offboards them likewise', async () => {
    const run = await start(8);
    const result = await run.result();
    expect(result).toMatchObject({ status: 'completed', changed: 8, counts: { total: 8, completed: 8 } });
    expect(result.completed).toEqual(run.users.map(({ record }) => record));
    expect((await creations()).sort()).toEqual(run.users.map(({ record }) => record.email).sort());
    expect((await system.control.state()).apiKeys).toBe(0);
    expect(await eventsOf(`${run.id}:slice:1`)).toMatchObject({ childWorkflowExecutionStartedEventAttributes: 4 });
    expect(await replayed(run.id)).toBe(2);

    const back = await startWith(run.users, {}, 'offboardTenant');
    expect(await back.result()).toMatchObject({ status: 'completed', changed: 8, counts: { completed: 8 } });
    expect(await replayed(back.id)).toBe(2);
  });

  it('has no more users in flight than it may, whatever share the slices have', async () => {
    await system.control.faults([{ method: 'GET', user: 'b1@acme.example', times: 10, do: { sync: 'PENDING' } }]);
    const run = await start(9, { concurrency: 3 });
    expect(await run.result()).toMatchObject({ counts: { completed: 9 } });
    const spans = await Promise.all(
      run.users.map(async ({ key }) => {
        const { startTime, closeTime } = await system.client.workflow.getHandle(system.childId(key)).describe();
        return [startTime.getTime(), closeTime?.getTime() ?? Number.POSITIVE_INFINITY] as const;
      }),
    );
    const inFlight = spans.map(([at]) => spans.filter(([from, to]) => from <= at && at < to).length);
    expect(Math.max(...inFlight)).toBeLessThanOrEqual(3);
  });

  it('tells of failed users while it goes on, and retries them in a slice of their own', async () => {
    await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'c2@acme.example', do: { status: 400 } }]);
    const run = await start(8, { holdForMs: 60_000 });
    const held = await run.until(({ phase }) => phase === 'holding');
    expect(held.counts).toMatchObject({ completed: 7, failed: 1, running: 0, pending: 0 });
    expect(held.users[1]).toMatchObject({
      key: 'c2',
      state: { status: 'failed', code: 'TARGET_REJECTED', step: 'create' },
    });
    await system.control.faults([]);
    expect(await run.retryFailed()).toBe(1);
    expect(await run.result()).toMatchObject({ status: 'completed', counts: { completed: 8 } });
    expect((await creations()).filter((user) => user.startsWith('c2@'))).toHaveLength(1);
    await replayed(run.id);
  });

  it('cuts into slices whoever comes after it has become large', async () => {
    await system.control.faults([{ path: '/v3/users', user: 'd1@acme.example', times: 1, do: { delay: '2s' } }]);
    const run = await start(5);
    await run.until(({ phase }) => phase === 'running');
    const more = usersOf('secondary', 'd6', 'd7', 'd8', 'd9');
    expect(await run.addUsers({ target: system.target, users: [...run.users, ...more] })).toBe(4);
    expect(await run.result()).toMatchObject({ counts: { total: 9, completed: 9 } });
    expect((await eventsOf(run.id))['childWorkflowExecutionStartedEventAttributes']).toBeLessThan(9);
    await system.replay(run.id);
  });

  it('says of every user what became of it when it is cancelled, and removes what was temporary', async () => {
    const pending = { method: 'GET', path: '/', do: { sync: 'PENDING' } };
    await system.control.faults(['e1', 'e2', 'e5', 'e6'].map((name) => ({ ...pending, user: `${name}@acme.example` })));
    const run = await start(12);
    await run.until(({ counts }) => counts.running === 4);
    await run.workflow.cancel();
    const { status, counts, cancelled, completed } = await run.result();
    expect(status).toBe('cancelled');
    expect(counts).toMatchObject({ total: 12, running: 0, pending: 0, failed: 0 });
    expect(cancelled.length + completed.length).toBe(12);
    expect((await system.control.state()).apiKeys).toBe(0);
    await replayed(run.id);
  });

  it('fails the users of a slice that was terminated, but for those it had told of, and goes on', async () => {
    await system.control.faults([{ method: 'GET', user: 'f1@acme.example', do: { sync: 'PENDING' } }]);
    const run = await start(12);
    await run.until(({ counts }) => counts.completed === 11);
    await system.client.workflow.getHandle(`${run.id}:slice:1`).terminate('operator');
    const { failed, completed } = await run.result();
    expect(failed).toMatchObject([{ email: 'f1@acme.example', step: 'unknown', code: 'TERMINATED' }]);
    expect(completed).toHaveLength(11);
    expect((await system.control.state()).apiKeys).toBe(0);
    await system.replay(run.id);
  });

  it.each(Array.from({ length: races }, (_, n) => n))(
    'counts nobody as running whom a slice did not start: pause as it begins, %i',
    async () => {
      const run = await start(8);
      await run.until(({ phase }) => phase === 'running');
      await run.workflow.executeUpdate('pause');
      const paused = await run.until(({ counts }) => counts.running === 0);
      expect(paused.counts.pending + paused.counts.completed).toBe(8);
      await run.workflow.executeUpdate('resume');
      expect(await run.result()).toMatchObject({ counts: { completed: 8 } });
      await replayed(run.id);
    },
  );

  it('starts nobody in any slice while it is paused, and nobody at all who was skipped', async () => {
    await system.control.faults([{ path: '/v3/users', do: { delay: '1s' }, times: 4 }]);
    const run = await start(8);
    await run.until(({ phase, counts }) => phase === 'running' && counts.running > 0);
    await run.workflow.executeUpdate('pause');
    const paused = await run.until(({ counts }) => counts.running === 0);
    expect(paused.counts.completed).toBeLessThan(8);
    const last = run.users.slice(-1).map(({ key }) => key);
    await run.workflow.executeUpdate('skip', { args: [{ users: last }] });
    // Of another shape, and so none.
    const slice = system.client.workflow.getHandle(`${run.id}:slice:1`);
    for (const nonsense of ['open', { by: 'nobody' }, { by: 'operator' }]) await slice.signal('gateChanged', nonsense);
    for (const nonsense of [null, {}, [5]]) await slice.signal('leaveOut', nonsense);
    await run.workflow.executeUpdate('resume');
    expect(await run.result()).toMatchObject({ counts: { completed: 7, skipped: 1 } });
    expect(await creations()).not.toContain(run.users.at(-1)?.record.email);
    await replayed(run.id);
  });
});
