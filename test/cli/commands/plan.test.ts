import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plannedWrites, writesSeen } from '../../plan/stand';
import { PlanDocument } from '../../../src/plan/plan-document';
import type { Control } from '../../system/control';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

let bench: Bench;
let control: Control;
beforeEach(async () => {
  bench = await createBench();
  control = await bench.simulate({ apps: ['manage', 'facilities'] });
  bench.write('tenant.yaml', tenantFile('acme', ['bob']));
});
afterEach(() => bench.clear());

const plan = (...more: string[]) => bench.onboard(['plan', 'tenant.yaml', ...more]);
const verify = (...more: string[]) => bench.onboard(['verify', 'tenant.yaml', ...more]);
const run = (...more: string[]) => bench.onboard(['run', ...more, '--quiet', '--output', 'json']);
const sent = async () => (await control.requests()).length;

it('plans without a write or a server what the run then writes, and nothing the second time', async () => {
  const fresh = await bench.onboard(['plan', 'tenant.yaml', '--output', 'json', '--detailed-exitcode'], {
    env: { ONBOARD_TEMPORAL_CLI: '/absent', TEMPORAL_ADDRESS: '127.0.0.1:1' },
  });
  expect([fresh.code, fresh.stderr]).toEqual([4, expect.stringContaining('looked at 2 of 2 users')]);
  const planned = PlanDocument.parse(JSON.parse(fresh.stdout));
  expect(planned).toMatchObject({
    format: 'tenant-onboarding/plan',
    version: 1,
    tenant: 'acme',
    target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
    status: 'changes',
    summary: { total: 2, users: { change: 2 }, missing: { create: 2, link: 2, join: 2, grant: 4, group: 1 } },
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await control.effects()).toEqual([]);

  expect((await run('tenant.yaml')).code).toBe(0);
  expect(writesSeen(await control.effects())).toEqual(plannedWrites(planned));

  const before = await sent();
  const again = await plan('--detailed-exitcode', '--output', 'json', '--quiet');
  expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/^Worker configuration: \S+\n$/)]);
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'nothing-to-do', summary: { users: { same: 2 } } });
  expect((await verify()).code).toBe(0);
  expect(await control.effects(before)).toEqual([]);
  expect((await control.state()).apiKeys).toBe(0);
});

it('tells a person what would be done, and what exists and differs', async () => {
  const fresh = await plan();
  expect(fresh.code).toBe(0);
  expect(fresh.stdout).toContain('acme → mas inst1/ws1: changes');
  expect(fresh.stdout).toMatch(
    /^ada@acme\.example \(primary\)\n {2}\+ create user; link local; join ws1; grant MANAGEUSER in manage; .*add to MAXADMIN$/m,
  );
  expect(fresh.stdout).toContain('To do: 2 create, 2 link, 2 join, 4 grant, 1 add to groups; 2 await');

  expect((await run('tenant.yaml')).code).toBe(0);
  bench.write('tenant.yaml', tenantFile('acme', ['bob']).replace('given_name: bob', 'given_name: Robert'));
  const renamed = await plan('--detailed-exitcode');
  expect(renamed.code).toBe(0);
  expect(renamed.stdout).toMatch(
    /^bob@acme\.example \(secondary\)\n {2}~ differs in displayName, givenName; what exists is never modified$/m,
  );
  const drift = await verify('--output', 'json');
  expect([drift.code, JSON.parse(drift.stdout)]).toEqual([
    1,
    expect.objectContaining({ verified: false, users: [expect.objectContaining({ verdict: 'differs' })] }),
  ]);
  expect((await verify('--missing-only')).code).toBe(0);
});

it('verifies a tenant that was never onboarded as not as wanted', async () => {
  const { code, stdout } = await verify();
  expect([code, stdout]).toEqual([1, expect.stringContaining('2 of 2 users not as wanted')]);
  expect(await control.effects()).toEqual([]);
});

it('applies a kept plan exactly, from its file alone', async () => {
  const kept = await plan('--out', 'plan.json');
  expect([kept.code, kept.stderr]).toEqual([0, expect.stringContaining('onboard run --plan plan.json')]);
  const file = join(bench.folder, 'plan.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const planned = PlanDocument.parse(JSON.parse(readFileSync(file, 'utf8')));
  const applied = await run('--plan', 'plan.json');
  expect([applied.code, JSON.parse(applied.stdout)]).toEqual([0, expect.objectContaining({ status: 'completed' })]);
  expect(writesSeen(await control.effects())).toEqual(plannedWrites(planned));
  const before = await sent();
  const again = await run('--plan', 'plan.json');
  expect([again.code, JSON.parse(again.stdout)]).toEqual([0, expect.objectContaining({ nothingToDo: true })]);
  expect(again.stderr).toContain('the last run of this plan completed');
  expect(await control.requests(before)).toEqual([]);
});

it('goes on with a plan whose command was killed, though its own users moved meanwhile', async () => {
  expect((await plan('--out', 'plan.json')).code).toBe(0);
  await control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 503 } }]);
  const killed = bench.start(['run', '--plan', 'plan.json']);
  await killed.saying('completed ada@acme.example');
  killed.child.kill('SIGKILL');
  await killed.ended;
  await control.faults([]);
  const again = await run('--plan', 'plan.json');
  expect([again.code, JSON.parse(again.stdout)]).toEqual([
    0,
    expect.objectContaining({ counts: expect.objectContaining({ completed: 2 }) }),
  ]);
  expect(again.stderr).toContain('Joined the open run of acme');
});

it('refuses a plan whose target or file moved, says what, and changes nothing', async () => {
  expect((await plan('--out', 'plan.json')).code).toBe(0);
  bench.write('ada.yaml', tenantFile('other'));
  expect((await run('ada.yaml')).code).toBe(0);
  const before = await sent();
  const refused = await run('tenant.yaml', '--plan', 'plan.json');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('moved: ada@acme.example: create: planned: missing: user; now: there');
  expect(JSON.parse(refused.stdout)).toMatchObject({
    status: 'moved',
    moves: expect.arrayContaining([expect.objectContaining({ user: 'ada@acme.example', step: 'group' })]),
  });
  expect(await control.effects(before)).toEqual([]);

  const start = await sent();
  bench.write('tenant.yaml', tenantFile('acme', ['bob', 'eve']));
  const otherFile = await run('tenant.yaml', '--plan', 'plan.json');
  expect([otherFile.code, otherFile.stdout]).toEqual([2, '']);
  expect(otherFile.stderr).toContain('not the one that the plan was made for');
  expect(await control.requests(start)).toEqual([]);
});

it('refuses a plan that was edited, one that is none, and a run of nothing', async () => {
  expect((await plan('--out', 'plan.json')).code).toBe(0);
  const file = join(bench.folder, 'plan.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('bob@', 'eve@'));
  const before = await sent();
  for (const [parameters, hint] of [
    [['--plan', 'plan.json'], 'digest'],
    [['--plan', 'tenant.yaml'], 'is no plan'],
    [['--plan', 'absent.json'], 'does not exist'],
    [[], "missing required argument 'file'"],
  ] as const) {
    const { code, stderr } = await run(...parameters);
    expect([code, stderr]).toEqual([2, expect.stringContaining(hint)]);
  }
  expect(await control.requests(before)).toEqual([]);
});

it('keeps no plan with users who could not be read, and ends with 1', async () => {
  await control.faults([{ method: 'GET', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const { code, stdout, stderr } = await plan('--out', 'plan.json', '--detailed-exitcode');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ {2}! not readable: create: TARGET_REJECTED/m);
  expect(stderr).toContain('plan.json was not written');
  expect(() => statSync(join(bench.folder, 'plan.json'))).toThrow('ENOENT');
});

it('waits for a target that is not ready, as long as it may, and then says what to do', async () => {
  await control.faults([{ path: '/logininitial', do: { status: 503 } }]);
  const late = await plan('--ready-timeout', '1s', '--output', 'json');
  expect([late.code, late.stderr]).toEqual([3, expect.stringMatching(/waiting: TARGET_UNAVAILABLE[^]*what to do:/)]);
  expect(JSON.parse(late.stdout)).toMatchObject({ status: 'failed', error: { code: 'TARGET_UNAVAILABLE' } });
  await control.faults([]);
  bench.write('tenant.yaml', tenantFile('acme').replace('ws1', 'ws9'));
  const wrong = await plan();
  expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  bench.write('tenant.yaml', tenantFile('acme').replace('inst1', 'inst9'));
  expect(await verify()).toMatchObject({ code: 2, stderr: expect.stringContaining('no target mas inst9') });
});

it('stops at Ctrl-C', async () => {
  await control.faults([{ path: '/logininitial', do: { status: 503 } }]);
  const started = bench.start(['plan', 'tenant.yaml']);
  await started.saying('waiting: TARGET_UNAVAILABLE');
  started.child.kill('SIGINT');
  expect((await started.ended).code).toBe(130);
});
