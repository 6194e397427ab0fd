import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startListener } from '../../notify/listener';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.clear());

const emptyFile = tenantFile('acme').replace(/ {2}primary:\n.*\n/, '  primary: []\n');

describe('onboard sync', () => {
  it('shows both parts without a write, asks for a yes, and does both', async () => {
    const control = await bench.simulate({ seedUsers: 2 });
    bench.write('tenant.yaml', tenantFile('acme', ['bob', 'cy']));
    await control.faults([{ method: 'GET', user: 'ada@acme.example', do: { sync: 'PENDING' } }]);
    const started = bench.start(['sync', 'tenant.yaml', '--yes', '--output', 'json', '--poll-interval', '100ms']);
    await started.saying('onboarding 3 users');
    await control.faults([]);
    const first = await started.ended;
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ status: 'completed', known: 0, onboarded: { changed: 3 } });

    bench.write('tenant.yaml', tenantFile('acme', ['bob', 'dora']));
    const before = (await control.requests()).length;
    const plan = await bench.onboard(['sync', 'tenant.yaml', '--plan', '--detailed-exitcode', '--output', 'json']);
    expect(plan.code).toBe(4);
    expect(JSON.parse(plan.stdout)).toMatchObject({
      status: 'changes',
      known: 3,
      onboard: { summary: { users: { change: 1, same: 2 } } },
      offboard: { how: 'disable', total: 1, users: [{ email: 'cy@acme.example', type: 'secondary' }] },
    });
    const unasked = await bench.onboard(['sync', 'tenant.yaml']);
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    expect(await control.effects(before)).toEqual([]);

    const listener = await startListener();
    const telling = ['--report', 'sync.json', '--notify', listener.url];
    const second = await bench.onboard(['sync', 'tenant.yaml', '--yes', ...telling]);
    await listener.close();
    const ended = { status: 'completed', counts: { total: 4, completed: 4 }, changed: 2 };
    expect(listener.notices.map(({ text }) => JSON.parse(text))).toMatchObject([{ subject: 'acme', data: ended }]);
    expect(second.stdout).toContain(`Told ${listener.url}.`);
    expect([second.code, second.stderr]).toEqual([0, expect.stringContaining('- cy@acme.example')]);
    expect(second.stdout).toMatch(/onboarded +3 +3 +0 +0 +1\noffboarded +1 +1 +0 +0 +1/);
    const reported = ['sync.json', 'sync-offboarding.json'].map((name) =>
      JSON.parse(readFileSync(join(bench.folder, name), 'utf8')),
    );
    expect(reported).toMatchObject([
      { counts: { total: 3 }, changed: 1 },
      { counts: { total: 1 }, changed: 1 },
    ]);
    const touched = new Set((await control.effects(before)).map(({ user }) => user));
    expect([...touched].filter((user) => user !== null).sort()).toEqual(['cy@acme.example', 'dora@acme.example']);
  }, 180_000);

  it('is stopped by the guard before anything is called, also with an empty file', async () => {
    const control = await bench.simulate();
    bench.write('tenant.yaml', tenantFile('acme', ['bob', 'cy']));
    expect((await bench.onboard(['run', 'tenant.yaml'])).code).toBe(0);
    bench.write('tenant.yaml', tenantFile('acme'));
    const before = (await control.effects()).length;
    const guarded = await bench.onboard(['sync', 'tenant.yaml', '--yes']);
    expect([guarded.code, guarded.stdout]).toEqual([5, '']);
    expect(guarded.stderr).toMatch(/2 of 3 users would be removed.*REMOVALS_GUARDED[^]*--max-removals 2/);
    bench.write('tenant.yaml', emptyFile);
    const emptied = await bench.onboard(['sync', 'tenant.yaml', '--yes']);
    expect([emptied.code, emptied.stderr]).toEqual([5, expect.stringContaining('the list is empty')]);
    expect((await control.effects()).length).toBe(before);
    const limit = ['--max-removals', '100%', '--delete'];
    const meant = await bench.onboard(['sync', 'tenant.yaml', '--yes', ...limit, '--output', 'json']);
    expect(meant.code).toBe(0);
    expect(JSON.parse(meant.stdout)).toMatchObject({ known: 3, offboarded: { counts: { completed: 3 } } });
    expect((await control.state()).users).toEqual({});

    // The run before the removals is no answer any more; and MAS keeps the ids of those whom it deleted.
    bench.write('tenant.yaml', tenantFile('acme', ['bob', 'cy']));
    const anew = await bench.onboard(['run', 'tenant.yaml', '--output', 'json']);
    const taken = expect.objectContaining({ code: 'MAS_USER_DELETED_BEFORE' });
    expect(JSON.parse(anew.stdout)).toMatchObject({ counts: { failed: 3 }, failed: [taken, taken, taken] });
  }, 180_000);

  it('goes on after a kill when the same command is given again', async () => {
    const control = await bench.simulate();
    await control.faults([{ method: 'GET', user: 'bob@acme.example', do: { sync: 'PENDING' } }]);
    bench.write('tenant.yaml', tenantFile('acme', ['bob']));
    const command = ['sync', 'tenant.yaml', '--yes', '--output', 'json'];
    const killed = bench.start(command);
    await killed.saying('onboarding 2 users');
    killed.child.kill('SIGKILL');
    await killed.ended;
    await control.faults([]);
    const again = await bench.onboard(command);
    expect([again.code, again.stderr]).toEqual([
      0,
      expect.stringContaining('Joined the open synchronisation of acme.'),
    ]);
    expect(JSON.parse(again.stdout)).toMatchObject({ status: 'completed', onboarded: { counts: { completed: 2 } } });
  }, 180_000);
});

describe('onboard schedule', () => {
  it('is made, listed, paused and deleted, and says what it runs with', async () => {
    await bench.simulate();
    bench.write('tenant.yaml', tenantFile('acme', ['bob']));
    const made = await bench.onboard(['schedule', 'acme', 'tenant.yaml', '--every', '1h']);
    expect([made.code, made.stdout]).toEqual([0, 'created: acme ⇄ mas inst1/ws1, 2 users, every 60 min\n']);
    expect(made.stderr).toMatch(/the file as it is now[^]*only while onboard worker/);
    expect((await bench.onboard(['schedule', 'pause', 'acme'])).stderr).toContain('The schedule of acme is paused.');
    expect((await bench.onboard(['schedule', 'delete', 'acme'])).code).toBe(0);
    const gone = await bench.onboard(['schedule', 'resume', 'acme']);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('There is no schedule of the tenant acme')]);
  }, 180_000);

  it.each([
    ['a file of another tenant', ['other', 'tenant.yaml', '--every', '1h'], 'The file is of the tenant acme'],
    ['no period', ['acme', 'tenant.yaml'], "required option '--every <time>'"],
    ['a period of seconds', ['acme', 'tenant.yaml', '--every', '10s'], 'at least'],
  ])('refuses %s', async (_, flags, why) => {
    bench.write('tenant.yaml', tenantFile('acme'));
    const ended = await bench.onboard(['schedule', ...flags], { env: { ONBOARD_TEMPORAL_CLI: '/absent' } });
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([2, '', expect.stringContaining(why)]);
  });
});
