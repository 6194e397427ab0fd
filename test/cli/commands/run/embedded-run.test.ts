import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../../../../src/embedded/server-record';
import { createAuthority } from '../../../http/server/authority';
import { type Bench, createBench, tenantFile } from '../../bench/onboard';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench('ends');
});
afterEach(() => bench.clear());

const names = Array.from({ length: 12 }, (_, index) => `user${index}`);
const stateDir = (): string => join(bench.folder, 'tenant-onboarding');

it('onboards a tenant, prints one object, stops its server, and has nothing to do the second time', async () => {
  const control = await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme', ['bob']));
  const first = await bench.onboard(['run', 'tenant.yaml', '--output', 'json']);
  expect(first.code).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({
    tenant: 'acme',
    target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
    status: 'completed',
    counts: { total: 2, completed: 2, failed: 0 },
    completed: [
      { email: 'ada@acme.example', given_name: 'ada', family_name: 'Example' },
      { email: 'bob@acme.example' },
    ],
    failed: [],
    changed: 2,
    workflowId: 'tenant:mas:inst1/ws1:acme',
    runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    startedAt: expect.stringMatching(/Z$/),
    finishedAt: expect.stringMatching(/Z$/),
  });
  expect(first.stderr).toMatch(/^completed ada@acme\.example \(\d changed\)$/m);
  expect(readRecord(stateDir())?.process).toBeUndefined();
  expect(Object.keys((await control.state()).users).sort()).toEqual(['ada@acme.example', 'bob@acme.example']);

  const before = (await control.requests()).length;
  const second = await bench.onboard(['run', 'tenant.yaml', '--output', 'jsonl']);
  expect(second.code).toBe(0);
  expect(JSON.parse(second.stdout)).toMatchObject({ nothingToDo: true, status: 'completed', counts: { total: 2 } });
  expect(await control.requests(before)).toEqual([]);

  const forced = await bench.onboard(['run', 'tenant.yaml', '--force', '--quiet']);
  expect([forced.code, forced.stdout]).toEqual([0, expect.stringContaining('completed')]);
  expect(forced.stderr).not.toContain('ada@');
  expect(await control.effects(before)).toEqual([]);
});

it('tells which user failed, why and what to do, and retries that user alone', async () => {
  const control = await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme', ['bob']));
  await control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const run = await bench.onboard(['run', 'tenant.yaml']);
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/bob@acme\.example +create +TARGET_REJECTED +1/);
  expect(run.stdout).toContain('What to do about TARGET_REJECTED: Compare');
  expect(run.stdout).toContain('Retry them: onboard retry acme');
  expect(run.stderr).toMatch(/Web UI.*http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\//);

  const status = await bench.onboard(['status', 'acme', '--output', 'json']);
  expect([status.code, status.stderr]).toEqual([0, expect.stringContaining('Web UI')]);
  expect(JSON.parse(status.stdout)).toMatchObject({ status: 'completed-with-failures', counts: { failed: 1 } });

  await control.faults([]);
  const before = (await control.requests()).length;
  const retry = await bench.onboard(['retry', 'acme', '--output', 'json']);
  expect(retry.code).toBe(0);
  expect(JSON.parse(retry.stdout)).toMatchObject({ status: 'completed', counts: { total: 1, completed: 1 } });
  const touched = (await control.requests(before)).map(({ user }) => user);
  expect(touched).toContain('bob@acme.example');
  expect(touched).not.toContain('ada@acme.example');

  const again = await bench.onboard(['retry', 'acme']);
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('no user failed')]);
});

it('goes on after a kill when the same command is given again, and does nothing twice', async () => {
  const control = await bench.simulate({ latencyMs: 20, syncDelayMs: 500 });
  bench.write('tenant.yaml', tenantFile('acme', names));
  const killed = bench.start(['run', 'tenant.yaml', '--concurrency', '4']);
  await killed.saying('completed user');
  killed.child.kill('SIGKILL');
  await killed.ended;

  const status = await bench.onboard(['status', 'acme', '--output', 'json']);
  expect([status.code, status.stderr]).toEqual([0, expect.any(String)]);
  expect(JSON.parse(status.stdout)).toMatchObject({ status: 'running', counts: { total: 13 } });

  const again = await bench.onboard(['run', 'tenant.yaml', '--output', 'json']);
  expect(again.code).toBe(0);
  expect(again.stderr).toContain('Joined the open run of acme.');
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'completed', counts: { total: 13, completed: 13 } });
  const created = (await control.effects()).filter(({ method, path }) => method === 'POST' && path === '/v3/users');
  expect(new Set(created.map(({ user }) => user)).size).toBe(13);
  expect(created).toHaveLength(13);
});

it('stops at Ctrl-C with 130 and says how to go on, and is ended for good by cancel', async () => {
  await bench.simulate({ syncDelayMs: 3_600_000 });
  bench.write('tenant.yaml', tenantFile('acme', ['bob']));
  const run = bench.start(['run', 'tenant.yaml']);
  await run.saying('Web UI');
  run.child.kill('SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/same command is given again[^]*onboard status acme[^]*onboard cancel acme/);
  expect(readRecord(stateDir())?.process).toBeUndefined();

  const cancelled = await bench.onboard(['cancel', 'acme', '--output', 'json']);
  expect(cancelled.code).toBe(0);
  expect(JSON.parse(cancelled.stdout)).toMatchObject({ status: 'cancelled', counts: { total: 2, completed: 0 } });
  const list = await bench.onboard(['list', '--output', 'jsonl']);
  expect(JSON.parse(list.stdout)).toMatchObject({ tenant: 'acme', status: 'cancelled' });
  const retry = await bench.onboard(['retry', 'acme']);
  expect([retry.code, retry.stdout]).toEqual([1, expect.stringContaining('Cancelled: ada@acme.example, bob@')]);
  expect(retry.stderr).toMatch(/not done: ada@acme\.example, bob@acme\.example\nGive the same tenant file again/);
});

it('stops waiting at the time-out with 124', async () => {
  await bench.simulate({ syncDelayMs: 3_600_000 });
  bench.write('tenant.yaml', tenantFile('acme'));
  const run = await bench.onboard(['run', 'tenant.yaml', '--timeout', '1s', '--output', 'json']);
  expect(run.code).toBe(124);
  expect(JSON.parse(run.stdout)).toMatchObject({
    tenant: 'acme',
    status: 'running',
    workflowId: 'tenant:mas:inst1/ws1:acme',
  });
  expect(run.stderr).toContain('Stopped waiting after 1 s');
});

it('tells a wrong password, and calls nobody for it again and again', async () => {
  const control = await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme'));
  writeFileSync(join(bench.folder, 'certificates-0', 'superuser-password'), 'wrong');
  const run = await bench.onboard(['run', 'tenant.yaml', '--output', 'json']);
  expect(run.code).toBe(3);
  expect(JSON.parse(run.stdout)).toMatchObject({
    tenant: 'acme',
    status: 'failed',
    error: { code: 'CREDENTIALS_REJECTED', remedy: expect.stringContaining('password') },
    workflowId: 'tenant:mas:inst1/ws1:acme',
  });
  expect((await control.requests()).length).toBeLessThan(5);
});

it('tells a certificate that is not trusted', async () => {
  await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme'));
  const ca = bench.write('another-ca.crt', createAuthority('Another CA').ca);
  const config = bench.write('wrong-ca.yaml', configuration().replace(/\S*certificates-0\/ca\.crt/, ca));
  const run = await bench.onboard(['run', 'tenant.yaml', '--config', config]);
  expect(run.code).toBe(3);
  expect(run.stdout).toMatch(/TLS_FAILED[^]*what to do: Check ca/);
});

function configuration(): string {
  return readFileSync(join(bench.folder, 'onboard.config.yaml'), 'utf8');
}

it('tells a target that nobody answers for, and starts no run', async () => {
  await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme'));
  const config = bench.write('nobody.yaml', configuration().replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:1'));
  const run = await bench.onboard(['run', 'tenant.yaml', '--config', config, '--output', 'json']);
  expect(run.code).toBe(3);
  expect(JSON.parse(run.stdout)).toMatchObject({ status: 'failed', error: { code: 'TARGET_UNAVAILABLE' } });
  expect(JSON.parse((await bench.onboard(['list', '--output', 'json'])).stdout)).toEqual({ runs: [] });
});

it('refuses a tenant whose target the configuration does not have, and calls nothing', async () => {
  const control = await bench.simulate({ instance: 'other' });
  bench.write('tenant.yaml', tenantFile('acme'));
  const run = await bench.onboard(['run', 'tenant.yaml']);
  expect([run.code, run.stdout]).toEqual([2, '']);
  expect(run.stderr).toContain('has no target mas inst1');
  expect(await control.requests()).toEqual([]);
});

it('takes a workspace that does not exist for wrong input', async () => {
  await bench.simulate({ workspace: 'elsewhere' });
  bench.write('tenant.yaml', tenantFile('acme'));
  const run = await bench.onboard(['run', 'tenant.yaml']);
  expect([run.code, run.stdout]).toEqual([2, expect.stringContaining('MAS_WORKSPACE_NOT_FOUND')]);
});

it('refuses to start a run that nothing would carry on, and starts it beside a worker', async () => {
  await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme'));
  const alone = await bench.onboard(['start', 'tenant.yaml']);
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('onboard run')]);
  const worker = bench.start(['worker']);
  await worker.saying('Working for');
  const started = await bench.onboard(['start', 'tenant.yaml', '--output', 'json']);
  expect(JSON.parse(started.stdout)).toMatchObject({ tenant: 'acme', status: 'started' });
  const watched = await bench.onboard(['watch', 'acme', '--output', 'json']);
  expect([watched.code, JSON.parse(watched.stdout).status]).toEqual([0, 'completed']);
  worker.child.kill('SIGTERM');
  expect((await worker.ended).code).toBe(0);
  expect(readRecord(stateDir())?.process).toBeUndefined();
});

it('lets two commands share a state folder', async () => {
  await bench.simulate();
  bench.write('one.yaml', tenantFile('one', ['bob']));
  bench.write('two.yaml', tenantFile('two', ['eve']));
  const ended = await Promise.all(['one.yaml', 'two.yaml'].map((file) => bench.start(['run', file, '--quiet']).ended));
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  expect(readRecord(stateDir())?.process).toBeUndefined();
});

it('finds nothing wrong with what is right, and names what is not', async () => {
  const control = await bench.simulate();
  const well = await bench.onboard(['doctor', '--output', 'json']);
  expect([well.code, JSON.parse(well.stdout).healthy]).toEqual([0, true]);
  expect(await control.effects()).toEqual([]);
  bench.write('users.yaml', tenantFile('acme').split('\n').slice(2).join('\n'));
  const users = await bench.onboard(['doctor', 'users.yaml', '--instance', 'inst1', '--workspace', 'ws1']);
  expect([users.code, users.stdout]).toEqual([0, expect.stringContaining('✓ mas inst1/ws1: log-in')]);
  writeFileSync(join(bench.folder, 'certificates-0', 'superuser-password'), 'wrong');
  const ill = await bench.onboard(['doctor']);
  expect(ill.code).toBe(3);
  expect(ill.stdout).toMatch(/✗ mas inst1\/ws1: log-in[^]*what to do: Check user name and password/);
});
