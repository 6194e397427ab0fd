import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { testEnvironment } from '../../system/onboarding-system';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

let bench: Bench;
const tenant = `t-${process.pid}-${Date.now()}`;
const env = { ONBOARD_ACTOR: 'desk-3' };

beforeAll(async () => {
  bench = await createBench();
  await bench.simulate();
  bench.write('tenant.yaml', tenantFile(tenant, ['bob']));
});
afterAll(() => bench.clear());

const there = () => ['--address', testEnvironment('TEST_TEMPORAL_ADDRESS')];

it('asks where it can, wants a yes where it cannot, and shows what it would delete', async () => {
  const refused = await bench.onboard(['erase', tenant, ...there()], { env });
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('Deleting histories needs a yes');
  const nothing = await bench.onboard(['erase', tenant, '--yes', '--output', 'json', ...there()], { env });
  expect([nothing.code, JSON.parse(nothing.stdout)]).toEqual([
    0,
    { tenant, status: 'nothing-to-do', counts: {}, histories: [], left: [] },
  ]);
});

it('deletes a person, leaves a line for the audit, and keeps the others', async () => {
  const taskQueue = { ...env, ONBOARD_TASK_QUEUE: `q-${tenant}` };
  const worker = bench.start(['worker', ...there()], { env: taskQueue });
  await worker.saying('worker started');
  const run = await bench.onboard(['run', 'tenant.yaml', '--quiet', ...there()], { env: taskQueue });
  expect([run.code, run.stderr]).toEqual([0, expect.stringMatching(/^(Worker configuration: \S+\n)?$/)]);
  const user = ['--user', 'ada@acme.example'];
  const plan = await bench.onboard(['erase', tenant, ...user, '--plan', '-o', 'json', ...there()], { env: taskQueue });
  expect([plan.code, JSON.parse(plan.stdout)]).toEqual([
    0,
    expect.objectContaining({ status: 'planned', counts: { user: 1, run: 1, ledger: 1 } }),
  ]);
  expect(plan.stderr).toContain('the workflows of the others stay');
  const before = await bench.onboard(['audit', tenant, ...there()], { env: taskQueue });
  const lines = before.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual(expect.objectContaining({ event: 'run.started', actor: 'desk-3', count: 2 }));

  const done = ['--yes', '--audit-file', 'audit.jsonl', '-o', 'json', ...there()];
  const erased = await bench.onboard(['erase', tenant, ...user, ...done], { env: taskQueue });
  expect([erased.code, JSON.parse(erased.stdout)]).toEqual([
    0,
    expect.objectContaining({ status: 'erased', counts: { user: 1, run: 1, ledger: 1 }, left: [] }),
  ]);
  const file = join(bench.folder, 'audit.jsonl');
  const line = { event: 'histories.erased', tenant, actor: 'desk-3', what: 'users', count: 3 };
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(line);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(`${erased.stderr}${erased.stdout}`).not.toContain('@acme.example');

  const after = await bench.onboard(['audit', tenant, '--since', '1h', '-o', 'json', ...there()], { env: taskQueue });
  const told: { workflowId: string }[] = JSON.parse(after.stdout);
  const left = new Set(told.map(({ workflowId }) => workflowId));
  expect(left.size).toBe(1);
  worker.child.kill('SIGTERM');
  await worker.ended;
});
