import { readOutcome, readStatus, type Temporal } from '../../../src/client';
import { tenantWorkflowId } from '../../../src/domain/run/names';
import type { SlicesPage } from '../../../src/domain/run/user-slice';
import type { TenantResult } from '../../../src/domain/run/outcome';
import { connectToServer } from '../../client/stand';
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
const races = Number(process.env['RACES'] ?? 3);
/** As for thousands of users, in small. */
const slices: SlicePolicy = { above: 6, size: 4, atOnce: 2, patienceMs: 60_000 };
const quick: RunOptions = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000, concurrency: 4 };

describe('a run in slices', () => {
  let system: OnboardingSystem;
  let temporal: Temporal;
  let tenants = 0;

  beforeAll(async () => {
    system = await startOnboardingSystem({ apps: ['manage', 'facilities'], syncDelayMs: 100 });
    temporal = await connectToServer(system.taskQueue);
  });

  afterEach(async () => {
    await system.control.faults([]);
  });

  afterAll(async () => {
    await temporal.client.connection.close();
    await system.stop();
  });

  interface Run extends TenantHandle {
    readonly users: readonly User[];
    readonly id: string;
    /** With the users of all slices. */
    whole(): Promise<TenantResult>;
    slices(): Promise<SlicesPage>;
  }

  /** A run of so many users, `a1` to `a12` of the first one. */
  async function start(count: number, options: Partial<RunOptions> = {}, type = 'onboardTenant'): Promise<Run> {
    tenants += 1;
    const letter = tenants <= 26 ? String.fromCharCode(96 + tenants) : `r${tenants}-`;
    return startWith(
      usersOf('primary', ...Array.from({ length: count }, (_, n) => `${letter}${n + 1}`)),
      options,
      type,
    );
  }

  async function startWith(users: readonly User[], options: Partial<RunOptions>, type: string): Promise<Run> {
    const tenant = `${system.tenant}-${tenants}`;
    const id = tenantWorkflowId(system.target, tenant);
    const leaving = type === 'offboardTenant' ? { how: 'disable', force: false } : {};
    const input = { tenant, target: system.target, users, options: { ...quick, ...options }, slices, ...leaving };
    const { taskQueue, client } = system;
    const workflow = await client.workflow.start(type, { workflowId: id, taskQueue, args: [input] });
    const whole = async () => {
      await workflow.result();
      const outcome = await readOutcome(temporal, { tenant, workflowId: id, runId: workflow.firstExecutionRunId });
      if (outcome.kind !== 'result') throw new Error(outcome.error.code);
      return outcome.result;
    };
    const ask = () => workflow.query<SlicesPage, []>('slices');
    return { ...tenantHandle(workflow), users, id, whole, slices: ask };
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

  /** Resolves when the slice has begun. */
  async function untilThere(slice: { describe(): Promise<unknown> }): Promise<void> {
    while ((await slice.describe().catch(() => undefined)) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function creations(): Promise<string[]> {
    const effects = await system.control.effects();
    return effects.flatMap(({ method, path, user }) =>
      method === 'POST' && path === '/v3/users' ? [String(user)] : [],
    );
  }

  it('onboards every user once, has none in its own history, and offboards them likewise', async () => {
    const run = await start(8);
    const result = await run.whole();
    expect(result).toMatchObject({ status: 'completed', changed: 8, counts: { total: 8, completed: 8 } });
    expect((await run.result()).completed).toEqual([]);
    expect(result.completed).toEqual(run.users.map(({ record }) => record));
    expect((await creations()).sort()).toEqual(run.users.map(({ record }) => record.email).sort());
    expect((await system.control.state()).apiKeys).toBe(0);
    const { groups, slices: all } = await run.slices();
    expect(groups).toEqual([{ first: 1, count: all.length }]);
    expect(all.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...all.map(({ counts }) => counts.total))).toBeLessThanOrEqual(slices.size);
    expect(await replayed(run.id)).toBe(all.length);

    const back = await startWith(run.users, {}, 'offboardTenant');
    expect(await back.result()).toMatchObject({ status: 'completed', changed: 8, counts: { completed: 8 } });
    expect(await replayed(back.id)).toBe(all.length);
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

  it('tells of failed users while it goes on, and retries them where they are', async () => {
    await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'c2@acme.example', do: { status: 400 } }]);
    const run = await start(8, { holdForMs: 60_000 });
    const held = await run.until(({ phase }) => phase === 'holding');
    expect(held.counts).toMatchObject({ completed: 7, failed: 1, running: 0, pending: 0 });
    const metadata = await run.workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toContain('c2@acme.example');
    await system.control.faults([]);
    for (const strange of ['nobody', 'c1']) {
      await expect(run.retryFailed({ users: [strange] })).rejects.toMatchObject({
        cause: { message: expect.stringContaining(`not failed in this run: ${strange}`) },
      });
    }
    expect(await run.retryFailed({ users: ['c2@acme.example'], edits: { c2: { given_name: 'Cyd' } } })).toBe(1);
    const result = await run.whole();
    expect(result).toMatchObject({ status: 'completed', counts: { completed: 8 }, corrected: ['c2'] });
    expect(result.completed[1]).toMatchObject({ email: 'c2@acme.example', given_name: 'Cyd' });
    expect((await creations()).filter((user) => user.startsWith('c2@'))).toHaveLength(1);
    await replayed(run.id);
  });

  it('takes users into slices that whoever adds them opens, once each', async () => {
    await system.control.faults([{ path: '/v3/users', user: 'd1@acme.example', times: 1, do: { delay: '2s' } }]);
    const run = await start(5);
    await run.until(({ phase }) => phase === 'running');
    const more = usersOf('secondary', 'd6', 'd7', 'd8', 'd9');
    await expect(run.addUsers({ target: system.target, users: more })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('belong into slices') },
    });
    const opened = () => run.workflow.executeUpdate('openSlices', { args: [{ target: system.target, pages: ['p1'] }] });
    expect(await Promise.all([opened(), opened()])).toEqual([[1], [1]]);
    const slice = system.client.workflow.getHandle(`${run.id}:slice:1`);
    const take = () => slice.executeUpdate('takeUsers', { args: [{ name: 'p1', users: more, order: [5, 6, 7, 8] }] });
    await untilThere(slice);
    expect(await Promise.all([take(), take()])).toMatchObject([{ total: 4 }, { total: 4 }]);
    expect(await slice.query('missingUsers', ['d6', 'd1'])).toEqual(['d1']);
    const result = await run.whole();
    expect(result).toMatchObject({ counts: { total: 9, completed: 9 } });
    expect(result.completed).toEqual([...run.users, ...more].map(({ record }) => record));
    for (const id of [run.id, `${run.id}:slice:1`]) await system.replay(id);
  });

  it('says of every user what became of it when it is cancelled, and removes what was temporary', async () => {
    const pending = { method: 'GET', path: '/', do: { sync: 'PENDING' } };
    await system.control.faults(['e1', 'e2', 'e5', 'e6'].map((name) => ({ ...pending, user: `${name}@acme.example` })));
    const run = await start(12);
    await run.until(({ counts }) => counts.running === 4);
    await run.workflow.cancel();
    const { status, counts, cancelled, completed } = await run.whole();
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
    const { slices: all } = await run.slices();
    const busy = all.find(({ counts }) => counts.running > 0)?.number;
    await system.client.workflow.getHandle(`${run.id}:slice:${busy}`).terminate('operator');
    const { failed, completed, counts } = await run.whole();
    expect(counts).toMatchObject({ failed: 1, completed: 11 });
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
    const { users } = await readStatus(temporal, { tenant: paused.tenant, workflowId: run.id }, 0);
    const waiting = users.find(({ state }) => state.status === 'pending')?.id ?? '';
    await run.workflow.executeUpdate('skip', { args: [{ users: [waiting] }] });
    // Of another shape, and so none.
    const slice = system.client.workflow.getHandle(`${run.id}:slice:1`);
    for (const nonsense of ['open', { by: 'nobody' }, { by: 'operator' }]) await slice.signal('gateChanged', nonsense);
    for (const nonsense of [null, {}, { most: -1 }]) await slice.signal('share', nonsense);
    await run.workflow.executeUpdate('resume');
    expect(await run.result()).toMatchObject({ counts: { completed: 7, skipped: 1 } });
    expect(await creations()).not.toContain(waiting);
    await replayed(run.id);
  });
});
