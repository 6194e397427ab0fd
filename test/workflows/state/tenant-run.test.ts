import fc from 'fast-check';
import { refusedEdits } from '../../../src/domain/run/record-edits';
import { defaultRunOptions, type OnboardTenantInput } from '../../../src/domain/run/run';
import type { User } from '../../../src/domain/tenant/user';
import { TenantRun } from '../../../src/workflows/state/tenant-run';

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const failure = { step: 'create', code: 'TARGET_REJECTED', message: 'MAS answered 400', attempts: 1 } as const;
const nothing = { changed: [], leases: [] } as const;

function user(name: string): User {
  return {
    key: `key-${name}`,
    kind: 'secondary',
    record: { email: `${name}@acme.example`, given_name: name, family_name: 'X' },
  };
}

function runOf(...users: User[]): TenantRun {
  const input: OnboardTenantInput = { tenant: 'acme', target, users, options: defaultRunOptions };
  return new TenantRun(input);
}

function nextOf(run: TenantRun): User {
  const next = run.next();
  if (next === undefined) throw new Error('nobody waits');
  return next;
}

describe('a tenant run', () => {
  it('hands out users in the order they came in, each once', () => {
    const run = runOf(user('ada'), user('bob'));
    expect([run.next()?.key, run.next()?.key, run.next()?.key]).toEqual(['key-ada', 'key-bob', undefined]);
  });

  it('reports completed and failed records as they came in', () => {
    const run = runOf(user('ada'), user('bob'));
    run.complete(nextOf(run), { changed: ['create'], leases: [] });
    run.fail(nextOf(run), { failure, outcome: nothing });
    const result = run.result(undefined);
    expect(result).toMatchObject({ status: 'completed-with-failures', changed: 1 });
    expect(result.completed).toEqual([user('ada').record]);
    expect(result.failed).toEqual([{ ...user('bob').record, type: 'secondary', ...failure }]);
  });

  it('puts only the named failed users back, by id or by key', () => {
    const run = runOf(user('ada'), user('bob'), user('cy'));
    for (let i = 0; i < 3; i += 1) run.fail(nextOf(run), { failure, outcome: nothing });
    expect(run.retry(['ada@acme.example', 'key-cy'])).toBe(2);
    expect(run.counts()).toMatchObject({ failed: 1, pending: 2 });
  });

  it('names the wanted users that have not failed, those it has by key', () => {
    const run = runOf(user('ada'), user('bob'));
    run.fail(nextOf(run), { failure, outcome: nothing });
    expect(run.notNamed(['ada@acme.example', 'bob@acme.example', 'nobody'], ['failed'])).toEqual(['key-bob', 'nobody']);
  });

  it('leaves out skipped users, those that wait too, and ends completed without them', () => {
    const run = runOf(user('ada'), user('bob'), user('cy'));
    run.fail(nextOf(run), { failure, outcome: nothing });
    expect(run.skip(['key-ada', 'cy@acme.example'])).toBe(2);
    run.complete(nextOf(run), nothing);
    expect(run.next()).toBeUndefined();
    const result = run.result(undefined);
    expect(result).toMatchObject({ status: 'completed', counts: { skipped: 2, failed: 0, pending: 0 } });
    expect(result.skipped).toEqual([user('ada').record, user('cy').record]);
  });

  it('hands out a corrected user under its key, and takes it from its secret as it came in', () => {
    const run = runOf(user('ada'));
    run.fail(nextOf(run), { failure, outcome: nothing });
    run.retry(['key-ada'], { 'ada@acme.example': { email: 'ada.l@acme.example' } });
    const next = nextOf(run);
    expect(next).toMatchObject({ key: 'key-ada', record: { email: 'ada.l@acme.example', given_name: 'ada' } });
    run.complete(next, nothing);
    expect(run.completedUsers()).toEqual([next]);
    expect(run.completedUsers().map((one) => run.cameIn(one))).toEqual([user('ada')]);
    expect(run.add([user('ada'), { ...next, key: 'another' }])).toBe(0);
  });

  it('lets nobody correct a user whose creation ran out of time: its account may exist', () => {
    const run = runOf(user('ada'));
    run.fail(nextOf(run), { failure: { ...failure, code: 'STEP_TIMEOUT' }, outcome: nothing });
    const edits = { 'key-ada': { email: 'ada.l@acme.example' } };
    const reason = refusedEdits(edits, { system: 'mas', standings: run.standings(), users: undefined });
    expect(reason).toContain('edits.key-ada comes too late: nobody can tell whether its account exists');
  });

  it('takes added users once and leaves those it has alone', () => {
    const run = runOf(user('ada'));
    expect(run.add([user('ada'), user('bob')])).toBe(1);
    expect(run.add([user('bob')])).toBe(0);
    expect(run.counts().total).toBe(2);
  });

  it('keeps what a failed step left behind, for the clean-up, and gives it away once', () => {
    const run = runOf(user('ada'));
    run.fail(nextOf(run), { failure, outcome: { changed: [], leases: ['key-7'] } });
    expect(run.takeLeases()).toEqual({ leases: ['key-7'], complete: true });
    expect(run.takeLeases()).toEqual({ leases: [], complete: true });
    run.keepLeases(['key-7']);
    expect(run.takeLeases().leases).toEqual(['key-7']);
  });

  it('knows that a user who was cancelled may have left something behind, and counts what it did', () => {
    const run = runOf(user('ada'));
    run.complete(nextOf(run), { changed: ['create'], leases: [], cancelled: true });
    expect(run.takeLeases()).toEqual({ leases: [], complete: false });
    expect(run.result(undefined)).toMatchObject({ status: 'cancelled', changed: 1, cancelled: [{}] });
  });

  it('has a person once, whatever the key', () => {
    const run = runOf(user('ada'));
    expect(run.add([{ ...user('ada'), key: 'another-key' }])).toBe(0);
  });

  it('is not completed while something temporary remains', () => {
    const run = runOf(user('ada'));
    run.complete(nextOf(run), nothing);
    const cleanupFailure = { code: 'TARGET_UNAVAILABLE', message: 'no answer', attempts: 9 } as const;
    expect(run.result(cleanupFailure)).toMatchObject({ status: 'completed-with-failures', cleanupFailure });
  });

  it('shows every user exactly once over its pages', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), (total, size) => {
        const run = runOf(...Array.from({ length: total }, (_, index) => user(`u${index}`)));
        const keys: string[] = [];
        for (let page: number | undefined = 0; page !== undefined; ) {
          const { users, nextPage } = run.page(page, size);
          keys.push(...users.map(({ key }) => key));
          page = nextPage;
        }
        return keys.length === total && new Set(keys).size === total;
      }),
    );
  });

  it('keeps completed, failed and cancelled apart, and together equal to what came in', () => {
    const moves = fc.array(fc.constantFrom('complete', 'fail', 'cancel', 'retry', 'cancel-waiting'), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), moves, (total, schedule) => {
        const run = runOf(...Array.from({ length: total }, (_, index) => user(`u${index}`)));
        for (const move of schedule) play(run, move);
        run.cancelWaiting();
        const { completed, failed, cancelled, counts } = run.result(undefined);
        const emails = [...completed, ...failed, ...cancelled].map(({ email }) => email);
        return (
          new Set(emails).size === total &&
          emails.length === total &&
          counts.completed === completed.length &&
          counts.failed === failed.length &&
          counts.cancelled === cancelled.length
        );
      }),
    );
  });
});

function play(run: TenantRun, move: string): void {
  if (move === 'retry') run.retry(undefined);
  if (move === 'cancel-waiting') run.cancelWaiting();
  const next = move === 'retry' || move === 'cancel-waiting' ? undefined : run.next();
  if (next === undefined) return;
  if (move === 'complete') run.complete(next, nothing);
  if (move === 'fail') run.fail(next, { failure, outcome: nothing });
  if (move === 'cancel') run.cancel(next);
}
