import {
  addToRun,
  closeRun,
  collectReport,
  findKnownUsers,
  followRun,
  retryRun,
  type RunId,
  skipUsers,
  startOnboarding,
  targetOfRun,
  type Temporal,
} from '../../../src/client';
import { RunUsers } from '../../../src/client/history/run-users';
import { defaultRunOptions } from '../../../src/domain/run/run';
import type { User, UserRecord } from '../../../src/domain/tenant/user';
import {
  masAt,
  type OnboardingSystem,
  startOnboardingSystem,
  tenantHandle,
  usersOf,
} from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';
import { reportedUsers } from '../../report/a-run';
import { tenantWorkflowId } from '../../../src/domain/run/names';

let system: OnboardingSystem;
let temporal: Temporal;
beforeEach(async () => {
  system = await startOnboardingSystem({ apps: ['facilities'], syncDelayMs: 50 });
  temporal = await connectToServer(system.taskQueue);
});
afterEach(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

const wrong = 'ada@acme.exmaple';
const right = 'ada@acme.example';
const keyOf = ({ email }: UserRecord): string => (email === wrong ? 'ada' : `key-${email.split('@')[0]}`);
const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };
const ada: User = {
  key: 'ada',
  kind: 'primary',
  record: { email: wrong, given_name: 'Ada', family_name: 'Example' },
};
const badUsers = { method: 'POST', path: '/v3/users', do: { status: 400 } } as const;

async function ended(run: { kind: string } & Partial<RunId>) {
  const { workflowId, runId } = run;
  if (workflowId === undefined || runId === undefined) throw new Error(`a run was expected, not ${run.kind}`);
  return followRun(temporal, { workflowId, runId }, { intervalMs: 50 });
}

/** A closed run in which ada, whose address has a typo, failed. */
async function failedRun(): Promise<void> {
  await system.control.faults([badUsers]);
  await ended(await startOnboarding(temporal, requestFor(system.tenant, [ada])));
}

function retry(edits?: Record<string, { email: string }>) {
  return retryRun(temporal, { tenant: system.tenant, options, keyOf, edits });
}

it('retries a user of a closed run with the corrected address, under its key, and then knows it by that', async () => {
  await failedRun();
  await expect(retry({ [wrong]: { email: 'ada' } })).rejects.toMatchObject({
    code: 'RUN_REFUSED',
    message: expect.stringContaining('edits.ada.email is not an e-mail address'),
  });
  // The correction outlives a retry that fails for another reason.
  expect(await ended(await retry({ [wrong]: { email: right } }))).toMatchObject({
    result: { failed: [{ email: right }] },
  });
  await system.control.faults([]);
  const outcome = await ended(await retry());
  expect(outcome).toMatchObject({ result: { status: 'completed', completed: [{ email: right }], corrected: ['ada'] } });
  expect(await retry()).toMatchObject({ kind: 'nothing-to-do' });
  const { users } = await findKnownUsers(temporal, { tenant: system.tenant });
  expect(users[0]).toMatchObject({ key: 'ada', record: { email: right } });
});

it('reports what was corrected, and the values only where they may be shown', async () => {
  await failedRun();
  await system.control.faults([]);
  await ended(await retry({ ada: { email: right } }));
  const shown = await collectReport(temporal, { tenant: system.tenant, showValues: true });
  expect((await reportedUsers(shown))[0]).toMatchObject({
    id: right,
    status: 'completed',
    corrections: [{ field: 'email', from: wrong, to: right }],
  });
  const hidden = await collectReport(temporal, { tenant: system.tenant });
  const people = await reportedUsers(hidden);
  expect(people[0]?.corrections).toEqual([{ field: 'email', at: expect.any(String) }]);
  expect(JSON.stringify([hidden, people])).not.toContain(wrong);
});

it('gives a run that somebody else has open users with what was corrected of them', async () => {
  const { tenant } = system;
  await system.control.faults([{ ...badUsers, user: 'bob@acme.example' }]);
  await startOnboarding(temporal, requestFor(tenant, usersOf('secondary', 'bob'), { holdForMs: 3_600_000 }));
  const { input } = requestFor(tenant, [ada]);
  const edited = { ...input, edits: { ada: { email: right } } };
  const joined = await startOnboarding(temporal, { input: edited, again: 'always' });
  expect(joined).toMatchObject({ kind: 'joined', added: 1 });
  await closeRun(temporal, { tenant });
  expect(await ended(joined)).toMatchObject({ result: { completed: [{ email: right }] } });
});

const as = (user: User, email: string): User => ({ ...user, record: { ...user.record, email } });

it('counts nobody twice who is added after a correction, by the former id or by the new one', () => {
  const edits = { [wrong]: { email: right } };
  const more = [
    as({ ...ada, key: 'former' }, wrong),
    as({ ...ada, key: 'new' }, right),
    ...usersOf('secondary', 'bob'),
  ];
  const users = new RunUsers();
  expect(users.add([ada])).toBe(1);
  users.edit(edits);
  expect(users.add(more)).toBe(1);
  expect(users.all.map(({ key }) => key)).toEqual(['ada', 'bob']);
});

it('tells apart two users who change their ids with each other', () => {
  const [cy, dee] = [as({ ...ada, key: 'cy' }, 'cy@acme.example'), as({ ...ada, key: 'dee' }, 'dee@acme.example')];
  const edits = { [cy.record.email]: { email: dee.record.email }, [dee.record.email]: { email: cy.record.email } };
  const users = new RunUsers();
  users.add([cy, dee]);
  expect(users.edit(edits).map(({ key, fields }) => [key, fields])).toEqual([
    ['cy', [{ field: 'email', from: 'cy@acme.example', to: 'dee@acme.example' }]],
    ['dee', [{ field: 'email', from: 'dee@acme.example', to: 'cy@acme.example' }]],
  ]);
  expect(users.all.map(({ key, record }) => [key, record.email])).toEqual([
    ['cy', 'dee@acme.example'],
    ['dee', 'cy@acme.example'],
  ]);
});

it('takes up who was skipped when the same file is given again', async () => {
  const { tenant } = system;
  await system.control.faults([badUsers]);
  const request = { ...requestFor(tenant, [ada], { holdForMs: 3_600_000 }), fingerprint: 'of-the-file' };
  const run = await startOnboarding(temporal, request);
  const workflow = temporal.client.workflow.getHandle(tenantWorkflowId(masAt(tenant), tenant));
  await tenantHandle(workflow).until(({ counts }) => counts.failed === 1);
  await skipUsers(temporal, { tenant, users: ['ada'] });
  expect(await ended(run)).toMatchObject({ result: { status: 'completed', counts: { skipped: 1 } } });
  await system.control.faults([]);
  const again = await startOnboarding(temporal, request);
  expect(again).toMatchObject({ kind: 'started' });
  expect(await ended(again)).toMatchObject({ result: { counts: { completed: 1 } } });
  expect(await startOnboarding(temporal, request)).toMatchObject({ kind: 'nothing-to-do' });
});

it('adds users to an open run, skips the failed ones, and starts a run for more when that has ended', async () => {
  const { tenant } = system;
  await system.control.faults([badUsers]);
  const run = await startOnboarding(temporal, requestFor(tenant, [ada], { holdForMs: 3_600_000 }));
  const target = await targetOfRun(temporal, { tenant });
  const bob = usersOf('secondary', 'bob');
  expect(await addToRun(temporal, { tenant, target, users: bob, options })).toMatchObject({ kind: 'joined', added: 1 });
  const workflow = temporal.client.workflow.getHandle(tenantWorkflowId(masAt(tenant), tenant));
  await tenantHandle(workflow).until(({ counts }) => counts.failed === 2);
  const all = ['ada', 'bob@acme.example'];
  const skipped = await skipUsers(temporal, { tenant, users: [all[1] ?? ''] });
  expect(skipped.counts).toMatchObject({ total: 2, skipped: 1 });
  await closeRun(temporal, { tenant });
  expect(await ended(run)).toMatchObject({ result: { skipped: [{ email: 'bob@acme.example' }] } });
  await expect(skipUsers(temporal, { tenant, users: all })).rejects.toMatchObject({ code: 'RUN_REFUSED' });
  await system.control.faults([]);
  const again = await addToRun(temporal, { tenant, target, users: bob, options });
  expect(again).toMatchObject({ kind: 'started' });
  expect(await ended(again)).toMatchObject({ result: { completed: [{ email: 'bob@acme.example' }] } });
  // Who failed before is still known to have.
  const { users } = await findKnownUsers(temporal, { tenant });
  expect(users.map(({ key }) => key).sort()).toEqual(['ada', 'bob']);
  const rest = await retry();
  expect(rest).toMatchObject({ kind: 'started', users: 1 });
  expect(await ended(rest)).toMatchObject({ result: { completed: [{ email: wrong }] } });
});
