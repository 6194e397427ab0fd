import { WorkflowUpdateFailedError } from '@temporalio/client';
import { messages, tenantWorkflowId } from '../../../src/domain/run/names';
import { defaultRunOptions } from '../../../src/domain/run/run';
import {
  type OnboardingSystem,
  startOnboardingSystem,
  tenantHandle,
  type TenantHandle,
  usersOf,
} from '../../system/onboarding-system';

let hear: () => void = () => undefined;
/** Whoever is told listens from then on. */
const heard = new Promise<void>((resolve) => {
  hear = resolve;
});
let system: OnboardingSystem;
beforeAll(async () => {
  system = await startOnboardingSystem({ apps: ['facilities'], syncDelayMs: 50 }, { notifier: () => heard });
});
afterAll(() => system.stop());

async function refusal(run: TenantHandle, name: string, argument?: unknown): Promise<string> {
  const error: unknown = await run.workflow
    .executeUpdate(name, { args: [argument] })
    .catch((reason: unknown) => reason);
  return error instanceof WorkflowUpdateFailedError ? (error.cause?.message ?? '') : `not refused: ${String(error)}`;
}

/** A run that is held for bob, who cannot be created. */
async function heldRun(): Promise<TenantHandle> {
  await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const run = await system.start(usersOf('secondary', 'bob'), { holdForMs: 3_600_000 });
  await run.until(({ phase }) => phase === 'holding');
  return run;
}

it('accepts nothing once it is being cancelled, and says so', async () => {
  await system.control.faults([{ path: '/v3/users', do: { status: 503 } }]);
  const { client, taskQueue, tenant, target } = system;
  // The run goes on after it was cancelled for as long as whom it is to tell does not listen.
  const notify = [{ to: { url: 'https://nobody.example' } }];
  const users = usersOf('secondary', 'ada', 'bob');
  const input = { tenant, target, users, notify, options: { ...defaultRunOptions, concurrency: 1 } };
  const workflowId = tenantWorkflowId(target, tenant);
  const run = tenantHandle(await client.workflow.start('onboardTenant', { workflowId, taskQueue, args: [input] }));
  await run.until(({ counts }) => counts.running === 1);
  await run.workflow.cancel();
  await run.until(({ phase }) => phase === 'cleaning-up');
  const asked: readonly (readonly [name: string, argument?: unknown])[] = [
    [messages.retryFailed],
    [messages.addUsers, { target, users: usersOf('secondary', 'cy') }],
    [messages.skip, { users: ['bob'] }],
    [messages.pause],
    [messages.resume],
    [messages.close],
  ];
  for (const [name, argument] of asked) expect(await refusal(run, name, argument)).toBe('the run is being cancelled');
  await run.workflow.signal(messages.pause);
  expect((await run.status()).paused).toBeUndefined();
  hear();
  expect(await run.result()).toMatchObject({ status: 'cancelled', counts: { total: 2, cancelled: 2 } });
  await system.replay(run.workflow.workflowId);
});

it('refuses a query that asks for what is none', async () => {
  const run = await heldRun();
  await expect(run.workflow.query(messages.status, { page: -1 })).rejects.toThrow('page must be a whole number');
  await expect(run.workflow.query(messages.status, { pageSize: 501 })).rejects.toThrow('from 1 to 500');
  await run.workflow.signal(messages.close, { now: true });
  expect((await run.status()).phase).toBe('holding');
  await run.workflow.signal(messages.close);
  await run.result();
  await system.replay(run.workflow.workflowId);
});

it('pauses, goes on and closes by signals as by updates', async () => {
  const run = await heldRun();
  await run.workflow.signal(messages.pause, { reason: 5 });
  await run.workflow.signal(messages.resume);
  expect((await run.status()).paused).toBeUndefined();
  await run.workflow.signal(messages.pause, { reason: 'licences' });
  const { paused } = await run.until((page) => page.paused !== undefined);
  expect(paused).toMatchObject({ by: 'operator', reason: 'licences' });
  await run.workflow.signal(messages.pause, { reason: 'twice' });
  expect((await run.status()).paused).toEqual(paused);
  await run.workflow.signal(messages.resume);
  await run.until((page) => page.paused === undefined);
  await run.workflow.signal(messages.close);
  expect(await run.result()).toMatchObject({ status: 'completed-with-failures' });
  await system.replay(run.workflow.workflowId);
});
