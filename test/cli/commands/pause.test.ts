import { type Bench, createBench, tenantFile } from '../bench/onboard';

let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.clear());

const target = 'mas:inst1';

it('has a run wait for the maintenance of its target, say so, and go on when that ends', async () => {
  const control = await bench.simulate({ apps: ['manage'] });
  bench.write('tenant.yaml', tenantFile('acme'));
  const none = await bench.onboard(['resume', '--target', target]);
  expect([none.code, none.stdout]).toEqual([0, expect.stringContaining('no maintenance window')]);
  const unknown = await bench.onboard(['pause', '--target', 'mas:nowhere']);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('no target mas:nowhere')]);

  const begun = await bench.onboard(['pause', '--target', target, '--reason', 'upgrade', '--output', 'json']);
  expect(begun.code).toBe(0);
  expect(JSON.parse(begun.stdout)).toMatchObject({ target, begun: true, reason: 'upgrade' });
  const again = await bench.onboard(['pause', '--target', target]);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('under maintenance already')]);

  const run = bench.start(['run', 'tenant.yaml', '--poll-interval', '100ms']);
  await run.saying('waits for the maintenance of mas:inst1');
  expect(await control.requests()).toEqual([]);
  const status = await bench.onboard(['status', 'acme']);
  expect(status.stdout).toContain(': paused, preparing');
  expect(status.stdout).toContain('to end it: onboard resume --target mas:inst1');
  const ended = await bench.onboard(['resume', '--target', target]);
  expect([ended.code, ended.stdout]).toEqual([0, expect.stringContaining('its runs go on')]);
  expect(await run.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('completed') });
});

it('pauses a run and lets it go on; cancelled, it shows the state of every user', async () => {
  const control = await bench.simulate({ apps: ['manage'] });
  await control.faults([{ method: 'GET', user: 'ada@acme.example', do: { sync: 'PENDING' } }]);
  bench.write('beta.yaml', tenantFile('beta', ['bob']));
  const run = bench.start(['run', 'beta.yaml', '--concurrency', '1']);
  const called = async (): Promise<boolean> =>
    (await control.requests()).some(({ user }) => user === 'ada@acme.example');
  while (!(await called())) await new Promise((resolve) => setTimeout(resolve, 50));

  const refused = await bench.onboard(['resume', 'beta']);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('not paused')]);
  const paused = await bench.onboard(['pause', 'beta', '--reason', 'licences', '--output', 'json']);
  expect(paused.code).toBe(0);
  expect(JSON.parse(paused.stdout)).toMatchObject({ tenant: 'beta', paused: { by: 'operator', reason: 'licences' } });
  await run.saying('paused by an operator');
  const resumed = await bench.onboard(['resume', 'beta']);
  expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining('beta: goes on')]);

  await bench.onboard(['pause', 'beta']);
  const cancelled = await bench.onboard(['cancel', 'beta']);
  expect(cancelled.code).toBe(0);
  expect(cancelled.stdout).toMatch(/^ada@acme\.example +cancelled/m);
  expect(cancelled.stdout).toMatch(/^bob@acme\.example +cancelled/m);
  expect((await run.ended).code).toBe(1);
});

it.each([
  [['resume', 'acme', '--target', target], 'contradict'],
  [['pause', 'acme', '--for', '4h'], '--for is for a target'],
  [['pause', '--target', 'inst1'], 'SYSTEM:INSTANCE'],
])('refuses %j', async (parameters, reason) => {
  const { code, stderr } = await bench.onboard(parameters);
  expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
});
