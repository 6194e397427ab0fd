import { defaultPayloadConverter } from '@temporalio/common';
import { followSync, handOver, type RunId, startSync, type Temporal } from '../../../src/client';
import { defaultRunOptions } from '../../../src/domain/run/run';
import type { SyncInput } from '../../../src/domain/sync/sync';
import type { User } from '../../../src/domain/tenant/user';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';
import { connectToServer } from '../stand';

let system: OnboardingSystem;
let temporal: Temporal;
beforeAll(async () => {
  system = await startOnboardingSystem({ apps: [] });
  temporal = await connectToServer(system.taskQueue);
});
afterAll(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

const slices = { above: 4, size: 4, atOnce: 2, patienceMs: 60_000 };

async function synchronise(users: readonly User[]) {
  const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };
  const input: SyncInput = {
    ...{ tenant: system.tenant, target: system.target, users, options, slices },
    ...{ leaving: { how: 'disable', force: true }, limit: { users: 1 } },
  };
  const run = await startSync(temporal, input, users.map(({ key }) => key).join());
  await handOver(temporal, run, { input, signal: AbortSignal.timeout(60_000) });
  return followSync(temporal, run, {});
}

/** What the synchronisation was started with. */
async function inputOf({ workflowId, runId }: RunId): Promise<unknown> {
  const { events } = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  return payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
}

it('hands a long list over to the onboarding, and removes who is no longer on it', async () => {
  const names = Array.from({ length: 10 }, (_, n) => `long${n}`);
  const users = usersOf('secondary', ...names);
  const first = await synchronise(users);
  expect(first).toMatchObject({ kind: 'result', result: { status: 'completed', known: 0 } });
  expect(await inputOf(first)).toMatchObject({ users: [], paged: { total: 10 } });
  expect(first).toMatchObject({ result: { onboarded: { counts: { total: 10, completed: 10 } } } });

  const second = await synchronise(users.slice(1));
  expect(second).toMatchObject({
    kind: 'result',
    result: { status: 'completed', known: 10, onboarded: { changed: 0 }, offboarded: { counts: { completed: 1 } } },
  });
  const third = await synchronise([...users.slice(3), ...usersOf('secondary', 'other')]);
  expect(third).toMatchObject({ kind: 'failed', error: { code: 'REMOVALS_GUARDED' }, touched: 'nobody' });
});
