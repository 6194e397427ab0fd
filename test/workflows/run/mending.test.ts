import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { LedgerPage } from '../../../src/domain/run/ledger';
import { ledgerId, messages, tenantWorkflowId } from '../../../src/domain/run/names';
import type { Counts } from '../../../src/domain/run/outcome';
import type { User } from '../../../src/domain/tenant/user';
import {
  type OnboardingSystem,
  startOnboardingSystem,
  type TenantHandle,
  usersOf,
} from '../../system/onboarding-system';

const ada: User = {
  key: 'ada',
  kind: 'primary',
  record: { email: 'ada@acme.exmaple', given_name: 'Ada', family_name: 'Example' },
};
const upperAda = { ...ada.record, email: 'ADA@acme.exmaple' };
const others = usersOf('secondary', 'bob', 'cy');
const badAda = { method: 'POST', path: '/v3/users', user: 'ada@acme.exmaple', do: { status: 400 } };
const badCy = { method: 'PUT', path: '/workspaces', user: 'cy@acme.example', do: { status: 400 } };

describe('a held run', () => {
  let system: OnboardingSystem;
  let run: TenantHandle;

  beforeAll(async () => {
    system = await startOnboardingSystem({ apps: ['facilities'], syncDelayMs: 50 });
    await system.control.faults([badAda, badCy]);
    run = await system.start([ada, ...others], { holdForMs: 3_600_000 });
    await run.until(({ phase }) => phase === 'holding');
  });
  afterAll(async () => {
    await system.replay(tenantWorkflowId(system.target, system.tenant));
    await system.stop();
  });

  async function refusal(name: string, argument: unknown): Promise<string> {
    const error: unknown = await run.workflow
      .executeUpdate(name, { args: [argument] })
      .catch((reason: unknown) => reason);
    return error instanceof WorkflowUpdateFailedError ? (error.cause?.message ?? '') : `not refused: ${String(error)}`;
  }

  const edit = (edits: unknown, users?: unknown) => ({ edits, ...(users !== undefined && { users }) });
  const email = 'ada@acme.example';

  test.each([
    ['no map', edit('email'), 'edits must be a map'],
    ['a field that is not known', edit({ ada: { mail: email } }), 'edits.ada.mail is not a known field'],
    ['no field', edit({ ada: {} }), 'edits.ada must be a map of fields'],
    ['an empty value', edit({ ada: { email: '' } }), 'edits.ada.email is empty'],
    ['a value that is no text', edit({ ada: { given_name: 7 } }), 'edits.ada.given_name must be text'],
    ['no e-mail address', edit({ ada: { email: 'ada.acme' } }), 'edits.ada.email is not an e-mail address'],
    ['a long id', edit({ ada: { id: 'i'.repeat(101) } }), 'edits.ada.id has 101 characters (at most 100)'],
    ['a long given name', edit({ ada: { given_name: 'g'.repeat(31) } }), 'edits.ada.given_name has 31 characters'],
    ['a long family name', edit({ ada: { family_name: 'f'.repeat(51) } }), 'edits.ada.family_name has 51 characters'],
    ['a user that did not fail', edit({ bob: { email } }), 'not failed in this run: bob'],
    ['nobody', edit({ eve: { email } }), 'not failed in this run: eve'],
    [
      'a user that users does not name',
      edit({ ada: { email } }, ['cy']),
      'edits.ada is of a user that users does not name',
    ],
    [
      'the id of another user',
      edit({ ada: { email: 'BOB@acme.example' } }),
      'edits.ada.email is the id of another user of this run, bob',
    ],
    ['one user twice', edit({ ada: { email }, 'ada@acme.exmaple': { email } }), 'edits.ada is given twice'],
    ['a user whose account exists', edit({ cy: { given_name: 'Cyd' } }), 'edits.cy comes too late: its account exists'],
  ])('refuses to retry with edits of %s', async (_, argument, reason) => {
    expect(await refusal('retryFailed', argument)).toContain(reason);
  });

  test.each([
    ['retryFailed', { user: ['ada'] }, 'a field that is not known'],
    ['retryFailed', ['ada'], 'the argument must be {users, edits}'],
    ['skip', {}, 'a list of user ids or keys'],
    ['skip', { users: ['bob'] }, 'neither failed nor waiting in this run: bob'],
    ['addUsers', { users: undefined }, 'users must be a list'],
    ['addUsers', { users: [{ kind: 'primary', record: ada.record }] }, 'users[0].key is missing'],
    ['addUsers', { users: [{ ...ada, kind: 'boss' }] }, 'users[0].kind must be "primary" or "secondary"'],
    [
      'addUsers',
      { users: [ada, { ...ada, record: { ...ada.record, email: 'x' } }] },
      'users[1].record.email is not an',
    ],
    ['addUsers', { users: [ada, ...others, ada] }, 'users[3] is given twice'],
    ['addUsers', { users: [ada, { ...ada, key: 'twin', record: upperAda }] }, 'users[1] is given twice'],
    ['addUsers', { users: [{ ...ada, key: 'ada@acme.example' }] }, 'users[0].key is no key of a user: it is a'],
  ])('refuses %s with %j, and says what is wrong', async (name, argument, reason) => {
    const whole = name === 'addUsers' ? Object.assign({ target: system.target }, argument) : argument;
    expect(await refusal(name, whole)).toContain(reason);
  });

  it('changes nothing when it refuses', async () => {
    expect((await run.status()).counts).toMatchObject({ failed: 2, completed: 1, pending: 0 });
  });

  it('lets signals of another shape be', async () => {
    const before = await run.status();
    const counts = { total: 1, pending: 0, running: 0, completed: 1, failed: 0, cancelled: 0 };
    for (const nonsense of [null, { number: 1 }, { number: 1, counts, changed: 0, codes: {}, failed: [] }]) {
      await run.workflow.signal(messages.told, nonsense);
    }
    expect(await run.status()).toEqual(before);
  });

  it('tells the Web UI what to send, with the keys of its users', async () => {
    const metadata = await run.workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toContain('{"users":["ada"],"edits":{"ada":{"email":"…"}}}');
    expect(metadata.currentDetails).toContain('`skip` with `{"users":["ada"]}`');
  });

  it('retries a user with the corrected record, under its key, and leaves the others alone', async () => {
    const before = (await system.control.requests()).length;
    expect(await run.retryFailed({ users: ['ada'], edits: { ada: { email } } })).toBe(1);
    await run.until(({ phase, counts }) => phase === 'holding' && counts.completed === 2);
    const users = new Set((await system.control.requests()).slice(before).map(({ user }) => user));
    expect(users.has('bob@acme.example')).toBe(false);
    expect((await system.control.state()).users).toHaveProperty([email]);
    const { users: rows } = await run.status();
    expect(rows[0]).toMatchObject({ key: 'ada', id: email, state: { status: 'completed' } });
  });

  it('ends when the last failed user is skipped, and reports it as skipped', async () => {
    const counts = await run.workflow.executeUpdate<Counts, [object]>('skip', {
      args: [{ users: ['cy@acme.example'] }],
    });
    expect(counts).toMatchObject({ failed: 0, skipped: 1 });
    expect(await run.result()).toMatchObject({
      status: 'completed',
      completed: [{ email }, { email: 'bob@acme.example' }],
      failed: [],
      skipped: [{ email: 'cy@acme.example' }],
      corrected: ['ada'],
    });
  });

  it('has a ledger that refuses changes of another shape, and still takes those that are right', async () => {
    const ledger = system.client.workflow.getHandle(ledgerId(system.target, system.tenant));
    const before = await ledger.query<LedgerPage>(messages.members);
    expect(before.total).toBe(2);
    const refused = async (message: string, argument: unknown) =>
      expect(ledger.executeUpdate(message, { args: [argument] })).rejects.toThrow(WorkflowUpdateFailedError);
    for (const argument of [null, 5, {}, { rows: 'bob' }, { rows: [['bob', 'p', 'now']] }]) {
      await refused(messages.onboarded, argument);
    }
    for (const argument of [null, 5, {}, { ids: 'bob' }, { ids: [null] }]) {
      await refused(messages.offboarded, argument);
      await refused(messages.forget, argument);
    }
    expect(await ledger.query(messages.members)).toEqual(before);
    await ledger.executeUpdate(messages.offboarded, { args: [{ ids: ['BOB@acme.example'] }] });
    expect(await ledger.query(messages.members)).toMatchObject({ total: 1 });
  });

  it('ends by the update close, which answers the counts', async () => {
    const held = await system.start(usersOf('secondary', 'cy'), { holdForMs: 3_600_000 });
    await held.until(({ phase }) => phase === 'holding');
    expect(await held.workflow.executeUpdate('close')).toMatchObject({ failed: 1, total: 1 });
    expect(await held.result()).toMatchObject({ status: 'completed-with-failures' });
  });
});
