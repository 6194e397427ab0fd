import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.clear());

it('reports a run without a worker, and gives its failed users as a file to mend', async () => {
  const control = await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme', ['bob', 'eve']));
  await control.faults([
    { method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } },
    { method: 'POST', path: '/v3/users', user: 'eve@acme.example', times: 1, do: { status: 503 } },
  ]);
  const run = await bench.onboard(['run', 'tenant.yaml', '--report', 'run.html', '--output', 'json']);
  expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('Wrote run.html.')]);
  expect(readFileSync(join(bench.folder, 'run.html'), 'utf8')).toContain('bob@acme.example');
  expect(statSync(join(bench.folder, 'run.html')).mode & 0o777).toBe(0o600);

  const json = await bench.onboard(['report', 'acme', '--format', 'json']);
  expect(json.code).toBe(0);
  const report = JSON.parse(json.stdout);
  const { runId, counts } = JSON.parse(run.stdout);
  expect(report).toMatchObject({ tenant: 'acme', runId, counts, status: 'completed-with-failures', leftovers: [] });
  const [ada, bob, eve] = report.users;
  expect(ada).toMatchObject({ id: 'ada@acme.example', kind: 'primary', status: 'completed' });
  for (const step of ['create', 'link', 'join', 'grant', 'await', 'group']) {
    expect(ada.steps).toContainEqual(
      expect.objectContaining({ step, status: 'completed', attempts: expect.any(Number) }),
    );
  }
  expect(bob).toMatchObject({
    status: 'failed',
    failure: { step: 'create', code: 'TARGET_REJECTED', remedy: expect.stringContaining('Compare') },
    steps: [{ step: 'create', status: 'failed', failure: { code: 'TARGET_REJECTED' } }],
  });
  expect(eve).toMatchObject({ status: 'completed', changed: expect.arrayContaining(['create', 'join']) });
  expect(eve.steps[0]).toMatchObject({
    ...{ summary: 'Create the user', status: 'completed', attempts: 2, changed: true },
    failure: { code: 'TARGET_UNAVAILABLE' },
  });

  const mend = await bench.onboard(['report', 'acme', '--failed-only', '--out', 'mend.yaml']);
  expect(mend.code).toBe(0);
  await control.faults([]);
  const again = await bench.onboard(['run', 'mend.yaml', '--output', 'json', '--quiet']);
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'completed', counts: { total: 1, completed: 1 } });
  const earlier = await bench.onboard(['report', 'acme', '--run', runId]);
  expect([earlier.code, earlier.stdout]).toEqual([0, expect.stringContaining('| 3 | 2 | 1 | 0 | 2 |')]);
  const nobody = await bench.onboard(['report', 'acme', '--failed-only', '--format', 'yaml']);
  expect([nobody.code, nobody.stdout, nobody.stderr]).toEqual([0, '', expect.stringContaining('No user failed')]);
}, 120_000);

it('refuses a report in no known format, of no known run, and in no folder', async () => {
  bench.write('tenant.yaml', tenantFile('acme'));
  const ending = await bench.onboard(['run', 'tenant.yaml', '--report', 'report.pdf']);
  expect([ending.code, ending.stderr]).toEqual([2, expect.stringContaining('.html')]);
  const unknown = await bench.onboard(['report', 'acme']);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('There is no run')]);
  expect((await bench.onboard(['report', 'acme', '--format', 'pdf'])).code).toBe(2);
});
