import { defaultRunOptions } from '../../../src/domain/run/run';
import type { User } from '../../../src/domain/tenant/user';
import { describeRun } from '../../../src/workflows/telling/describe-run';
import { TenantRun } from '../../../src/workflows/state/tenant-run';

const failure = { step: 'create', code: 'TARGET_REJECTED', message: 'MAS answered 400', attempts: 1 } as const;

function runWithFailures(count: number, id = (index: number) => `u${index}`): TenantRun {
  const users: User[] = Array.from({ length: count }, (_, index) => ({
    key: `k${index}`,
    kind: 'primary',
    record: { id: id(index), email: `u${index}@acme.example`, given_name: 'U', family_name: 'X' },
  }));
  const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
  const run = new TenantRun({ tenant: 'acme', target, users, options: defaultRunOptions });
  for (let user = run.next(); user !== undefined; user = run.next()) {
    run.fail(user, { failure, outcome: { changed: [], leases: [] } });
  }
  return run;
}

describe('the description of a run', () => {
  it('says counts, the failed user, step, code and what to do', () => {
    const text = describeRun(runWithFailures(1));
    expect(text).toContain('0 of 1 users completed');
    expect(text.replaceAll('\u00a0', '')).toContain('| u0 | k0 | create | TARGET\\_REJECTED |');
    expect(text).toContain('retryFailed');
  });

  it('offers a correction of a user whose account was not made, and none where nobody can tell', () => {
    expect(describeRun(runWithFailures(1))).toContain('Correct a value');
    const run = runWithFailures(0);
    run.add([{ key: 'k0', kind: 'primary', record: { email: 'u0@acme.example', given_name: 'U', family_name: 'X' } }]);
    const user = run.next();
    if (user === undefined) throw new Error('nobody waits');
    run.fail(user, { failure: { ...failure, code: 'STEP_TIMEOUT' }, outcome: { changed: [], leases: [] } });
    expect(describeRun(run)).not.toContain('Correct a value');
  });

  it('stays small however many users failed', () => {
    const text = describeRun(runWithFailures(500));
    expect(text).toContain('… and 490 more');
    expect(text.length).toBeLessThan(5_000);
  });

  it('shows an id with Markdown in it as it is', () => {
    const text = describeRun(runWithFailures(1, () => 'a|b*<c>'));
    expect(text).toContain('a\\|b\\*\\<c\\>');
  });
});
