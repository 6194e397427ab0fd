import type { WorkflowHandle } from '@temporalio/client';
import { type LedgerPage, rowOf } from '../../../src/domain/run/ledger';
import { ledgerId, messages, sliceWorkflowId, syncWorkflowId, tenantWorkflowId } from '../../../src/domain/run/names';
import type { TenantResult } from '../../../src/domain/run/outcome';
import type { SlicesPage } from '../../../src/domain/run/user-slice';
import { defaultRunOptions } from '../../../src/domain/run/run';
import { nothing, text } from '../../../src/workflows/messages/checks';
import { prepared } from '../../../src/workflows/messages/inputs';
import * as shapes from '../../../src/workflows/messages/shapes';
import { type OnboardingSystem, startOnboardingSystem, tenantHandle, usersOf } from '../../system/onboarding-system';
import { openTeamStand, person, type TeamStand, usersFrom } from '../team/team-stand';
import { type Handler, seed, sendNonsense } from './nonsense';

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000, holdForMs: 3_600_000 };
const bob = usersOf('secondary', 'bob');
const users = [...usersOf('primary', 'ada'), ...bob];
const ids = users.map(({ record }) => record.email);
const at = '2026-01-01T00:00:00.000Z';
const failure = { step: 'create', code: 'INTERNAL', message: '', attempts: 1 };
const counts = { total: 1, pending: 0, running: 0, completed: 0, failed: 1, cancelled: 0, skipped: 0 };
const plan = { account: {}, identityProviders: [], memberships: [], roles: [], synchronise: [], groups: [] };

const signal = (name: string, shape: Handler['shape'], right: unknown): Handler => ({
  ...{ kind: 'signal', name, shape, right },
});
const update = (name: string, shape: Handler['shape'], right: unknown): Handler => ({
  ...{ kind: 'update', name, shape, right },
});
const harmless = (name: string, shape: Handler['shape'], right: unknown): Handler => ({
  ...{ kind: 'signal', name, shape, right, harmless: true },
});
const query = (name: string, shape: Handler['shape'], right: unknown): Handler => ({
  ...{ kind: 'query', name, shape, right },
});

const ofRuns: readonly Handler[] = [
  update(messages.retryFailed, shapes.retryFailed, { users: ['bob'], edits: { bob: { email: 'b@acme.example' } } }),
  update(messages.addUsers, shapes.addUsers, {
    target,
    users,
    secrets: [{ arn: 'a' }],
    notify: [{ to: { url: 'u' } }],
  }),
  update(messages.skip, shapes.skipUsers, { users: ['bob'] }),
  ...[update, signal].flatMap((kind) => [
    kind(messages.pause, shapes.pauseRun, { reason: 'licences' }),
    kind(messages.resume, nothing, null),
    kind(messages.close, nothing, null),
  ]),
  query(messages.missing, shapes.joining, { target, users: ['ada'], secrets: ['a'], notify: ['u'] }),
  query(messages.status, shapes.statusRequest, { page: 0, pageSize: 10 }),
  query(messages.slices, shapes.pageNumber, 0),
  update(messages.openSlices, shapes.openSlices, { target, pages: ['p'], leaving: { how: 'disable', force: false } }),
  harmless(messages.told, shapes.sliceReport, {
    ...{ number: 1, counts, changed: 1, codes: { INTERNAL: 1 }, page: 'p', down: true },
    share: { given: 1, most: 1 },
    failed: [{ key: 'bob', user: { ...bob[0]?.record, type: 'secondary', ...failure } }],
  }),
  harmless(messages.changed, shapes.sliceAnswer, { id: 'c', named: ['bob'], count: 1, refusal: 'r' }),
];
const ofSlices: readonly Handler[] = [
  query(messages.status, shapes.statusRequest, { page: 0, pageSize: 10 }),
  query(messages.missingUsers, shapes.userKeys, ['ada']),
  update(messages.takeUsers, shapes.userPage, {
    ...{ name: 'p', users: bob, order: [1], edits: { bob: { email: 'b@acme.example' } }, secrets: [{ arn: 'a' }] },
  }),
  signal(messages.share, shapes.sliceShare(prepared), {
    ...{
      given: 1,
      most: 1,
      prepared: { plans: { primary: plan, secondary: plan }, present: [] },
      everyUsers: 1,
      everyMs: 1,
    },
  }),
  signal(messages.gateChanged, shapes.gate, { by: 'operator', since: at, reason: 'licences' }),
  harmless(messages.change, shapes.sliceChange, { id: 'c', kind: 'skip', users: ['eve'], look: true }),
];
const ofLedgers: readonly Handler[] = [
  update(messages.onboarded, shapes.arrivals, { rows: users.map((one) => rowOf(one, at)) }),
  update(messages.offboarded, shapes.departures, { ids }),
  update(messages.forget, shapes.departures, { ids }),
  query(messages.members, shapes.membersRequest, { after: ids[0], most: 1 }),
];
const ofWriters: readonly Handler[] = [
  harmless(messages.changeMembership, shapes.membershipRequest, {
    ...{
      id: 'r',
      person: { id: 'zed', email: '', givenName: '', familyName: '' },
      change: { kind: 'join', role: 'Viewer' },
      patienceMs: 1_000,
    },
    asker: { workflowId: 'w', runId: '00000000-0000-4000-8000-000000000000' },
  }),
  harmless(messages.withdrawMembership, text, 'r'),
];
const ofUsers: readonly Handler[] = [
  harmless(messages.membershipAnswered, shapes.membershipAnswer, { id: 'r', status: 'done', changed: true }),
];

describe(`whatever is sent to it (NONSENSE_SEED=${seed}),`, () => {
  let system: OnboardingSystem;
  beforeAll(async () => {
    system = await startOnboardingSystem({ apps: ['facilities'], syncDelayMs: 50 });
  });
  afterAll(() => system.stop());

  function start(type: string, workflowId: string, input: object): Promise<WorkflowHandle> {
    const { taskQueue, tenant } = system;
    return system.client.workflow.start(type, {
      workflowId,
      taskQueue,
      args: [{ tenant, target: system.target, options, ...input }],
    });
  }

  const ways = [
    ['onboardTenant', {}],
    ['offboardTenant', { how: 'disable', force: true }],
  ] as const;

  test.each(ways)('a run of %s is held, mended and completed', async (type, leaving) => {
    await system.control.faults([{ path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
    const workflow = await start(type, tenantWorkflowId(system.target, system.tenant), { users, ...leaving });
    const run = tenantHandle(workflow);
    const before = await run.until(({ phase }) => phase === 'holding');
    await sendNonsense(workflow, ofRuns);
    expect(await run.status()).toEqual(before);
    await system.control.faults([]);
    expect(await run.retryFailed()).toBe(1);
    expect(await run.result()).toMatchObject({ status: 'completed', counts: { total: 2, completed: 2 } });
    await system.replay(workflow.workflowId);
  });

  test.each(ways)('a slice of %s ends with its users', async (type, leaving) => {
    await system.control.faults([{ path: '/v3/users', user: 'bob@acme.example', do: { status: 503 } }]);
    const slices = { above: 1, size: 2, atOnce: 1, patienceMs: 60_000 };
    const workflow = await start(type, tenantWorkflowId(system.target, system.tenant), { users, slices, ...leaving });
    const run = tenantHandle(workflow);
    await run.until(({ counts }) => counts.completed === 1 && counts.running === 1);
    const { slices: all } = await workflow.query<SlicesPage, []>(messages.slices);
    const busy = all.find(({ counts }) => counts.running === 1)?.number ?? 0;
    const slice = system.client.workflow.getHandle(sliceWorkflowId(workflow.workflowId, busy));
    await sendNonsense(slice, ofSlices);
    await system.control.faults([]);
    expect(await run.result()).toMatchObject({ status: 'completed', counts: { total: 2, completed: 2 } });
    await system.replay(slice.workflowId);
  });

  test('a synchronisation ends, and the ledger knows whom it onboarded', async () => {
    await system.control.faults([{ method: 'GET', user: 'bob@acme.example', do: { status: 503 } }]);
    const leaving = { how: 'disable', force: true };
    const workflow = await start('syncTenant', syncWorkflowId(system.target, system.tenant), { users, leaving });
    await sendNonsense(workflow, [query(messages.syncStatus, nothing, null)]);
    await system.control.faults([]);
    expect(await workflow.result()).toMatchObject({ status: 'completed' });
    const ledger = system.client.workflow.getHandle(ledgerId(system.target, system.tenant));
    await sendNonsense(ledger, ofLedgers);
    expect(await ledger.query<LedgerPage>(messages.members)).toMatchObject({ total: 2, shards: [] });
    await ledger.executeUpdate(messages.offboarded, { args: [{ ids }] });
    await ledger.result();
    await system.replay(workflow.workflowId);
    await system.replay(ledger.workflowId);
  });

  test('a maintenance window stays open until it is ended', async () => {
    const whole = { system: 'mas', instance: system.tenant };
    const workflow = await start('targetMaintenance', `maintenance:mas:${system.tenant}`, { target: whole, since: at });
    await sendNonsense(workflow, [signal(messages.endMaintenance, nothing, null)]);
    expect((await workflow.describe()).status.name).toBe('RUNNING');
    await workflow.signal(messages.endMaintenance);
    await workflow.result();
    await system.replay(workflow.workflowId);
  });
});

describe(`whatever is sent to it (NONSENSE_SEED=${seed}), a team`, () => {
  let stand: TeamStand;
  const people = [person('ada'), person('bob')];
  beforeAll(async () => {
    stand = await openTeamStand(people);
  });
  afterAll(() => stand.stop());

  async function underFire(begin: () => Promise<WorkflowHandle>, userOf: () => WorkflowHandle): Promise<TenantResult> {
    await stand.control.faults([{ method: 'PUT', path: '/idmgmt/identity/api/v1/teams', do: { status: 503 } }]);
    const before = (await stand.control.requests()).length;
    const run = await begin();
    const refused = async () =>
      (await stand.control.requests()).slice(before).some(({ method, status }) => method === 'PUT' && status === 503);
    while (!(await refused())) await new Promise((resolve) => setTimeout(resolve, 25));
    await sendNonsense(stand.writer, ofWriters);
    await sendNonsense(userOf(), ofUsers);
    await stand.control.faults([]);
    const result = await stand.result(run);
    await stand.replay(userOf());
    await stand.replay(stand.writer);
    return result;
  }

  test('has its members written, in and out', async () => {
    const users = usersFrom('secondary', people);
    const come = await underFire(
      () => stand.start('acme', users),
      () => stand.user('acme', 'ada'),
    );
    expect(come).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect(await stand.members()).toEqual({ ada: ['Viewer'], bob: ['Viewer'] });
    const leave = await underFire(
      () => stand.offboard('acme', users),
      () => stand.user('acme', 'ada'),
    );
    expect(leave).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect(await stand.members()).toEqual({});
  });
});
