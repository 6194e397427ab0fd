import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { OffboardTenantInput, RunOptions } from '../../src/domain/run/run';
import { defaultRunOptions } from '../../src/domain/run/run';
import type { TargetRef } from '../../src/domain/tenant/target-ref';
import type { User } from '../../src/domain/tenant/user';
import {
  type OnboardingSystem,
  startOnboardingSystem,
  type TenantHandle,
  tenantHandle,
  usersOf,
} from '../system/onboarding-system';
import { stateOf } from '../targets/yuuvis/rig';
import { openTeamStand, people, usersFrom } from './team/team-stand';
import { tenantWorkflowId } from '../../src/domain/run/names';

const ada = usersOf('primary', 'ada');
const bob = usersOf('secondary', 'bob');
const [adaId, bobId] = ['ada@acme.example', 'bob@acme.example'] as const;
const quick: RunOptions = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };

type Leave = Partial<Pick<OffboardTenantInput, 'how' | 'force' | 'options'>>;

describe('offboardTenant', () => {
  let system: OnboardingSystem;

  afterEach(async () => {
    try {
      await replayAll();
    } finally {
      await system.stop();
    }
  });

  /** Replays the newest run of each workflow of the tenant. */
  async function replayAll(): Promise<void> {
    const query = `OnboardTenant = '${system.tenant}'`;
    const ids = new Set([tenantWorkflowId(system.target, system.tenant)]);
    for await (const { workflowId } of system.client.workflow.list({ query })) ids.add(workflowId);
    for (const id of ids) await system.replay(id);
  }

  async function offboard(target: TargetRef, users: readonly User[], leave: Leave = {}): Promise<TenantHandle> {
    const { tenant, taskQueue, client } = system;
    const input: OffboardTenantInput = {
      tenant,
      target,
      users,
      options: quick,
      how: 'disable',
      force: false,
      ...leave,
    };
    const workflowId = tenantWorkflowId(target, tenant);
    return tenantHandle(await client.workflow.start('offboardTenant', { workflowId, taskQueue, args: [input] }));
  }

  const child = (key: string) => system.client.workflow.getHandle(system.childId(key));

  describe('from MAS', () => {
    beforeEach(async () => {
      system = await startOnboardingSystem({ apps: ['manage', 'facilities'], syncDelayMs: 100 });
      await (await system.start([...ada, ...bob])).result();
    });

    it('takes a user out of groups, workspace and account, removes its API key, and leaves the others alone', async () => {
      const before = (await system.control.state()).users[bobId];
      const result = await (await offboard(system.target, ada)).result();
      expect(result).toMatchObject({ status: 'completed', changed: 1, completed: [ada[0]?.record], failed: [] });
      const { users, apiKeys } = await system.control.state();
      expect(apiKeys).toBe(0);
      expect(users[adaId]).toMatchObject({ workspaces: {}, roles: {}, groups: [] });
      expect(users[bobId]).toEqual(before);
      expect(await child('ada').result()).toMatchObject({ changed: ['ungroup', 'leave', 'deprovision'] });
    });

    it.each(['disable', 'delete'] as const)('writes nothing the second time (%s)', async (how) => {
      await (await offboard(system.target, [...ada, ...bob], { how })).result();
      const before = (await system.control.requests()).length;
      const again = await (await offboard(system.target, [...ada, ...bob], { how })).result();
      expect(again).toMatchObject({ status: 'completed', changed: 0, counts: { completed: 2 } });
      const writes = (await system.control.effects(before)).filter(({ path }) => !path.includes('mxapiapikey'));
      expect(writes).toEqual([]);
    });

    it('completes the others when one user fails, and on retry touches only that one', async () => {
      await system.control.faults([{ method: 'DELETE', path: '/v3/users', user: bobId, do: { status: 400 } }]);
      const options = { ...quick, holdForMs: 60_000 };
      const run = await offboard(system.target, [...ada, ...bob], { how: 'delete', options });
      const page = await run.until(({ phase }) => phase === 'holding');
      expect(page.users).toMatchObject([
        { key: 'ada', state: { status: 'completed' } },
        { key: 'bob', state: { status: 'failed', step: 'deprovision', code: 'TARGET_REJECTED' } },
      ]);
      expect((await child('bob').describe()).searchAttributes).toMatchObject({
        OnboardStatus: ['failed'],
        OnboardErrorCode: ['TARGET_REJECTED'],
      });
      await system.control.faults([]);
      const before = (await system.control.requests()).length;
      expect(await run.retryFailed()).toBe(1);
      expect(await run.result()).toMatchObject({ status: 'completed', counts: { completed: 2, failed: 0 } });
      const touched = new Set((await system.control.requests(before)).map(({ user }) => user));
      expect([...touched].filter((user) => user !== null)).toEqual([bobId]);
      expect((await system.control.state()).users).toEqual({});
    });

    it('reports what became of every user when it is cancelled, and leaves the rest in place', async () => {
      await system.control.faults([{ method: 'GET', path: '/v3/users', user: adaId, do: { status: 503 } }]);
      const run = await offboard(system.target, [...ada, ...bob], { options: { ...quick, concurrency: 1 } });
      await run.until(({ counts }) => counts.running === 1);
      await run.workflow.cancel();
      expect(await run.result()).toMatchObject({ status: 'cancelled', counts: { cancelled: 2, completed: 0 } });
      expect((await system.control.state()).users[bobId]?.workspaces).toHaveProperty('ws1');
      expect((await system.control.state()).apiKeys).toBe(0);
    });

    it('takes users added while it runs, unless they are to go another way', async () => {
      await system.control.faults([{ path: '/v3/users', user: adaId, times: 1, do: { delay: '2s' } }]);
      const run = await offboard(system.target, ada);
      await run.until(({ phase }) => phase === 'running');
      const other = { target: system.target, users: bob, leaving: { how: 'delete', force: false } } as const;
      await expect(run.addUsers(other)).rejects.toThrow(WorkflowUpdateFailedError);
      await expect(run.addUsers({ target: system.target, users: bob })).rejects.toThrow(WorkflowUpdateFailedError);
      expect(await run.addUsers({ ...other, leaving: { how: 'disable', force: false } })).toBe(1);
      expect(await run.result()).toMatchObject({ status: 'completed', counts: { total: 2, completed: 2 } });
    });

    it('has no e-mail address in workflow ids and search attributes', async () => {
      await (await offboard(system.target, ada)).result();
      const seen: string[] = [];
      for await (const found of system.client.workflow.list({ query: `OnboardTenant = '${system.tenant}'` })) {
        seen.push(JSON.stringify([found.workflowId, found.searchAttributes]));
      }
      expect(seen.some((text) => text.includes(system.childId('ada')))).toBe(true);
      expect(seen.filter((text) => text.includes('acme.example'))).toEqual([]);
    });
  });

  describe('from yuuvis', () => {
    beforeEach(async () => {
      system = await startOnboardingSystem({ system: 'yuuvis' });
      await (await system.start([...ada, ...bob])).result();
    });

    it('disables users under another name, once', async () => {
      const result = await (await offboard(system.target, [...ada, ...bob])).result();
      expect(result).toMatchObject({ status: 'completed', changed: 2 });
      const { users } = await stateOf(system.simulator);
      expect(Object.keys(users).sort()).toEqual([`${adaId}-disabled`, `${bobId}-disabled`]);
      const before = (await system.control.requests()).length;
      expect(await (await offboard(system.target, [...ada, ...bob])).result()).toMatchObject({ changed: 0 });
      expect(await system.control.effects(before)).toEqual([]);
    });

    it('deletes users when that is asked for', async () => {
      await (await offboard(system.target, ada, { how: 'delete' })).result();
      expect(Object.keys((await stateOf(system.simulator)).users)).toEqual([bobId]);
    });

    it('reports a user whom somebody else changed and does not touch it, unless forced', async () => {
      // To this run the user was given less than it has: what it has besides came from somebody else.
      const narrower = { ...system.target, roles: { primary: ['YUUVIS_DEFAULT'] } };
      const before = (await system.control.requests()).length;
      const kept = await (await offboard(narrower, [...ada, ...bob])).result();
      expect(kept).toMatchObject({
        status: 'completed-with-failures',
        completed: [bob[0]?.record],
        failed: [{ email: adaId, step: 'inspect', code: 'USER_CHANGED_SINCE', attempts: 1 }],
      });
      expect(kept.failed[0]?.message).toContain('role YUUVIS_TENANT_ADMIN');
      expect((await system.control.effects(before)).map(({ user }) => user)).toEqual([bobId]);
      const forced = await (await offboard(narrower, ada, { force: true })).result();
      expect(forced).toMatchObject({ status: 'completed', changed: 1 });
      expect(Object.keys((await stateOf(system.simulator)).users).sort()).toEqual([
        `${adaId}-disabled`,
        `${bobId}-disabled`,
      ]);
    });
  });
});

describe('offboardTenant from idmgmt', () => {
  it('lets the team’s writer take users out with few writes, and leaves other members in', async () => {
    const directory = people('user', 12);
    const stand = await openTeamStand(directory);
    try {
      const users = usersFrom('secondary', directory);
      await stand.result(await stand.start('acme', users));
      const before = (await stand.control.requests()).length;
      const run = await stand.offboard('acme', users.slice(0, 10));
      expect(await stand.result(run)).toMatchObject({ status: 'completed', changed: 10, counts: { completed: 10 } });
      expect(Object.keys(await stand.members()).sort()).toEqual(['user11', 'user12']);
      const puts = (await stand.control.effects(before)).filter(({ method }) => method === 'PUT');
      expect(puts.length).toBeLessThanOrEqual(3);
      await stand.replay(run);
      await stand.replay(stand.user('acme', 'user1'));
    } finally {
      await stand.stop();
    }
  });
});
