import { randomBytes } from 'node:crypto';
import { testEnvironment } from '../../system/onboarding-system';
import { type Bench, createBench } from '../bench/onboard';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.clear());

it('corrects one user of a held run, adds another, and ends when the last failed one is skipped', async () => {
  const suffix = randomBytes(4).toString('hex');
  const tenant = `m-${suffix}`;
  const env = { TEMPORAL_ADDRESS: testEnvironment('TEST_TEMPORAL_ADDRESS'), ONBOARD_TASK_QUEUE: `q-${suffix}` };
  const onboard = (...parameters: string[]) => bench.onboard(parameters, { env });
  const control = await bench.simulate();
  const row = 'given_name: Ada, family_name: Example';
  bench.write(
    'tenant.yaml',
    `tenant: ${tenant}
target: { system: mas, instance: inst1, workspace: ws1 }
users: { primary: [{ email: ada@acme.exmaple, ${row} }], secondary: [{ email: cy@acme.example, ${row} }] }
`,
  );
  const refuse = (user: string) => ({ method: 'POST', path: '/v3/users', user, do: { status: 400 } });
  await control.faults([refuse('ada@acme.exmaple'), refuse('cy@acme.example')]);
  const worker = bench.start(['worker'], { env });
  await worker.saying('worker started');
  const run = bench.start(['run', 'tenant.yaml', '--hold', '1h', '--output', 'json'], { env });
  await run.saying('failed ada@acme.exmaple');
  await run.saying('failed cy@acme.example');

  const ada = ['retry', tenant, '--user', 'ada@acme.exmaple', '--set'];
  const invalid = await onboard(...ada, 'email=ada');
  expect([invalid.code, invalid.stderr]).toEqual([2, expect.stringContaining('--set: email is not an e-mail address')]);
  const retry = await onboard(...ada, 'email=ada@acme.example', '--quiet', '--output', 'json');
  expect([retry.code, JSON.parse(retry.stdout)]).toEqual([
    0,
    expect.objectContaining({
      status: 'needs-attention',
      counts: expect.objectContaining({ failed: 1 }),
      users: [
        expect.objectContaining({ id: 'ada@acme.example', state: expect.objectContaining({ status: 'completed' }) }),
      ],
    }),
  ]);
  await run.saying('completed ada@acme.example');
  const nameless = await onboard('add', tenant, '--email', 'bo@acme.example', '--given-name', 'Bo');
  expect([nameless.code, nameless.stderr]).toEqual([2, expect.stringContaining('--family-name: is missing')]);
  const bo = ['--email', 'bo@acme.example', '--given-name', 'Bo', '--family-name', 'Li'];
  const add = await onboard('add', tenant, ...bo, '--quiet');
  expect([add.code, add.stdout]).toEqual([0, expect.stringMatching(/bo@acme\.example +completed/)]);
  await run.saying('completed bo@acme.example');

  expect((await onboard('skip', tenant, '--user', 'cy@acme.example', '--quiet')).code).toBe(0);
  const ended = await run.ended;
  expect([ended.code, JSON.parse(ended.stdout)]).toEqual([
    0,
    expect.objectContaining({
      status: 'completed',
      completed: [
        expect.objectContaining({ email: 'ada@acme.example' }),
        expect.objectContaining({ email: 'bo@acme.example' }),
      ],
      skipped: [expect.objectContaining({ email: 'cy@acme.example' })],
    }),
  ]);
  expect((await onboard('report', tenant)).stdout).toContain('email from ada');
  worker.child.kill('SIGTERM');
  await worker.ended;
});
