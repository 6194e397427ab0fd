import { bytesOf, maxUsersBytes } from '../../../src/domain/run/run-size';
import { defaultRunOptions } from '../../../src/domain/run/run';
import type { User } from '../../../src/domain/tenant/user';
import { TenantRun } from '../../../src/workflows/state/tenant-run';

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const message = 'refused: '.repeat(300);

function failedRun(count: number): { users: User[]; result: ReturnType<TenantRun['result']> } {
  const name = 'n'.repeat(120);
  const users = Array.from({ length: count }, (_, n): User => {
    const record = { email: `${name}${n}@acme.example`, given_name: name, family_name: 'F' };
    return { key: String(n).padStart(16, '0'), kind: 'secondary', record };
  });
  const run = new TenantRun({ tenant: 'acme', target, users, options: defaultRunOptions });
  const failure = { step: 'create', code: 'TARGET_REJECTED', message, attempts: 1 } as const;
  for (const user of users) run.fail(user, { failure, outcome: { changed: [], leases: [] } });
  return { users, result: run.result(undefined) };
}

it('lets a result of 3,000 failed users fit into one payload', () => {
  const { users, result } = failedRun(3_000);
  expect(bytesOf(users)).toBeGreaterThan(maxUsersBytes * 0.8);
  expect(bytesOf(users)).toBeLessThanOrEqual(maxUsersBytes);
  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(2 * 1024 * 1024);
  expect(result.failed[0]?.message).toMatch(/^refused: .*…$/);
});

it('tells a few failures in full', () => {
  expect(failedRun(500).result.failed[0]?.message).toBe(message);
});
