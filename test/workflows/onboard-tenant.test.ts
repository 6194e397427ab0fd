import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { TenantResult } from '../../src/domain/run/outcome';
import { type OnboardingSystem, startOnboardingSystem, type TenantHandle, usersOf } from '../system/onboarding-system';

const ada = usersOf('primary', 'ada');
const bob = usersOf('secondary', 'bob');

describe('onboardTenant', () => {
  let system: OnboardingSystem;

  beforeEach(async () => {
    system = await startOnboardingSystem({ apps: ['manage', 'facilities'], syncDelayMs: 100 });
  });

  afterEach(async () => {
    try {
      await replayAll();
    } finally {
      await system.stop();
    }
  });

  /** Replays the newest run of the tenant and of each of its users. */
  async function replayAll(): Promise<void> {
    const query = `OnboardTenant = '${system.tenant}'`;
    const ids = new Set<string>();
    for await (const { workflowId } of system.client.workflow.list({ query })) ids.add(workflowId);
    for (const id of ids) await system.replay(id);
  }

  async function failureOf(handle: TenantHandle): Promise<unknown> {
    const error: unknown = await handle.result().catch((reason: unknown) => reason);
    return error instanceof WorkflowFailedError ? error.cause : error;
  }

  it('gives both kinds of user what the contract says, and removes the API key it made', async () => {
    const result = await (await system.start([...ada, ...bob])).result();
    expect(result).toMatchObject({ status: 'completed', changed: 2, counts: { total: 2, completed: 2, failed: 0 } });
    expect(result.completed).toEqual([ada[0]?.record, bob[0]?.record]);
    const { users, apiKeys } = await system.control.state();
    expect(apiKeys).toBe(0);
    expect(users['ada@acme.example']).toMatchObject({
      record: {
        permissions: { systemAdmin: false, userAdmin: true, apikeyAdmin: false },
        entitlement: { application: 'PREMIUM', admin: 'ADMIN_BASE', alwaysReserveLicense: true },
      },
      identityProviders: ['local'],
      workspaces: { ws1: { workspaceAdmin: true } },
      roles: { manage: 'MANAGEUSER', facilities: 'PREMIUM' },
      groups: ['MAXADMIN'],
      invitations: 1,
    });
    expect(users['bob@acme.example']).toMatchObject({
      record: {
        permissions: { systemAdmin: false, userAdmin: false, apikeyAdmin: false },
        entitlement: { application: 'BASE', admin: 'NONE', alwaysReserveLicense: true },
      },
      workspaces: { ws1: { workspaceAdmin: false } },
      roles: { manage: 'MANAGEUSER', facilities: 'BASE' },
      groups: [],
      invitations: 1,
    });
  });

  it('writes nothing the second time', async () => {
    await (await system.start([...ada, ...bob])).result();
    const before = (await system.control.requests()).length;
    const result = await (await system.start([...ada, ...bob])).result();
    expect(result).toMatchObject({ status: 'completed', changed: 0 });
    expect(await system.control.effects(before)).toEqual([]);
  });

  it('completes the others when one user fails, and shows where and why', async () => {
    await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
    const result = await (await system.start([...ada, ...bob])).result();
    expect(result.completed).toEqual([ada[0]?.record]);
    expect(result.failed).toMatchObject([
      { ...bob[0]?.record, type: 'secondary', step: 'create', code: 'TARGET_REJECTED' },
    ]);
    const child = await system.client.workflow.getHandle(system.childId('bob')).describe();
    expect(child.status.name).toBe('FAILED');
    expect(child.searchAttributes).toMatchObject({
      OnboardStatus: ['failed'],
      OnboardErrorCode: ['TARGET_REJECTED'],
    });
  });

  it('holds a run with failed users open until they are retried, and touches nobody else', async () => {
    await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
    const handle = await system.start([...ada, ...bob], { holdForMs: 60_000 });
    await handle.until(({ phase }) => phase === 'holding');
    await system.control.faults([]);
    const before = (await system.control.requests()).length;
    await expect(handle.retryFailed({ users: ['ada@acme.example'] })).rejects.toThrow(WorkflowUpdateFailedError);
    expect(await handle.retryFailed({ users: ['bob@acme.example'] })).toBe(1);
    expect(await handle.result()).toMatchObject({ status: 'completed', counts: { completed: 2, failed: 0 } });
    const users = new Set((await system.control.requests(before)).map(({ user }) => user));
    expect([...users].filter((user) => user !== null)).toEqual(['bob@acme.example']);
  });

  it('ends the hold when told to close', async () => {
    await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 400 } }]);
    const handle = await system.start(bob, { holdForMs: 3_600_000 });
    await handle.until(({ phase }) => phase === 'holding');
    await handle.workflow.signal('close');
    expect(await handle.result()).toMatchObject({ status: 'completed-with-failures' });
  });

  it('takes users added while it runs, refuses those of another target, and has each user once', async () => {
    await system.control.faults([{ path: '/v3/users', user: 'ada@acme.example', times: 1, do: { delay: '2s' } }]);
    const handle = await system.start(ada);
    await handle.until(({ phase }) => phase === 'running');
    const elsewhere = { ...system.target, workspace: 'ws2' };
    await expect(handle.addUsers({ target: elsewhere, users: bob })).rejects.toThrow(WorkflowUpdateFailedError);
    expect(await handle.addUsers({ target: system.target, users: [...ada, ...bob] })).toBe(1);
    expect(await handle.result()).toMatchObject({ status: 'completed', counts: { total: 2, completed: 2 } });
  });

  it('refuses more users than a run takes', async () => {
    await system.control.faults([{ path: '/v3/users', times: 1, do: { delay: '2s' } }]);
    const handle = await system.start(ada);
    const many = usersOf('secondary', ...Array.from({ length: 3_000 }, (_, index) => `u${index}`));
    await expect(handle.addUsers({ target: system.target, users: many })).rejects.toThrow(WorkflowUpdateFailedError);
    await handle.result();
  });

  it('waits for the synchronisation without growing its history', async () => {
    await (await system.start(bob)).result();
    const quickly = await eventsOf('bob');
    await system.control.faults([{ method: 'GET', user: 'cy@acme.example', times: 20, do: { sync: 'PENDING' } }]);
    await (await system.start(usersOf('secondary', 'cy'))).result();
    expect(await eventsOf('cy')).toEqual(quickly);
  });

  /** What happened, sorted; how many workflow tasks it took depends on whether two answers come at the same moment. */
  async function eventsOf(key: string): Promise<string[]> {
    const { events } = await system.client.workflow.getHandle(system.childId(key)).fetchHistory();
    const names = (events ?? []).flatMap((event) =>
      Object.keys(event).filter((key) => key.endsWith('EventAttributes')),
    );
    return names.filter((name) => !name.startsWith('workflowTask')).sort();
  }

  it.each(['ERROR', 'MISSING'])('resynchronises a user whose state is %s, and goes on', async (sync) => {
    await system.control.faults([{ method: 'GET', user: 'bob@acme.example', times: 2, do: { sync } }]);
    const result = await (await system.start(bob)).result();
    expect(result.status).toBe('completed');
    const resyncs = (await system.control.requests()).filter(({ method }) => method === 'PATCH');
    expect(resyncs.length).toBeGreaterThanOrEqual(1);
  });

  it('fails the user whose synchronisation does not end in time', async () => {
    await system.control.faults([{ method: 'GET', user: 'bob@acme.example', do: { sync: 'PENDING' } }]);
    const result = await (await system.start([...ada, ...bob], { syncTimeoutMs: 3_000 })).result();
    expect(result.completed).toHaveLength(1);
    expect(result.failed).toMatchObject([{ step: 'await', code: 'MAS_SYNC_TIMEOUT' }]);
  });

  it('waits as long as the target asks, then completes', async () => {
    const busy = { status: 503, headers: { 'retry-after': '2' } };
    await system.control.faults([{ method: 'POST', path: '/v3/users', times: 1, do: busy }]);
    expect(await (await system.start(bob)).result()).toMatchObject({ status: 'completed' });
    const creates = (await system.control.requests()).filter(
      (sent) => sent.method === 'POST' && sent.path === '/v3/users',
    );
    const [first, second] = creates.map(({ at }) => Date.parse(at));
    expect(creates).toHaveLength(2);
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(2_000);
  });

  it.each(['before', 'after'])('creates one user although the answer was lost %s the write', async (reset) => {
    await system.control.faults([{ method: 'POST', path: '/v3/users', times: 1, do: { reset } }]);
    expect(await (await system.start(bob)).result()).toMatchObject({ status: 'completed' });
    const effects = await system.control.effects();
    expect(effects.filter(({ method, path }) => method === 'POST' && path === '/v3/users')).toHaveLength(1);
  });

  it('ends at once, with no user touched, when the workspace does not exist', async () => {
    const handle = await system.start(bob, {}, { workspace: 'nowhere' });
    expect(await failureOf(handle)).toMatchObject({ type: 'MAS_WORKSPACE_NOT_FOUND' });
    expect(await system.control.effects()).toEqual([]);
  });

  it('ends when an application is not ready in time', async () => {
    const unready = { status: 200, body: { id: 'manage', ready: false, available: false } };
    await system.control.faults([{ path: '/workspaces/ws1/applications/manage', do: unready }]);
    expect(await failureOf(await system.start(bob, { readyTimeoutMs: 2_000 }))).toMatchObject({
      type: 'MAS_APPLICATION_TIMEOUT',
    });
  });

  it('says when cancelled what became of every user, and removes what was temporary', async () => {
    await system.control.faults([
      { method: 'GET', user: 'bob@acme.example', do: { sync: 'PENDING' } },
      { method: 'GET', user: 'cy@acme.example', do: { sync: 'PENDING' } },
    ]);
    const users = [...ada, ...bob, ...usersOf('secondary', 'cy', 'dee')];
    const handle = await system.start(users, { concurrency: 2 });
    await handle.until(({ counts }) => counts.completed === 1 && counts.running === 2);
    await handle.workflow.cancel();
    const result: TenantResult = await handle.result();
    expect(result.status).toBe('cancelled');
    expect(result.counts).toMatchObject({ total: 4, completed: 1, cancelled: 3, failed: 0, running: 0, pending: 0 });
    expect((await system.control.state()).apiKeys).toBe(0);
    const child = system.client.workflow.getHandle(system.childId('bob'));
    expect(await child.result()).toMatchObject({ cancelled: true, changed: expect.arrayContaining(['create']) });
    expect((await child.describe()).searchAttributes).toMatchObject({ OnboardStatus: ['cancelled'] });
  });

  it('counts a user whose workflow was terminated as failed, and goes on', async () => {
    await system.control.faults([{ method: 'GET', user: 'bob@acme.example', do: { sync: 'PENDING' } }]);
    const handle = await system.start([...ada, ...bob]);
    await handle.until(({ counts }) => counts.completed === 1);
    await system.client.workflow.getHandle(system.childId('bob')).terminate('operator');
    expect(await handle.result()).toMatchObject({ failed: [{ code: 'TERMINATED' }], completed: [{}] });
  });

  it('does not give a synchronisation up for an outage that outlasts its time', async () => {
    await system.control.faults([{ method: 'GET', user: 'bob@acme.example', skip: 1, do: { status: 503 } }]);
    const handle = await system.start(bob, { syncTimeoutMs: 2_000 });
    await waitFor(async () => (await system.control.requests()).filter(({ status }) => status === 503).length > 2);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await system.control.faults([]);
    expect(await handle.result()).toMatchObject({ status: 'completed' });
  });

  async function waitFor(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  it('has no e-mail address in workflow ids and search attributes', async () => {
    await (await system.start([...ada, ...bob])).result();
    for await (const seen of system.client.workflow.list({ query: `OnboardTenant = '${system.tenant}'` })) {
      expect(JSON.stringify([seen.workflowId, seen.searchAttributes])).not.toContain('acme.example');
    }
  });
});
