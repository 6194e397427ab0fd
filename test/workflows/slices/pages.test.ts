import { setTimeout as pause } from 'node:timers/promises';
import { startOnboarding, type Temporal } from '../../../src/client';
import {
  masAt,
  type OnboardingSystem,
  startOnboardingSystem,
  tenantHandle,
  usersOf,
} from '../../system/onboarding-system';
import { sliceWorkflowId, tenantWorkflowId } from '../../../src/domain/run/names';
import { defaultRunOptions, type RunOptions, type SlicePolicy } from '../../../src/domain/run/run';
import { pagesFor } from '../../../src/client/messages/pages';
import { connectToServer, requestFor } from '../../client/stand';

const slices = { above: 3, size: 4, atOnce: 2, patienceMs: 60_000 };
const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };

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

/** A run that was started for these pages by somebody who ended before the users were handed over. */
async function startAlone(
  tenant: string,
  pages: readonly string[],
  { patienceMs, ...more }: Partial<RunOptions> & Pick<SlicePolicy, 'patienceMs'>,
) {
  const workflowId = tenantWorkflowId(masAt(tenant), tenant);
  const input = { tenant, target: masAt(tenant), users: [], pages, slices: { ...slices, patienceMs } };
  const { taskQueue, client } = system;
  const args = [{ ...input, options: { ...options, ...more } }];
  return tenantHandle(await client.workflow.start('onboardTenant', { workflowId, taskQueue, args }));
}

async function creations(): Promise<string[]> {
  const effects = await system.control.effects();
  return effects.flatMap(({ method, path, user }) => (method === 'POST' && path === '/v3/users' ? [String(user)] : []));
}

it('ends with an error that says so when not all of its users come, and carries out those who did', async () => {
  const tenant = `${system.tenant}-some`;
  const run = await startAlone(tenant, ['one', 'two'], { patienceMs: 3_000 });
  const first = system.client.workflow.getHandle(sliceWorkflowId(run.workflow.workflowId, 1));
  while ((await first.describe().catch(() => undefined)) === undefined) await pause(50);
  const users = usersOf('primary', 'some1', 'some2');
  await first.executeUpdate('takeUsers', { args: [{ name: 'one', users, order: [0, 1] }] });
  await run.until(({ missingPages, slices: count }) => count === 2 && missingPages === 1);
  await expect(run.result()).rejects.toMatchObject({ cause: { type: 'PAGES_MISSING' } });
  expect(await creations()).toEqual(expect.arrayContaining(['some1@acme.example', 'some2@acme.example']));
  for (const id of ['', ':slice:1', ':slice:2']) await system.replay(`${run.workflow.workflowId}${id}`);
});

it('goes on when the same command is given again by somebody who lives', async () => {
  const tenant = `${system.tenant}-again`;
  const users = usersOf('secondary', ...Array.from({ length: 9 }, (_, n) => `again${n}`));
  const pages = pagesFor(users, slices.size, {});
  const run = await startAlone(
    tenant,
    pages.map(({ name }) => name),
    { patienceMs: 60_000 },
  );
  await run.until(({ missingPages }) => missingPages === pages.length);
  const { input, ...request } = requestFor(tenant, users);
  expect(await startOnboarding(temporal, { ...request, input: { ...input, slices } })).toMatchObject({
    ...{ kind: 'joined', added: 9 },
  });
  expect(await run.result()).toMatchObject({ status: 'completed', counts: { total: 9, completed: 9 } });
  expect((await creations()).filter((user) => user.startsWith('again')).sort()).toEqual(
    users.map(({ record }) => record.email).sort(),
  );
});

it('is cancelled while it waits for users, and a run that could not be prepared leaves no slice open', async () => {
  const waiting = await startAlone(`${system.tenant}-stop`, ['one', 'two'], { patienceMs: 60_000 });
  await waiting.until(({ missingPages }) => missingPages === 2);
  await waiting.workflow.cancel();
  expect(await waiting.result()).toMatchObject({ status: 'cancelled', counts: { total: 0 } });
  await system.control.faults([{ path: '/', do: { status: 403 } }]);
  const lost = await startAlone(`${system.tenant}-lost`, ['one'], { patienceMs: 60_000 });
  await expect(lost.result()).rejects.toMatchObject({ cause: { type: 'TARGET_FORBIDDEN' } });
  await system.control.faults([]);
  const slice = system.client.workflow.getHandle(sliceWorkflowId(lost.workflow.workflowId, 1));
  expect((await slice.describe()).status.name).not.toBe('RUNNING');
});

async function takenBy(run: { readonly workflow: { readonly workflowId: string } }, number: number, name: string) {
  const slice = system.client.workflow.getHandle(sliceWorkflowId(run.workflow.workflowId, number));
  while ((await slice.describe().catch(() => undefined)) === undefined) await pause(50);
  const users = usersOf('primary', `${name}1`, `${name}2`);
  await slice.executeUpdate('takeUsers', { args: [{ name, users, order: [0, 1] }] });
  return users;
}

it('stays open for mending though some users never come, and says so when that is over', async () => {
  const tenant = `${system.tenant}-mend`;
  await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'held1@acme.example', do: { status: 400 } }]);
  const run = await startAlone(tenant, ['held', 'never'], { patienceMs: 3_000, holdForMs: 3_600_000 });
  await takenBy(run, 1, 'held');
  const held = await run.until(({ phase }) => phase === 'holding');
  expect(held.counts).toMatchObject({ total: 2, completed: 1, failed: 1 });
  await system.control.faults([]);
  expect(await run.retryFailed()).toBe(1);
  await expect(run.result()).rejects.toMatchObject({ cause: { type: 'PAGES_MISSING' } });
  expect(await creations()).toContain('held1@acme.example');
  await system.replay(run.workflow.workflowId);
});

it('waits without haste when it is paused and its users never come', async () => {
  const run = await startAlone(`${system.tenant}-calm`, ['never'], { patienceMs: 3_000 });
  await run.until(({ phase }) => phase === 'running');
  await run.workflow.executeUpdate('pause');
  await run.until(({ missingPages }) => missingPages === undefined);
  await run.workflow.executeUpdate('resume');
  await expect(run.result()).rejects.toMatchObject({ cause: { type: 'PAGES_MISSING' } });
});
