import { cutIntoPages, isLarge } from '../../../src/domain/run/run-size';
import { defaultRunOptions } from '../../../src/domain/run/run';
import { bytesOf } from '../../../src/domain/run/run-size';
import type { User } from '../../../src/domain/tenant/user';
import { TenantRun } from '../../../src/workflows/state/tenant-run';

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const message = 'refused: '.repeat(300);
/** What a payload may have. */
const most = 256 * 1024;

function usersOf(count: number, length: number): User[] {
  const name = 'n'.repeat(length);
  return Array.from({ length: count }, (_, n): User => {
    const record = { email: `${name}${n}@acme.example`, given_name: name, family_name: 'F' };
    return { key: String(n).padStart(16, '0'), kind: 'secondary', record };
  });
}

function failed(users: readonly User[]): TenantRun {
  const run = new TenantRun({ tenant: 'acme', target, users, options: defaultRunOptions });
  const failure = { step: 'create', code: 'TARGET_REJECTED', message, attempts: 1 } as const;
  for (const user of users) run.fail(user, { failure, outcome: { changed: [], leases: [] } });
  return run;
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

it.each([20, 60, 200])(
  'keeps the result of a run that is not cut into slices small, names of %i characters',
  (length) => {
    const users = usersOf(500, length);
    const kept = users.slice(0, users.findIndex((_, n) => isLarge(n + 1, bytesOf(users.slice(0, n + 1)))) - 1);
    expect(sizeOf(failed(kept).result(undefined))).toBeLessThan(most);
  },
);

it.each([20, 60, 200])('keeps what a slice writes down small, names of %i characters', (length) => {
  for (const { users } of cutIntoPages(usersOf(2_000, length))) {
    expect(users.length).toBeLessThanOrEqual(300);
    expect(sizeOf(failed(users).kept())).toBeLessThan(most);
    expect(sizeOf(failed(users).report(1))).toBeLessThan(most / 8);
  }
});

it('tells a few failures in full, many in brief', () => {
  expect(failed(usersOf(50, 9)).result(undefined).failed[0]?.message).toBe(message);
  expect(failed(usersOf(51, 9)).result(undefined).failed[0]?.message).toMatch(/^refused: .*…$/);
});
