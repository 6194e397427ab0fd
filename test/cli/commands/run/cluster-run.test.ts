import { randomBytes } from 'node:crypto';
import { testEnvironment } from '../../../system/onboarding-system';
import { type Bench, createBench, type Ended, type Started, tenantFile } from '../../bench/onboard';

let bench: Bench;
let env: Readonly<Record<string, string>>;
let tenant: string;
beforeEach(async () => {
  bench = await createBench();
  const suffix = randomBytes(4).toString('hex');
  tenant = `c-${suffix}`;
  env = { TEMPORAL_ADDRESS: testEnvironment('TEST_TEMPORAL_ADDRESS'), ONBOARD_TASK_QUEUE: `q-${suffix}` };
});
afterEach(() => bench.clear());

const onboard = (...parameters: string[]): Promise<Ended> => bench.onboard(parameters, { env });

async function startWorker(): Promise<Started> {
  const worker = bench.start(['worker'], { env });
  await worker.saying('worker started');
  return worker;
}

async function end({ child, ended }: Started): Promise<number | null> {
  child.kill('SIGTERM');
  return (await ended).code;
}

it('starts a run that waits for a worker, follows it, and has nothing to do again', async () => {
  await bench.simulate();
  bench.write('tenant.yaml', tenantFile(tenant, ['bob']));
  const started = await onboard('start', 'tenant.yaml', '--output', 'json');
  expect([started.code, JSON.parse(started.stdout)]).toEqual([
    0,
    expect.objectContaining({ tenant, status: 'waiting' }),
  ]);
  expect(started.stderr).toContain('no worker listens');

  const worker = await startWorker();
  const watched = await onboard('watch', tenant, '--output', 'json');
  expect([watched.code, JSON.parse(watched.stdout)]).toEqual([0, expect.objectContaining({ status: 'completed' })]);
  const again = await onboard('run', 'tenant.yaml', '--output', 'json');
  expect([again.code, JSON.parse(again.stdout)]).toEqual([0, expect.objectContaining({ nothingToDo: true })]);
  expect((await onboard('doctor')).code).toBe(0);
  expect(await end(worker)).toBe(0);
});

it('holds a run with failed users open, resumes it by retry, and closes it', async () => {
  const control = await bench.simulate();
  bench.write('tenant.yaml', tenantFile(tenant, ['bob']));
  await control.faults([{ method: 'POST', path: '/v3/users', do: { status: 400 } }]);
  const worker = await startWorker();
  const run = bench.start(['run', 'tenant.yaml', '--hold', '1h', '--output', 'json'], { env });
  await run.saying('failed ada@acme.example');
  await run.saying('failed bob@acme.example');
  await control.faults([]);
  const retry = bench.start(['retry', tenant, '--user', 'ada@acme.example', '--quiet'], { env });
  await retry.saying('Retrying 1 user.');
  await run.saying('completed ada@acme.example');
  expect((await onboard('close', tenant, '--quiet')).code).toBe(0);
  for (const { code } of await Promise.all([run.ended, retry.ended])) expect(code).toBe(1);
  expect(JSON.parse((await run.ended).stdout)).toMatchObject({ counts: { completed: 1, failed: 1 } });
  expect(await end(worker)).toBe(0);
});

it('leaves a run to its workers at the time-out and at Ctrl-C, until it is cancelled', async () => {
  await bench.simulate({ syncDelayMs: 3_600_000 });
  bench.write('tenant.yaml', tenantFile(tenant));
  const worker = await startWorker();
  const timedOut = await onboard('run', 'tenant.yaml', '--timeout', '1s');
  expect([timedOut.code, timedOut.stderr]).toEqual([124, expect.stringContaining(`onboard watch ${tenant}`)]);
  const run = bench.start(['run', 'tenant.yaml'], { env });
  await run.saying('Joined the open run');
  run.child.kill('SIGINT');
  expect((await run.ended).code).toBe(130);
  expect((await onboard('cancel', tenant, '--quiet')).code).toBe(0);
  const ended = await onboard('cancel', tenant);
  expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('is closed')]);
  expect(await end(worker)).toBe(0);
});
