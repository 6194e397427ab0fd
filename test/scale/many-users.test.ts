import { defaultRunOptions, maxUsers } from '../../src/domain/run/run';
import type { TenantResult } from '../../src/domain/run/outcome';
import { startOnboardingSystem, tenantHandle, usersOf } from '../system/onboarding-system';
import { tenantWorkflowId } from '../../src/domain/run/names';

/** `npm run test:scale` sets it: some minutes of two processors for 3,000 users. */
const total = Number(process.env['SCALE_USERS'] ?? 0);

(total > 0 ? describe : describe.skip)(`a tenant of ${total} users`, () => {
  it('is onboarded, each user once, with short histories', async () => {
    const system = await startOnboardingSystem({ apps: [], syncDelayMs: 0 });
    try {
      const users = usersOf('secondary', ...Array.from({ length: Math.min(total, maxUsers) }, (_, n) => `u${n}`));
      const input = {
        tenant: system.tenant,
        target: system.target,
        users,
        options: { ...defaultRunOptions, concurrency: 50 },
      };
      const { client, taskQueue } = system;
      const workflowId = tenantWorkflowId(system.target, system.tenant);
      const startedAt = Date.now();
      const run = tenantHandle(await client.workflow.start('onboardTenant', { workflowId, taskQueue, args: [input] }));
      const result: TenantResult = await run.result();
      const lengths = await historyLengths();
      const seconds = Math.round((Date.now() - startedAt) / 1_000);
      process.stdout.write(
        `${users.length} users in ${seconds} s; events of the run and its slices: ${lengths.join(', ')}\n`,
      );
      expect(result.counts).toMatchObject({ total: users.length, completed: users.length });
      const created = (await system.control.effects()).filter(
        ({ path, method }) => method === 'POST' && path === '/v3/users',
      );
      expect(new Set(created.map(({ user }) => user)).size).toBe(created.length);
      expect(created).toHaveLength(users.length);
      expect(lengths[0]).toBeLessThan(2_000);
      expect(Math.max(...lengths)).toBeLessThan(10_000);

      async function historyLengths(): Promise<number[]> {
        const ids = [workflowId];
        const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
        for (const { childWorkflowExecutionStartedEventAttributes: started } of events ?? []) {
          if (started) ids.push(started.workflowExecution?.workflowId ?? '');
        }
        return Promise.all(
          ids.map(async (id) => Number((await client.workflow.getHandle(id).describe()).historyLength)),
        );
      }
    } finally {
      await system.stop();
    }
  }, 3_600_000);
});
