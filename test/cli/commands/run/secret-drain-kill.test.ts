import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, pidOf } from '../../../../src/embedded/process-mark';
import { readRecord } from '../../../../src/embedded/server-record';
import { awsEnvironment, type Fate, type Moto, startMoto } from '../../../sources/moto';
import { findPythonTool } from '../../../system/python-tool';
import { type Bench, createBench, type Started } from '../../bench/onboard';

const executable = findPythonTool('moto');
const withMoto = executable === undefined ? describe.skip : describe;

const names = Array.from({ length: 10 }, (_, index) => `user${index}`);
const refused = 'user9@acme.example';
const entriesOf = (users: readonly string[]) =>
  Object.fromEntries(users.map((name) => [`${name}@acme.example`, `secondary,${name},Example`]));
const { [refused]: refusedEntry = '' } = entriesOf(names);

withMoto('onboard run --aws-secret, killed together with its server when half of the users are done', () => {
  let moto: Moto;
  let bench: Bench;
  beforeAll(async () => {
    moto = await startMoto(executable ?? '');
  });
  afterAll(() => moto.stop());
  beforeEach(async () => {
    bench = await createBench('ends');
  });
  afterEach(() => bench.clear());

  const place = ['--instance', 'inst1', '--workspace', 'ws1'];
  const command = () => ['run', '--aws-secret', 'users', '--aws-endpoint', moto.endpoint, ...place];
  const slowly = () => [...command(), '--concurrency', '2', '--poll-interval', '300ms', '--output', 'json'];

  it('leaves in the secret exactly what did not complete and what was added, and does nothing twice', async () => {
    const control = await bench.simulate({ latencyMs: 20, syncDelayMs: 500 });
    await control.faults([{ method: 'POST', path: '/v3/users', user: refused, do: { status: 400 } }]);
    await moto.create('users', entriesOf(names));

    const killed = bench.start(slowly(), { env: awsEnvironment });
    const done = await completed(killed, names.length / 2);
    await killWithServer(killed, join(bench.folder, 'tenant-onboarding'));
    expect(await moto.entries('users')).toEqual(entriesOf(names));

    // Meanwhile: somebody is added, and the entries of one who is done and of one who isn't say something else.
    const [first = ''] = done;
    const changed = { [first]: 'primary,Ada,Example', 'user8@acme.example': 'secondary,Grace,Example' };
    expect(done).not.toContain('user8@acme.example');
    await moto.put('users', { ...entriesOf([...names, 'joins']), ...changed });
    // And one more is added when the command, started again, has read the secret, and the run is about to drain it.
    moto.decide(async (operation, before): Promise<Fate> => {
      if (operation === 'GetSecretValue' && before === 1) {
        await moto.put('users', { ...entriesOf([...names, 'joins', 'late']), ...changed });
      }
      return 'pass';
    });
    const again = await bench.onboard(slowly(), { env: awsEnvironment });
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringMatching(/Joined the open run of \S+, 1 user added\./),
    ]);
    expect(JSON.parse(again.stdout)).toMatchObject({
      counts: { total: 11, completed: 10, failed: 1 },
      failed: [{ email: refused, step: 'create', code: 'TARGET_REJECTED' }],
      drain: { removed: 8 },
    });
    expect(await moto.entries('users')).toEqual({ [refused]: refusedEntry, ...changed, ...entriesOf(['late']) });
    const created = (await control.effects()).filter(({ method, path }) => method === 'POST' && path === '/v3/users');
    const expected = Object.keys(entriesOf([...names.slice(0, -1), 'joins']));
    expect(created).toHaveLength(expected.length);
    expect(new Set(created.map(({ user }) => user))).toEqual(new Set(expected));

    const once = await bench.onboard(slowly(), { env: awsEnvironment });
    expect([once.code, JSON.parse(once.stdout).counts]).toMatchObject([1, { total: 4, completed: 3, failed: 1 }]);
    expect(await moto.entries('users')).toEqual({ [refused]: refusedEntry });
    expect((await control.state()).users['late@acme.example']).toMatchObject({ workspaces: { ws1: {} } });
  }, 240_000);
});

/** The first users that the command says are completed, as soon as there are this many. */
async function completed({ child, ended }: Started, count: number): Promise<string[]> {
  let said = '';
  const enough = new Promise<string[]>((resolve) => {
    child.stderr?.on('data', (text: string) => {
      said += text;
      const users = [...said.matchAll(/^completed (\S+)/gm)].flatMap(([, user]) => user ?? []);
      if (users.length >= count) resolve(users);
    });
  });
  const early = ended.then(({ code }) => Promise.reject(new Error(`it ended with ${code} before: ${said}`)));
  return Promise.race([enough, early]);
}

/** Neither gets to say a word: the command's process, and that of the Temporal server it brought. */
async function killWithServer({ child, ended }: Started, stateDir: string): Promise<void> {
  const server = readRecord(stateDir)?.process ?? '';
  child.kill('SIGKILL');
  process.kill(pidOf(server), 'SIGKILL');
  await ended;
  while (isAlive(server)) await pause(10);
}
