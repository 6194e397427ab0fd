import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Control } from '../../system/control';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

// The way back through the command line, of a tenant with the users ada, bob and cy.

let bench: Bench;
let control: Control;
const [ada, bob, cy] = ['ada@acme.example', 'bob@acme.example', 'cy@acme.example'] as const;
const trace = { env: { ONBOARD_LOG_LEVEL: 'trace' } };

beforeAll(async () => {
  bench = await createBench();
  control = await bench.simulate({ apps: ['manage', 'facilities'] });
  bench.write('tenant.yaml', tenantFile('acme', ['bob', 'cy']));
  const run = await bench.onboard(['run', 'tenant.yaml', '--quiet']);
  if (run.code !== 0) throw new Error(run.stderr);
});
afterAll(() => bench.clear());

const offboard = (...more: string[]) => bench.onboard(['offboard', ...more]);
const sent = async () => (await control.requests()).length;
const users = async () => (await control.state()).users;

it.each([
  [['tenant.yaml'], '--yes'],
  [[], 'Nobody is named'],
  [['--user', ada, '--yes'], '--tenant'],
  [['tenant.yaml', '--user', 'eve@acme.example', '--yes'], 'not among those of the file'],
  [['tenant.yaml', '--max-removals', 'all', '--yes'], 'whole number'],
  [['absent.yaml', '--yes'], 'absent.yaml'],
])('refuses %j before anything is called', async (parameters, hint) => {
  const before = await sent();
  const { code, stdout, stderr } = await offboard(...parameters);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(hint)]);
  expect(await control.requests(before)).toEqual([]);
});

it.each(['run', 'start', 'verify', 'validate', 'offboard'])(
  '%s has nothing to do with two empty lists',
  async (command) => {
    bench.write('nobody.yaml', tenantFile('acme').replace(/primary:\n.*\n/, 'primary: []\n'));
    const before = await sent();
    const { code, stderr } = await bench.onboard([command, 'nobody.yaml']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/nothing to (do|verify)/i)]);
    expect(await control.requests(before)).toEqual([]);
  },
);

it('stops at the guard with the numbers and the flag that lets it through, and calls nothing', async () => {
  const before = await sent();
  const { code, stdout, stderr } = await offboard('tenant.yaml', '--yes');
  expect([code, stdout]).toEqual([5, '']);
  expect(stderr).toContain('3 of the 3 known users would be removed');
  expect(stderr).toContain('--max-removals 3');
  expect((await offboard('tenant.yaml', '--yes', '--max-removals', '50%')).code).toBe(5);
  expect(await control.requests(before)).toEqual([]);
});

it('plans by reading alone, for a person and as JSON', async () => {
  const before = await sent();
  const json = await offboard('tenant.yaml', '--plan', '--output', 'json');
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({
    tenant: 'acme',
    how: 'disable',
    status: 'changes',
    summary: { total: 3 },
    users: [{ email: ada, type: 'primary' }, { email: bob, verdict: 'remove' }, { email: cy }],
  });
  const text = await offboard('--tenant', 'acme', '--user', bob, '--plan', '--delete');
  expect(text.code).toBe(0);
  expect(text.stdout).toContain('acme ← mas inst1/ws1: changes');
  expect(text.stdout).toMatch(/^bob@acme\.example \(secondary\)\n {2}- leave .*ws1; account: user$/m);
  expect(text.stdout).not.toContain(ada);
  expect(await control.effects(before)).toEqual([]);
});

it('disables one user of those the tenant is known to have, reports it, and leaves the others alone', async () => {
  const { [ada]: adaBefore, [cy]: cyBefore } = await users();
  const ended = await bench.onboard(
    ['offboard', '--tenant', 'acme', '--user', bob, '--yes', '--output', 'json', '--report', 'report.md'],
    trace,
  );
  expect(ended.code).toBe(0);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    status: 'completed',
    workflowId: 'tenant:mas:inst1/ws1:acme',
    direction: 'offboard',
    completed: [{ email: bob }],
    changed: 1,
  });
  const { [ada]: adaAfter, [bob]: bobAfter, [cy]: cyAfter } = await users();
  expect([adaAfter, cyAfter]).toEqual([adaBefore, cyBefore]);
  expect(bobAfter).toMatchObject({ workspaces: {}, roles: {}, record: { status: { active: false } } });
  expect(readFileSync(join(bench.folder, 'report.md'), 'utf8')).toContain('## Offboarding of acme: completed');
  const logged = ended.stderr.split('\n').filter((line) => line.startsWith('{'));
  expect(logged.length).toBeGreaterThan(3);
  expect(logged.filter((line) => line.includes('acme.example'))).toEqual([]);
});

it('writes nothing the second time', async () => {
  const before = await sent();
  const again = await offboard('tenant.yaml', '--user', bob, '--yes', '--output', 'json');
  expect([again.code, JSON.parse(again.stdout)]).toEqual([0, expect.objectContaining({ changed: 0 })]);
  expect((await control.effects(before)).filter(({ path }) => !path.includes('mxapiapikey'))).toEqual([]);
});

it('ends with 1 when a user fails, shows it, and retries that one alone', async () => {
  await control.faults([{ method: 'DELETE', path: '/v3/users', user: cy, do: { status: 400 } }]);
  const failed = await offboard('tenant.yaml', '--user', ada, cy, '--delete', '--yes', '--max-removals', '2');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('acme ← mas inst1/ws1: completed-with-failures');
  expect(failed.stdout).toContain('onboard retry acme');
  expect(Object.keys(await users()).sort()).toEqual([bob, cy]);

  const status = await bench.onboard(['status', 'acme', '--output', 'json']);
  expect(JSON.parse(status.stdout)).toMatchObject({
    status: 'completed-with-failures',
    users: expect.arrayContaining([
      expect.objectContaining({ id: cy, state: expect.objectContaining({ step: 'deprovision' }) }),
    ]),
  });
  const report = await bench.onboard(['report', 'acme', '--format', 'json']);
  expect(JSON.parse(report.stdout)).toMatchObject({
    workflowId: 'tenant:mas:inst1/ws1:acme',
    direction: 'offboard',
    counts: { failed: 1 },
  });
  const listed = await bench.onboard(['list', '--output', 'json']);
  expect(JSON.parse(listed.stdout).runs[0]).toMatchObject({ tenant: 'acme', status: 'completed-with-failures' });

  await control.faults([]);
  const before = await sent();
  expect((await bench.onboard(['retry', 'acme', '--quiet'])).code).toBe(0);
  expect(Object.keys(await users())).toEqual([bob]);
  const touched = new Set((await control.requests(before)).map(({ user }) => user));
  expect([...touched].filter((user) => user !== null)).toEqual([cy]);
});
