import { readOutcome, startOnboarding } from '../../src/client';
import { mostInWhole } from '../../src/client/history/whole-result';
import { sliceWorkflowId } from '../../src/domain/run/names';
import { connectToServer, requestFor } from '../client/stand';
import { startOnboardingSystem, tenantHandle, usersOf } from '../system/onboarding-system';

/** `npm run test:scale` sets it: some minutes of two processors for each 3,000 users. */
const total = Number(process.env['SCALE_USERS'] ?? 0);
const mostBytes = 256 * 1024;

(total > 0 ? describe : describe.skip)(`a tenant of ${total} users`, () => {
  it('is onboarded, each user once, with short histories and small payloads', async () => {
    const system = await startOnboardingSystem({ apps: [], syncDelayMs: 0 });
    const temporal = await connectToServer(system.taskQueue);
    try {
      const users = usersOf('secondary', ...Array.from({ length: total }, (_, n) => `u${n}`));
      const startedAt = Date.now();
      const started = await startOnboarding(temporal, requestFor(system.tenant, users, { concurrency: 50 }));
      if (started.kind !== 'started') throw new Error(started.kind);
      const handedOver = Date.now();
      const run = tenantHandle(temporal.client.workflow.getHandle(started.workflowId, started.runId));
      const { counts, slices = 0 } = await run.result();
      const seconds = (from: number, to: number) => Math.round((to - from) / 1_000);
      const histories = await Promise.all(
        [
          started.workflowId,
          ...Array.from({ length: slices }, (_, n) => sliceWorkflowId(started.workflowId, n + 1)),
        ].map(historyOf),
      );
      const [whole, ...parts] = histories;
      process.stdout.write(
        `${total} users: handed over in ${seconds(startedAt, handedOver)} s, done in ${seconds(startedAt, Date.now())} s; ` +
          `${slices} slices; events of the run ${whole?.events}, of a slice at most ${Math.max(...parts.map(({ events }) => events))}; ` +
          `largest event ${Math.max(...histories.map(({ largest }) => largest))} bytes\n`,
      );
      expect(counts).toMatchObject({ total, completed: total });
      const created = (await system.control.effects()).filter(
        ({ path, method }) => method === 'POST' && path === '/v3/users',
      );
      expect(new Set(created.map(({ user }) => user)).size).toBe(created.length);
      expect(created).toHaveLength(total);
      expect(whole?.events).toBeLessThan(3_000);
      for (const { events, largest } of histories) {
        expect(events).toBeLessThan(3_100);
        expect(largest).toBeLessThan(mostBytes);
      }
      if (total > mostInWhole) return;
      const outcome = await readOutcome(temporal, { tenant: system.tenant });
      expect(outcome).toMatchObject({ result: { completed: users.map(({ record }) => record) } });

      async function historyOf(workflowId: string): Promise<{ events: number; largest: number }> {
        const { events = [] } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
        const sizes = (events ?? []).map((event) => Buffer.byteLength(JSON.stringify(event)));
        return { events: sizes.length, largest: Math.max(...sizes) };
      }
    } finally {
      await temporal.client.connection.close();
      await system.stop();
    }
  }, 7_200_000);
});
