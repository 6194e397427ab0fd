import {
  followRun,
  listRuns,
  listUsers,
  type Page,
  readGlances,
  readUserCourse,
  retryRun,
  startOnboarding,
  type Temporal,
} from '../../../src/client';
import { defaultRunOptions } from '../../../src/domain/run/run';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';

// One run for all cases: ada completes; bob and cyd fail at create, bob with another code; the run stays open for mending.

let system: OnboardingSystem;
let temporal: Temporal;
let run: { readonly workflowId: string; readonly runId: string };
const before = new Date().toISOString();

beforeAll(async () => {
  system = await startOnboardingSystem();
  temporal = await connectToServer(system.taskQueue);
  const refuse = (user: string, status: number) => ({ method: 'POST', path: '/v3/users', user, do: { status } });
  await system.control.faults([refuse('bob@acme.example', 400), refuse('cyd@acme.example', 403)]);
  const request = requestFor(system.tenant, usersOf('primary', 'ada', 'bob', 'cyd'), { holdForMs: 3_600_000 });
  const started = await startOnboarding(temporal, request);
  if (started.kind === 'nothing-to-do') throw new Error('a run was expected');
  run = { workflowId: started.workflowId, runId: started.runId };
  await until(async () => (await glance())?.status === 'needs-attention');
}, 60_000);
afterAll(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

/** Search is a moment behind. */
async function until(fulfilled: () => Promise<boolean>): Promise<void> {
  while (!(await fulfilled())) await new Promise((resolve) => setTimeout(resolve, 50));
}

const glance = async () => (await readGlances(temporal, [])).find(({ runId }) => runId === run.runId);
const namesOf = ({ items }: Page<{ readonly key: string }>) => items.map(({ key }) => key).sort();
const failedUsers = (more: object = {}) => listUsers(temporal, { tenant: system.tenant, limit: 10, ...more });
const courseOf = (user: string) => readUserCourse(temporal, { tenant: system.tenant, user, keyOf: nameOf });
const nameOf = (id: string) => id.split('@')[0] ?? '';

it('finds the runs that wait for a person, by target and time too', async () => {
  const asked = { tenant: system.tenant, status: 'needs-attention', limit: 5 } as const;
  await until(async () => (await listRuns(temporal, asked)).items.length > 0);
  const found = await listRuns(temporal, { ...asked, target: `mas:${system.tenant}`, since: before });
  expect(found).toEqual({
    items: [expect.objectContaining({ runId: run.runId, failed: 2, target: `mas:${system.tenant}` })],
  });
  for (const other of [
    { target: 'mas:inst2' },
    { since: new Date(Date.now() + 60_000).toISOString() },
    { status: 'paused' as const },
  ]) {
    expect((await listRuns(temporal, { ...asked, ...other })).items).toEqual([]);
  }
});

it('finds failed users by their code, with step, key and the run they belong to', async () => {
  await until(async () => (await failedUsers()).items.length === 2);
  expect(namesOf(await failedUsers())).toEqual(['bob', 'cyd']);
  expect(await failedUsers({ code: 'TARGET_REJECTED' })).toEqual({
    items: [
      expect.objectContaining({
        ...{ key: 'bob', user: 'bob@acme.example', kind: 'primary', status: 'failed' },
        ...{ step: 'create', code: 'TARGET_REJECTED', run },
      }),
    ],
  });
  expect(namesOf(await failedUsers({ code: 'TARGET_FORBIDDEN' }))).toEqual(['cyd']);
  expect(namesOf(await failedUsers({ status: 'completed' }))).toEqual(['ada']);
});

it('gives a list page by page, and every item once', async () => {
  await until(async () => (await failedUsers()).items.length === 2);
  const first = await failedUsers({ limit: 1 });
  const second = await failedUsers({ limit: 1, pageToken: first.nextPage });
  expect([...namesOf(first), ...namesOf(second)].sort()).toEqual(['bob', 'cyd']);
  expect(
    second.nextPage === undefined ? [] : namesOf(await failedUsers({ limit: 1, pageToken: second.nextPage })),
  ).toEqual([]);
});

it('says that a page is none of this list', async () => {
  await until(async () => (await failedUsers()).items.length === 2);
  const { nextPage } = await failedUsers({ limit: 1 });
  for (const [pageToken, code] of [
    [nextPage, 'TARGET_REJECTED'],
    ['bm90aGluZw', undefined],
  ]) {
    await expect(failedUsers({ pageToken, code })).rejects.toMatchObject({ code: 'PAGE_NOT_FOUND' });
  }
});

it('takes a value for what it is, whatever stands in it', async () => {
  for (const tenant of ["x' OR OnboardTenant != '", String.raw`\' OR OnboardTenant != \'`, '\\']) {
    expect((await listRuns(temporal, { tenant, limit: 5 })).items).toEqual([]);
  }
});

it('shows every step of a user, and why it failed with what to do', async () => {
  expect(await courseOf('ada@acme.example')).toMatchObject({
    ...{ key: 'ada', id: 'ada@acme.example', state: { status: 'completed' } },
    rounds: [{ status: 'completed', steps: expect.arrayContaining([expect.objectContaining({ step: 'await' })]) }],
  });
  const { rounds } = await courseOf('bob');
  expect(rounds).toMatchObject([
    {
      status: 'failed',
      steps: [{ step: 'create', status: 'failed', attempts: 1 }],
      failure: { code: 'TARGET_REJECTED', remedy: expect.stringContaining('retry the user') },
    },
  ]);
  expect(rounds[0]?.failure?.message).not.toContain(rounds[0]?.failure?.remedy);
});

it('says that a run has no such user', async () => {
  await expect(courseOf('dora@acme.example')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
});

it('keeps the status of a user under way, when it is tried again, and each of its rounds once it is mended', async () => {
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 503 } }]);
  const options = { ...defaultRunOptions, pollIntervalMs: 100 };
  await retryRun(temporal, { tenant: system.tenant, users: ['bob'], options, keyOf: ({ email }) => nameOf(email) });
  const running = () => failedUsers({ status: 'running' });
  await until(async () => namesOf(await running()).includes('bob'));
  await until(async () => (await courseOf('bob')).rounds[1]?.steps[0]?.nextAttemptAt !== undefined);
  const [first, second] = (await courseOf('bob')).rounds;
  expect([first?.status, second?.status]).toEqual(['failed', 'running']);
  expect(second?.steps[0]).toMatchObject({ status: 'running', failure: { code: 'TARGET_UNAVAILABLE' } });
  expect(namesOf(await failedUsers())).toEqual(['cyd']);
  await temporal.client.workflow.getHandle(run.workflowId).cancel();
  await followRun(temporal, run, { intervalMs: 50 });
  expect((await courseOf('bob')).rounds.map(({ status }) => status)).toEqual(['failed', 'cancelled']);
  const [ended] = await readGlances(temporal, [run]).then((all) => all.filter(({ runId }) => runId === run.runId));
  expect(ended).toMatchObject({ open: false, status: 'cancelled', counts: { failed: 1, cancelled: 1 } });
}, 60_000);

it('has replayable histories', async () => {
  for (const id of [run.workflowId, system.childId('ada'), system.childId('cyd')]) await system.replay(id);
});
