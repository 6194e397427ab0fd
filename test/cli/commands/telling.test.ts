import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Listener, startListener } from '../../notify/listener';
import type { Control } from '../../system/control';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

// Every command that ends with the result of a run tells of it as `run` does: in a report, and to whoever it is to tell.

let bench: Bench;
let control: Control;
let listener: Listener;
beforeAll(async () => {
  bench = await createBench();
  control = await bench.simulate();
  listener = await startListener();
});
afterAll(async () => {
  await bench.clear();
  await listener.close();
});

const refuse = (name: string) => ({
  method: 'POST',
  path: '/v3/users',
  user: `${name}@acme.example`,
  do: { status: 400 },
});
const reported = (file: string) => JSON.parse(readFileSync(join(bench.folder, file), 'utf8'));
const told = () => listener.notices.map(({ text }) => JSON.parse(text)).at(-1);

/** A run that stays open for its failed users, as somebody else's command follows it. */
async function held(tenant: string, failing: readonly string[]) {
  await control.faults(failing.map(refuse));
  bench.write(`${tenant}.yaml`, tenantFile(tenant, failing));
  const run = bench.start(['run', `${tenant}.yaml`, '--hold', '1h']);
  for (const name of failing) await run.saying(`failed ${name}@acme.example`);
  return run;
}

it('retry writes the report of the run as it leaves it, skip of the run that it ends', async () => {
  const run = await held('acme', ['bob', 'cy']);
  await control.faults([refuse('cy')]);
  const retry = await bench.onboard([
    ...['retry', 'acme', '--user', 'bob@acme.example', '--quiet', '--report', 'retry.json'],
  ]);
  await run.saying('completed bob@acme.example');
  const skip = await bench.onboard(['skip', 'acme', '--user', 'cy@acme.example', '--quiet', '--report', 'skip.json']);
  expect([skip.code, retry.code, (await run.ended).code]).toEqual([0, 0, 0]);
  expect([reported('retry.json'), reported('skip.json')]).toMatchObject([
    { counts: { total: 3, completed: 2, failed: 1 } },
    { counts: { total: 3, completed: 2, failed: 0, skipped: 1 } },
  ]);
}, 120_000);

it('close writes the report of the run that it ends', async () => {
  const run = await held('beta', ['dan']);
  const close = await bench.onboard(['close', 'beta', '--quiet', '--report', 'close.json']);
  expect([close.code, (await run.ended).code]).toEqual([0, 1]);
  expect(reported('close.json')).toMatchObject({ tenant: 'beta', counts: { total: 2, failed: 1 } });
}, 120_000);

it('cancel writes the report of the run that it ends', async () => {
  await control.faults([{ method: 'GET', user: 'eve@acme.example', do: { sync: 'PENDING' } }]);
  bench.write('gamma.yaml', tenantFile('gamma', ['eve']));
  const run = bench.start(['run', 'gamma.yaml']);
  await run.saying('completed ada@acme.example');
  const cancel = await bench.onboard(['cancel', 'gamma', '--quiet', '--report', 'cancel.json']);
  expect(cancel.code).toBe(0);
  expect(reported('cancel.json')).toMatchObject({ tenant: 'gamma', status: 'cancelled', counts: { completed: 1 } });
  await run.ended;
}, 120_000);

it('add and offboard write the report of their run, and tell who wished it', async () => {
  await control.faults([]);
  bench.write('delta.yaml', tenantFile('delta'));
  expect((await bench.onboard(['run', 'delta.yaml', '--quiet'])).code).toBe(0);
  const fay = ['--email', 'fay@acme.example', '--given-name', 'Fay', '--family-name', 'Li'];
  const telling = (name: string) => ['--quiet', '--report', `${name}.json`, '--notify', `${listener.url}/${name}`];
  const add = await bench.onboard(['add', 'delta', ...fay, ...telling('add')]);
  expect([add.code, reported('add.json')]).toMatchObject([0, { tenant: 'delta', counts: { total: 1, completed: 1 } }]);
  expect([listener.notices.at(-1)?.path, told()]).toMatchObject(['/add', { subject: 'delta', data: { changed: 1 } }]);
  const leaver = ['--tenant', 'delta', '--user', 'fay@acme.example', '--yes', '--max-removals', '1'];
  const offboard = await bench.onboard(['offboard', ...leaver, ...telling('offboard')]);
  expect([offboard.code, reported('offboard.json')]).toMatchObject([0, { counts: { total: 1, completed: 1 } }]);
  expect([listener.notices.at(-1)?.path, told()]).toMatchObject(['/offboard', { subject: 'delta' }]);
}, 120_000);
