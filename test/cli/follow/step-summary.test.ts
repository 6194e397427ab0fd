import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutIds } from '../../../src/cli/follow/run-report';
import { aFailedUser, aRun, aUser, reportedUsers } from '../../report/a-run';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.clear());

const summary = () => readFileSync(join(bench.folder, 'summary.md'), 'utf8');
const refuseBob = [{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }];

it('appends the report of every command that saw a run end, users by opaque key', async () => {
  const control = await bench.simulate();
  await control.faults(refuseBob);
  bench.write('tenant.yaml', tenantFile('acme', ['bob']));
  bench.write('summary.md', 'Written before.\n');
  const env = { GITHUB_STEP_SUMMARY: 'summary.md' };
  const run = await bench.onboard(['run', 'tenant.yaml'], { env });
  expect(run.code).toBe(1);
  expect(summary()).toMatch(/^Written before\.\n## Onboarding of acme: completed-with-failures/);
  expect(summary()).toMatch(/\| [0-9a-f]{16} \| secondary \| create \| TARGET\\_REJECTED \|/);
  expect(summary()).not.toMatch(/bob|example|Example/);
  const [, key = ''] = /\| ([0-9a-f]{16}) \|/.exec(summary()) ?? [];

  const watch = await bench.onboard(['watch', 'acme'], { env: { ...env, ONBOARD_STEP_SUMMARY: 'ids' } });
  expect([watch.code, summary()]).toEqual([1, expect.stringContaining('bob&#64;acme.example')]);
  const before = summary();
  await bench.onboard(['watch', 'acme'], { env: { ...env, ONBOARD_STEP_SUMMARY: 'none' } });
  expect(summary()).toBe(before);

  await control.faults([]);
  expect((await bench.onboard(['retry', 'acme', '--user', key], { env })).code).toBe(0);
  expect(summary().slice(before.length)).toMatch(/^## Onboarding of acme: completed\n/);
}, 120_000);

it('warns and keeps the exit code when the file cannot be written', async () => {
  await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme'));
  mkdirSync(join(bench.folder, 'folder'));
  const run = await bench.onboard(['run', 'tenant.yaml'], { env: { GITHUB_STEP_SUMMARY: 'folder' } });
  expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('the step summary was not written (EISDIR)')]);
}, 120_000);

it('goes by numbers where keys are readable', async () => {
  const report = withoutIds(aRun([aUser('ada@acme.example'), aFailedUser('bob@acme.example')]));
  expect((await reportedUsers(report)).map(({ id }) => id)).toEqual(['user 1', 'user 2']);
});
