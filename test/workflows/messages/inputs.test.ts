import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { defaultRunOptions } from '../../../src/domain/run/run';
import type { Check } from '../../../src/workflows/messages/checks';
import {
  ledgerInput,
  maintenanceInput,
  offboardTenantInput,
  offboardUserInput,
  offboardUsersInput,
  onboardTenantInput,
  onboardUserInput,
  onboardUsersInput,
  syncInput,
  teamWriterInput,
} from '../../../src/workflows/messages/inputs';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' };
const users = usersOf('primary', 'ada');
const options = defaultRunOptions;
const plan = { account: {}, identityProviders: [], memberships: [], roles: [], synchronise: [], groups: [] };
const leavingPlan = { given: plan, groups: [], places: [], account: 'disable' };
const run = { tenant: 'acme', target, users, options };
const leaving = { how: 'disable', force: false };
const child = { tenant: 'acme', target, user: users[0], present: [], options };
const page = { name: 'p', users, order: [0], edits: {}, secrets: [] };
const slice = { tenant: 'acme', target, options, number: 1, page, room: 400 };
const shard = { shard: '3a', rows: [['k', 'p', 1, 'a@b', 'A', 'B']], divided: false, policy: { members: 1, bytes: 9 } };
const asker = { workflowId: 'w', runId: '00000000-0000-4000-8000-000000000000' };
const change = {
  id: 'r',
  person: { id: 'ada', email: '', givenName: '', familyName: '' },
  change: { kind: 'join', role: 'Viewer' },
};

/** Every workflow, its shape, and an input that it takes. */
const workflows = {
  onboardTenant: [onboardTenantInput, run],
  offboardTenant: [offboardTenantInput, { ...run, ...leaving }],
  onboardUsers: [onboardUsersInput, slice],
  offboardUsers: [offboardUsersInput, { ...slice, ...leaving }],
  onboardUser: [onboardUserInput, { ...child, plan }],
  offboardUser: [offboardUserInput, { ...child, plan: leavingPlan, force: false }],
  syncTenant: [syncInput, { ...run, leaving, limit: { percent: 20 } }],
  tenantLedger: [ledgerInput, { tenant: 'acme', target, ...shard }],
  teamWriter: [
    teamWriterInput,
    { target, team: 't', pending: [{ ...change, asker, patienceMs: 1 }], recent: [{ ...change, at: 0, undone: 0 }] },
  ],
  targetMaintenance: [maintenanceInput, { target, since: '2026-01-01T00:00:00Z' }],
} as const satisfies Readonly<Record<string, readonly [Check<unknown>, object]>>;

const names = [
  'onboardTenant',
  'offboardTenant',
  'onboardUsers',
  'offboardUsers',
  'onboardUser',
  'offboardUser',
] as const;
const others = ['syncTenant', 'tenantLedger', 'teamWriter', 'targetMaintenance'] as const;

test.each([...names, ...others])('%s takes an input that is right, also one with fields of a later version', (name) => {
  const [shape, input] = workflows[name];
  expect(shape(input, 'input')).toBeUndefined();
  expect(shape({ ...input, later: true }, 'input')).toBeUndefined();
});

test.each([...names, ...others])('%s misses each field that it needs, and says which', (name) => {
  const [shape, input] = workflows[name];
  const optional = ['limit', 'shard', 'divided', 'policy', 'pending', 'recent'];
  for (const field of Object.keys(input).filter((key) => !optional.includes(key))) {
    expect(shape({ ...input, [field]: undefined }, 'input')).toContain(`input.${field}`);
  }
});

const wrong: readonly (readonly [field: string, input: object])[] = [
  ['input.tenant', { tenant: 'Acme' }],
  ['input.tenant', { tenant: '-acme' }],
  ['input.tenant', { tenant: 'a'.repeat(64) }],
  ['input.tenant', { tenant: 5 }],
  ['input.target.system', { target: { ...target, system: 'sap' } }],
  ['input.target.system', { target: { ...target, system: 'constructor' } }],
  ['input.target.instance', { target: { ...target, instance: 'inst 1' } }],
  ['input.target.workspace', { target: { ...target, workspace: undefined } }],
  ['input.target.workspace', { target: { ...target, workspace: ['ws1'] } }],
  ['input.target.tenant', { target: { system: 'yuuvis', instance: 'inst1', tenant: 7 } }],
  ['input.users', { users: { 0: users[0] } }],
  ['input.users[0]', { users: ['ada'] }],
  ['input.users[0].key', { users: [{ ...users[0], key: 'ada@acme.example' }] }],
  ['input.users[0].kind', { users: [{ ...users[0], kind: 'boss' }] }],
  ['input.users[0].record', { users: [{ ...users[0], record: null }] }],
  ['input.users[0].record.email', { users: [{ ...users[0], record: { ...users[0]?.record, email: 7 } }] }],
  ...[-1, 0, 1e9, 2.5, null, '5'].map(
    (concurrency) => ['input.options.concurrency', { options: { ...options, concurrency } }] as const,
  ),
  ...[-1, 0, Number.NaN, Number.POSITIVE_INFINITY, 1e300, null].map(
    (stepTimeoutMs) => ['input.options.stepTimeoutMs', { options: { ...options, stepTimeoutMs } }] as const,
  ),
  ['input.options.holdForMs', { options: { ...options, holdForMs: -1 } }],
  ['input.slices.size', { slices: { above: 1, size: 0, atOnce: 1, patienceMs: 1 } }],
  ['input.pages', { pages: 'p' }],
  ['input.edits.*.email', { edits: { 'ada@acme.example': { email: 5 } } }],
  ['input.secrets[0].arn', { secrets: [{}] }],
  ['input.notify[0].to', { notify: [{ to: 'https://hooks.example' }] }],
];

test.each(wrong)('names %s and not its value: %j', (field, part) => {
  const fault = onboardTenantInput({ ...run, ...part }, 'input');
  expect(fault).toMatch(new RegExp(`^${field.replaceAll(/[.*[\]]/g, '\\$&')}`));
  expect(fault).not.toMatch(/acme|ada@|inst 1|sap|hooks/i);
});

describe('a workflow that is started with something else', () => {
  let system: OnboardingSystem;
  beforeAll(async () => {
    system = await startOnboardingSystem({ apps: ['manage'] });
  });
  afterAll(() => system.stop());

  test.each([...names, ...others])('%s fails at once with INPUT_INVALID, and calls nobody', async (type) => {
    const [, input] = workflows[type];
    const target = { system: 'mas', instance: 'SECRET', workspace: 'ws1' };
    for (const [index, nonsense] of [null, 'SECRET', [], { ...input, target }].entries()) {
      const workflowId = `nonsense:${type}:${system.tenant}:${index}`;
      const { taskQueue } = system;
      const workflow = await system.client.workflow.start(type, { workflowId, taskQueue, args: [nonsense] });
      const error: unknown = await workflow.result().catch((reason: unknown) => reason);
      const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
      expect(cause).toBeInstanceOf(ApplicationFailure);
      expect(cause).toMatchObject({ type: 'INPUT_INVALID', nonRetryable: true });
      expect(cause?.message).toMatch(/^INPUT_INVALID: input.* must be /);
      expect(cause?.message).not.toContain('SECRET');
      expect((await workflow.describe()).searchAttributes).toMatchObject({ OnboardErrorCode: ['INPUT_INVALID'] });
      await system.replay(workflowId);
    }
    expect(await system.control.requests()).toEqual([]);
  });
});
