import { setTimeout as pause } from 'node:timers/promises';
import { connectTemporal, setSchedule, type Temporal } from '../../src/client';
import { ledgerId, syncWorkflowId } from '../../src/domain/run/names';
import { defaultRunOptions } from '../../src/domain/run/run';
import { type OnboardingSystem, startOnboardingSystem, testEnvironment, usersOf } from '../system/onboarding-system';
import { newKey } from './keys';

// Schedules, their workflows and children, the ledger: whoever encrypts says for whom, and nothing in clear is taken.

const variables = { KEY: newKey(), ONBOARD_CODEC_KEYS: 'k1=env:KEY', ONBOARD_CODEC_STRICT: 'true' };
let system: OnboardingSystem;
let temporal: Temporal;
beforeAll(async () => {
  Object.assign(process.env, variables);
  system = await startOnboardingSystem({ apps: ['manage'] });
  const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
  temporal = await connectTemporal({ address, taskQueue: system.taskQueue, env: variables });
});
afterAll(async () => {
  const { tenant, target, client } = system;
  await schedule().delete();
  await client.workflow.getHandle(ledgerId(target, tenant)).terminate('the test is over');
  await temporal.client.connection.close();
  await system.stop();
  for (const name of Object.keys(variables)) delete process.env[name];
});

const schedule = () => temporal.client.schedule.getHandle(syncWorkflowId(system.target, system.tenant));

async function begun(count: number): Promise<string[]> {
  for (;;) {
    const { info } = await schedule().describe();
    if (info.recentActions.length >= count) return info.recentActions.map(({ action }) => action.workflow.workflowId);
    await pause(50);
  }
}

async function metadataOfInput(workflowId: string): Promise<readonly string[]> {
  const { events } = await system.client.workflow.getHandle(workflowId).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  return Object.keys(started?.input?.payloads?.[0]?.metadata ?? {});
}

it('a schedule starts workflow after workflow, which replay', async () => {
  const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };
  const leaving = { how: 'disable', force: false } as const;
  const { tenant, target } = system;
  const users = usersOf('primary', 'ada');
  const input = { tenant, target, users, options, leaving };
  await setSchedule(temporal, { input, fingerprint: 'f', everyMs: 366 * 86_400_000 });
  for (const count of [1, 2]) {
    await schedule().trigger();
    const id = (await begun(count)).at(-1) ?? '';
    expect(await system.client.workflow.getHandle(id).result()).toMatchObject({ status: 'completed' });
    await system.replay(id);
  }
  expect(await metadataOfInput((await begun(1))[0] ?? '')).toContain('owner');
});
