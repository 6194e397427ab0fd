import fc from 'fast-check';
import { defaultRunOptions, type OnboardTenantInput } from '../../src/domain/run';
import type { User } from '../../src/domain/user';
import { TenantRun } from '../../src/workflows/tenant-run';

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

  it('names the wanted users that have not failed', () => {
    const run = runOf(user('ada'), user('bob'));
    run.fail(nextOf(run), { failure, outcome: nothing });
    expect(run.notFailed(['ada@acme.example', 'bob@acme.example', 'nobody'])).toEqual(['bob@acme.example', 'nobody']);
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
