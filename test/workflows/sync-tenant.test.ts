import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { LedgerPage } from '../../src/domain/run/ledger';
import { ledgerId, syncWorkflowId, tenantWorkflowId } from '../../src/domain/run/names';
import type { Notifier, RunEnded } from '../../src/domain/run/notice';
import type { StatusPage } from '../../src/domain/run/outcome';
import { defaultRunOptions } from '../../src/domain/run/run';
import type { SyncInput, SyncResult, SyncStatus } from '../../src/domain/sync/sync';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../system/onboarding-system';

const ada = usersOf('primary', 'ada');
const bob = usersOf('secondary', 'bob');
const cy = usersOf('secondary', 'cy');
const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };

let system: OnboardingSystem;
let told: RunEnded[];
const notifier: Notifier = async ({ ended }) => void told.push(ended);

beforeEach(async () => {
  told = [];
  system = await startOnboardingSystem({ apps: ['manage', 'facilities'], seedUsers: 3 }, { notifier });
});
afterEach(async () => {
  try {
    await system.replay(ledgerId(system.target, system.tenant));
  } finally {
    await ledger()
      .terminate('the test is over')
      .catch(() => undefined);
    await system.stop();
  }
});

const ledger = () => system.client.workflow.getHandle(ledgerId(system.target, system.tenant));

async function members(): Promise<string[]> {
  const page = await ledger().query<LedgerPage>('members');
  return page.members.map(({ user }) => user.key).sort();
}

/** Who was there before this tool, as they are. */
async function strangers() {
  const { users } = await system.control.state();
  return Object.entries(users).filter(([id]) => !id.endsWith('@acme.example'));
}

function start(input: Partial<SyncInput> & Pick<SyncInput, 'users'>) {
  const { tenant, taskQueue } = system;
  const leaving = { how: 'disable', force: false } as const;
  const whole: SyncInput = { tenant, target: system.target, options, leaving, ...input };
  const workflowId = syncWorkflowId(system.target, tenant);
  return system.client.workflow.start('syncTenant', { workflowId, taskQueue, args: [whole] });
}

async function sync(input: Parameters<typeof start>[0]): Promise<SyncResult> {
  const handle = await start(input);
  const result: SyncResult = await handle.result();
  await system.replay(handle.workflowId);
  return result;
}

async function isAt(part: WorkflowHandle, key: string): Promise<boolean> {
  const { users } = await part.query<StatusPage>('status');
  return users.some((user) => user.key === key && user.state.status === 'running');
}

async function refusal(input: Parameters<typeof start>[0]): Promise<unknown> {
  const error: unknown = await (await start(input)).result().catch((reason: unknown) => reason);
  return error instanceof WorkflowFailedError ? error.cause : error;
}

describe('the ledger', () => {
  it('knows who completed, once, and outlives the run', async () => {
    await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
    await (await system.start([...ada, ...bob])).result();
    expect(await members()).toEqual(['ada']);
    await system.control.faults([]);
    await (await system.start([...ada, ...bob])).result();
    expect(await members()).toEqual(['ada', 'bob']);
    expect((await ledger().describe()).status.name).toBe('RUNNING');
  });
});

describe('syncTenant', () => {
  it('adds one, removes one, and leaves alone whom this tool never onboarded', async () => {
    await sync({ users: [...ada, ...bob] });
    const others = await strangers();
    const before = (await system.control.requests()).length;
    const result = await sync({ users: [...ada, ...usersOf('secondary', 'dora')] });
    expect(result).toMatchObject({
      status: 'completed',
      known: 2,
      differingTotal: 0,
      differing: [],
      onboarded: { counts: { total: 2, completed: 2 }, changed: 1 },
      offboarded: { counts: { total: 1, completed: 1 }, changed: 1, failed: [] },
    });
    expect(await members()).toEqual(['ada', 'dora']);
    const touched = new Set((await system.control.effects(before)).map(({ user }) => user));
    expect(touched).not.toContain('ada@acme.example');
    expect(await strangers()).toEqual(others);
    expect(others).toHaveLength(3);
  });

  it('writes nothing the second time', async () => {
    await sync({ users: [...ada, ...bob] });
    const before = (await system.control.requests()).length;
    expect(await sync({ users: [...ada, ...bob] })).toMatchObject({ status: 'completed', onboarded: { changed: 0 } });
    expect(await system.control.effects(before)).toEqual([]);
  });

  it('does nothing at all when the guard stops it, and says why', async () => {
    const many = usersOf('secondary', 'a', 'b', 'c', 'd', 'e');
    await sync({ users: many });
    const before = (await system.control.requests()).length;
    const refused = { type: 'REMOVALS_GUARDED', message: expect.stringContaining('4 of 5 users would be removed') };
    expect(await refusal({ users: [...many.slice(0, 1), ...ada] })).toMatchObject(refused);
    expect(await refusal({ users: [] })).toMatchObject({ type: 'REMOVALS_GUARDED' });
    expect(await system.control.requests(before)).toEqual([]);
    expect(await members()).toHaveLength(5);
  });

  it('tells once how both parts ended, and what stopped it', async () => {
    const notify = [{ to: { name: 'chat' } }];
    await sync({ users: [...ada, ...bob], notify });
    const swapped = await sync({ users: [...ada, ...cy], notify });
    expect(swapped.notices).toEqual([{ to: 'chat' }]);
    expect(
      told.map(({ status, counts: { total, completed }, changed }) => [status, total, completed, changed]),
    ).toEqual([
      ['completed', 2, 2, 2],
      ['completed', 3, 3, 2],
    ]);
    await refusal({ users: [], notify });
    expect(told.slice(2)).toMatchObject([
      { status: 'failed', error: { code: 'REMOVALS_GUARDED' }, counts: { total: 0 } },
    ]);
  });

  it('empties a tenant when that was foreseen, and its ledger ends', async () => {
    await sync({ users: [...ada, ...bob] });
    const result = await sync({ users: [], limit: { percent: 100 } });
    expect(result.onboarded).toBeUndefined();
    expect(result.offboarded).toMatchObject({ counts: { completed: 2 } });
    expect((await ledger().describe()).status.name).toBe('COMPLETED');
    expect(await sync({ users: [] })).toMatchObject({ status: 'completed', known: 0 });
  });

  it('reports who changed kind, and touches nobody for it', async () => {
    await sync({ users: [...ada, ...bob] });
    const before = (await system.control.requests()).length;
    const result = await sync({ users: [...usersOf('secondary', 'ada'), ...bob] });
    expect(result.differing).toEqual([{ id: 'ada@acme.example', kind: 'secondary', was: 'primary' }]);
    expect(result.offboarded).toBeUndefined();
    expect(await members()).toEqual(['ada', 'bob']);
    expect((await system.control.effects(before)).filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  it('goes on with the removals when one user cannot be added', async () => {
    await sync({ users: [...ada, ...bob] });
    await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'cy@acme.example', do: { status: 400 } }]);
    const result = await sync({ users: [...ada, ...cy] });
    expect(result).toMatchObject({
      status: 'completed-with-failures',
      onboarded: { failed: [{ code: 'TARGET_REJECTED' }] },
      offboarded: { status: 'completed', counts: { completed: 1 } },
    });
    expect(await members()).toEqual(['ada']);
  });

  it('waits for a run of the tenant that is open', async () => {
    await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 400 } }]);
    const held = await system.start(bob, { holdForMs: 3_600_000 });
    await held.until(({ phase }) => phase === 'holding');
    await system.control.faults([]);
    const handle = await start({ users: ada });
    while ((await handle.query<SyncStatus>('syncStatus')).phase !== 'waiting') await pause(50);
    await held.workflow.signal('close');
    expect(await handle.result()).toMatchObject({ status: 'completed', onboarded: { counts: { completed: 1 } } });
    expect(await members()).toEqual(['ada']);
    await system.replay(handle.workflowId);
  });

  it('removes nobody once it was cancelled', async () => {
    await sync({ users: [...ada, ...bob] });
    await system.control.faults([{ method: 'GET', user: 'cy@acme.example', do: { sync: 'PENDING' } }]);
    const handle = await start({ users: [...ada, ...cy] });
    const part = system.client.workflow.getHandle(tenantWorkflowId(system.target, system.tenant));
    while ((await handle.query<SyncStatus>('syncStatus')).phase !== 'onboarding') await pause(50);
    while (!(await isAt(part, 'cy'))) await pause(50);
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ status: 'cancelled', onboarded: { status: 'cancelled' } });
    expect(await members()).toEqual(['ada', 'bob']);
  });

  it('removes nobody when nobody could be onboarded', async () => {
    await sync({ users: [...ada, ...bob] });
    await system.control.faults([{ path: '/', do: { status: 403 } }]);
    const before = await members();
    const handle = await start({ users: ada });
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    await system.control.faults([]);
    expect(await members()).toEqual(before);
    expect((await handle.describe()).searchAttributes).toMatchObject({ OnboardStatus: ['failed'] });
  });
});
