import { z } from 'zod';
import type { Control } from '../../../system/control';
import { type Bench, createBench } from '../../bench/onboard';

// The whole way of a tenant of yuuvis through the command line.

let bench: Bench;
let control: Control;
beforeAll(async () => {
  bench = await createBench();
  control = await bench.simulate({ system: 'yuuvis' });
  bench.write(
    'tenant.yaml',
    [
      'tenant: acme',
      'target: { system: yuuvis, instance: inst1 }',
      'users:',
      '  primary:',
      '    - { email: ada@acme.example, given_name: Ada, family_name: Lovelace }',
      '  secondary:',
      '    - { email: bob@acme.example, given_name: Bob, family_name: Example }',
    ].join('\n'),
  );
});
afterAll(() => bench.clear());

const writes = async () => (await control.effects()).length;
const Plan = z.object({ status: z.string(), summary: z.object({ missing: z.record(z.string(), z.number()) }) });

it('validates the file, and says where its users would go', async () => {
  const { code, stdout } = await bench.onboard(['validate', 'tenant.yaml']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'valid: acme → yuuvis inst1/acme, 1 primary and 1 secondary users\n',
  });
});

it('plans without a write', async () => {
  const { code, stdout } = await bench.onboard(['plan', 'tenant.yaml', '--output', 'json', '--detailed-exitcode']);
  expect(code).toBe(4);
  expect(Plan.parse(JSON.parse(stdout))).toMatchObject({ status: 'changes', summary: { missing: { create: 2 } } });
  expect(await writes()).toBe(0);
});

it('runs, and a second run writes nothing', async () => {
  const run = await bench.onboard(['run', 'tenant.yaml', '--output', 'json']);
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({
    status: 'completed',
    target: { system: 'yuuvis', instance: 'inst1', tenant: 'acme' },
    changed: 2,
  });
  expect(await writes()).toBe(2);
  expect((await bench.onboard(['run', 'tenant.yaml', '--force'])).code).toBe(0);
  expect(await writes()).toBe(2);
});

it('verifies afterwards that nothing differs', async () => {
  expect((await bench.onboard(['verify', 'tenant.yaml'])).code).toBe(0);
});

it('doctor looks at the configured target with and without a tenant file', async () => {
  const named = await bench.onboard(['doctor', 'tenant.yaml']);
  expect(named.stdout).toContain('✓ yuuvis inst1/acme: tenant: acme is there, with 2 users');
  const all = await bench.onboard(['doctor']);
  expect(all.stdout).toContain('✓ yuuvis inst1: right to administer users: the account has the role');
});

it('finds a tenant at the place that is named', async () => {
  const { code, stdout } = await bench.onboard(['status', 'acme', '--at', 'yuuvis', '--output', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ target: { system: 'yuuvis' } });
});

it('offboards one user: disabled under another name, and once', async () => {
  const before = await writes();
  const gone = await bench.onboard([
    'offboard',
    'tenant.yaml',
    '--user',
    'bob@acme.example',
    '--yes',
    '--output',
    'json',
  ]);
  expect([gone.code, JSON.parse(gone.stdout)]).toEqual([
    0,
    expect.objectContaining({
      status: 'completed',
      changed: 1,
      workflowId: 'tenant:yuuvis:inst1/acme:acme',
      direction: 'offboard',
    }),
  ]);
  expect(await writes()).toBe(before + 1);
  const again = await bench.onboard(['offboard', 'tenant.yaml', '--user', 'bob@acme.example', '--yes']);
  expect([again.code, await writes()]).toEqual([0, before + 1]);
});
