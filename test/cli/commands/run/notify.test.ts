import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Listener, startListener } from '../../../notify/listener';
import { type Bench, createBench, tenantFile } from '../../bench/onboard';

let bench: Bench;
let listener: Listener;
beforeEach(async () => {
  bench = await createBench();
  listener = await startListener();
});
afterEach(async () => {
  await bench.clear();
  await listener.close();
});

const refuseBob = [{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }];
const events = () => listener.notices.map(({ text }) => JSON.parse(text));

function addReceiver(text: string): void {
  const config = readFileSync(join(bench.folder, 'onboard.config.yaml'), 'utf8');
  bench.write('onboard.config.yaml', `${config}\n${text}`);
}

describe('--notify', () => {
  it('tells an address and a named receiver how a run and its retry ended', async () => {
    const control = await bench.simulate();
    await control.faults(refuseBob);
    addReceiver(`notify: { chat: { url: { env: CHAT_URL } } }\n`);
    bench.write('tenant.yaml', tenantFile('acme', ['bob']));
    const env = { CHAT_URL: `${listener.url}/chat?key=geheim` };
    const both = ['--notify', `${listener.url}/plain`, '--notify', 'chat'];
    const run = await bench.onboard(['run', 'tenant.yaml', ...both, '--output', 'json'], { env });
    expect(run.code).toBe(1);
    const { runId, notices } = JSON.parse(run.stdout);
    expect(notices).toEqual([{ to: `${listener.url}/plain` }, { to: 'chat' }]);
    expect(listener.notices.map(({ path }) => path).toSorted()).toEqual(['/chat?key=geheim', '/plain']);
    for (const { id, data } of events()) {
      expect([id, data.codes, data.failed]).toEqual([`${runId}/1`, { TARGET_REJECTED: 1 }, undefined]);
    }
    await control.faults([]);
    const again = await bench.onboard(['retry', 'acme', '--notify', listener.url, '--notify-users'], { env });
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining(`Told ${listener.url}`)]);
    expect(events().at(-1)).toMatchObject({ data: { status: 'completed', counts: { completed: 1 }, failed: [] } });
    expect(`${run.stdout}${run.stderr}${again.stdout}${again.stderr}`).not.toContain('geheim');
  }, 120_000);

  it('changes no exit code when nobody takes the notice, and says so', async () => {
    await bench.simulate();
    const refusing = await startListener(() => ({ status: 410 }));
    bench.write('tenant.yaml', tenantFile('acme'));
    const run = await bench.onboard(['run', 'tenant.yaml', '--notify', refusing.url]);
    await refusing.close();
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/could not be told to http[^]*NOTIFY_REJECTED[^]*answered 410/);
  }, 120_000);

  it('is delivered though the command that started the run is gone', async () => {
    const control = await bench.simulate();
    await control.faults([{ method: 'GET', user: 'bob@acme.example', do: { sync: 'PENDING' } }]);
    bench.write('tenant.yaml', tenantFile('acme', ['bob']));
    const worker = bench.start(['worker']);
    await worker.saying('Working for');
    const starter = bench.start(['run', 'tenant.yaml', '--notify', listener.url, '--poll-interval', '1s']);
    await starter.saying('completed ada');
    starter.child.kill('SIGKILL');
    await starter.ended;
    expect(listener.notices).toEqual([]);
    await control.faults([]);
    while (listener.notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(events()).toMatchObject([{ subject: 'acme', data: { status: 'completed', counts: { completed: 2 } } }]);
    worker.child.kill('SIGTERM');
    await worker.ended;
  }, 120_000);

  it.each([
    ['a query', ['--notify', 'https://receiver.example/?key=geheim'], 'has a query'],
    ['a password', ['--notify', 'https://ada:geheim@receiver.example/'], 'user name or password'],
    ['a fragment', ['--notify', 'https://receiver.example/#geheim'], 'fragment'],
    ['plain HTTP', ['--notify', 'http://geheim.example/'], 'https://'],
    ['neither address nor name', ['--notify', 'Geheim'], 'a name of the worker configuration'],
    ['a name that is not configured', ['--notify', 'chat'], 'has no receiver chat'],
    ['users but no receiver', ['--notify-users'], '--notify'],
  ])('is refused with %s before anything is called, and not repeated', async (_, flags, why) => {
    const control = await bench.simulate();
    bench.write('tenant.yaml', tenantFile('acme'));
    const run = await bench.onboard(['run', 'tenant.yaml', ...flags], { env: { ONBOARD_TEMPORAL_CLI: '/absent' } });
    expect([run.code, run.stdout, run.stderr]).toEqual([2, '', expect.stringContaining(why)]);
    expect(run.stderr).not.toMatch(/geheim/i);
    expect(await control.requests()).toEqual([]);
  });
});
