import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Paused } from '../../../src/domain/run/outcome';
import {
  type OnboardingSystem,
  startOnboardingSystem,
  type TenantHandle,
  usersOf,
} from '../../system/onboarding-system';
import { tenantWorkflowId } from '../../../src/domain/run/names';

const users = usersOf('secondary', 'ada', 'bob', 'cy', 'dee');
const [ada, bob] = ['ada@acme.example', 'bob@acme.example'];

let system: OnboardingSystem;
beforeAll(async () => {
  system = await startOnboardingSystem({ apps: ['manage'] });
});
afterEach(() => system.replay(tenantWorkflowId(system.target, system.tenant)));
afterAll(() => system.stop());

const pause = (run: TenantHandle, request?: unknown): Promise<Paused> =>
  run.workflow.executeUpdate('pause', { args: [request] });
const resume = (run: TenantHandle): Promise<Paused | null> => run.workflow.executeUpdate('resume');

/** The users named are in flight until the faults are lifted. */
function keepInFlight(...ids: readonly string[]): Promise<void> {
  return system.control.faults(ids.map((user) => ({ method: 'GET', user, do: { sync: 'PENDING' } })));
}

async function statusFound(run: TenantHandle): Promise<unknown> {
  const { searchAttributes } = await run.workflow.describe();
  return searchAttributes['OnboardStatus'];
}

/** A run that is held open for a user who cannot be created. */
async function heldFor(name: string): Promise<TenantHandle> {
  const user = `${name}@acme.example`;
  await system.control.faults([{ method: 'POST', path: '/v3/users', user, do: { status: 400 } }]);
  const run = await system.start([...users.slice(0, 1), ...usersOf('secondary', name)], { holdForMs: 3_600_000 });
  await run.until(({ phase }) => phase === 'holding');
  return run;
}

it('starts nobody while it is paused, lets those in flight finish, and completes once it is resumed', async () => {
  await keepInFlight(ada, bob);
  const run = await system.start(users.slice(0, 3), { concurrency: 2 });
  await run.until(({ counts }) => counts.running === 2);
  const paused = await pause(run, { reason: 'wait for licences' });
  expect(paused).toEqual({ by: 'operator', since: expect.stringMatching(/Z$/), reason: 'wait for licences' });
  expect(await statusFound(run)).toEqual(['paused']);

  await system.control.faults([]);
  await run.until(({ counts }) => counts.completed === 2);
  expect(await run.addUsers({ target: system.target, users: users.slice(3) })).toBe(1);
  expect(await run.status()).toMatchObject({ paused, counts: { completed: 2, running: 0, pending: 2 } });
  const { details } = await metadata(run);
  expect(details).toContain('Paused by an operator');
  expect(details).toContain('wait for licences');
  expect(details).toContain(`onboard resume ${system.tenant}`);

  expect(await resume(run)).toBeNull();
  expect(await run.result()).toMatchObject({ status: 'completed', counts: { total: 4, completed: 4 } });
  expect(await run.status()).not.toHaveProperty('paused');
});

/** What the Web UI shows of the run. */
async function metadata(run: TenantHandle): Promise<{ details: string }> {
  const found = await run.workflow.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return { details: found.currentDetails ?? '' };
}

it('stays open although nobody waits, until it is resumed', async () => {
  await keepInFlight(ada);
  const run = await system.start(users.slice(0, 1));
  await run.until(({ counts }) => counts.running === 1);
  await pause(run);
  await system.control.faults([]);
  await run.until(({ counts }) => counts.completed === 1);
  expect((await run.workflow.describe()).status.name).toBe('RUNNING');
  expect(await run.status()).toMatchObject({ phase: 'running', paused: { by: 'operator' } });
  await resume(run);
  expect(await run.result()).toMatchObject({ status: 'completed' });
});

it('reports every user when it is cancelled in a pause', async () => {
  await keepInFlight(ada);
  const run = await system.start(users, { concurrency: 2 });
  await run.until(({ counts }) => counts.running === 2);
  await pause(run);
  await run.until(({ counts }) => counts.completed === 1);
  await run.workflow.cancel();
  const result = await run.result();
  expect(result).toMatchObject({ status: 'cancelled', counts: { total: 4, completed: 1, cancelled: 3, pending: 0 } });
  expect(result.cancelled).toHaveLength(3);
  expect(await statusFound(run)).toEqual(['cancelled']);
});

it('refuses what makes no sense, with the reason, and changes nothing', async () => {
  await keepInFlight(ada);
  const run = await system.start(users.slice(0, 1));
  await run.until(({ counts }) => counts.running === 1);
  expect(await refusal(resume(run))).toContain('not paused');
  expect(await refusal(pause(run, { reason: 5 }))).toContain('reason must be a text');
  expect(await refusal(pause(run, { reason: 'x'.repeat(501) }))).toContain('500');
  expect(await run.status()).not.toHaveProperty('paused');
  const { since } = await pause(run);
  expect(await refusal(pause(run))).toContain(`paused already, since ${since}`);
  await resume(run);
  await system.control.faults([]);
  await run.result();
});

async function refusal(update: Promise<unknown>): Promise<string> {
  const error: unknown = await update.catch((reason: unknown) => reason);
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error('a refusal was expected');
  return error.cause?.message ?? '';
}

it('lets users who are retried in a held run wait for its end', async () => {
  const run = await heldFor('eve');
  await pause(run);
  await system.control.faults([]);
  expect(await run.retryFailed()).toBe(1);
  expect(await run.until(({ phase }) => phase === 'running')).toMatchObject({ counts: { pending: 1, running: 0 } });
  expect(await statusFound(run)).toEqual(['paused']);
  await resume(run);
  expect(await run.result()).toMatchObject({ status: 'completed', counts: { completed: 2, failed: 0 } });
});

it('does not keep a held run from being closed', async () => {
  const run = await heldFor('fay');
  await pause(run);
  await run.workflow.signal('close');
  expect(await run.result()).toMatchObject({ status: 'completed-with-failures', counts: { failed: 1 } });
});
