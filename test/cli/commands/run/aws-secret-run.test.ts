import { awsEnvironment, type Moto, startMoto } from '../../../sources/moto';
import { findPythonTool } from '../../../system/python-tool';
import { type Bench, createBench } from '../../bench/onboard';

const executable = findPythonTool('moto');
const withMoto = executable === undefined ? describe.skip : describe;

const place = ['--instance', 'inst1', '--workspace', 'ws1'];
const names = Array.from({ length: 8 }, (_, index) => `user${index}`);
const entriesOf = (users: readonly string[]) =>
  Object.fromEntries(users.map((name) => [`${name}@acme.example`, `secondary,${name},Example`]));

withMoto('onboard run --aws-secret', () => {
  let moto: Moto;
  let bench: Bench;
  let count = 0;

  beforeAll(async () => {
    moto = await startMoto(executable ?? '');
  });
  afterAll(() => moto.stop());
  beforeEach(async () => {
    count += 1;
    moto.decide(() => 'pass');
    bench = await createBench();
  });
  afterEach(() => bench.clear());

  const parameters = (secret: string) => ['run', '--aws-secret', secret, '--aws-endpoint', moto.endpoint, ...place];
  const secretName = () => `users-${count}`;

  it('goes on after a kill, and leaves in the secret what was added and what failed', async () => {
    const control = await bench.simulate({ latencyMs: 20, syncDelayMs: 500 });
    await control.faults([{ method: 'POST', path: '/v3/users', user: 'user7@acme.example', do: { status: 400 } }]);
    await moto.create(secretName(), entriesOf(names));
    const command = [...parameters(secretName()), '--concurrency', '2'];
    const killed = bench.start(command, { env: awsEnvironment });
    await killed.saying('completed user');
    killed.child.kill('SIGKILL');
    await killed.ended;
    await moto.put(secretName(), { ...entriesOf([...names, 'added']), 'user1@acme.example': 'primary,user1,Example' });

    const again = await bench.onboard([...command, '--output', 'json'], { env: awsEnvironment });
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({
      counts: { total: 9, completed: 8, failed: 1 },
      drain: { removed: 7 },
    });
    expect(await moto.entries(secretName())).toEqual({
      'user1@acme.example': 'primary,user1,Example',
      'user7@acme.example': 'secondary,user7,Example',
    });
  });

  it('is a list of users for every other command, and stays as it is where it is only read', async () => {
    await bench.simulate();
    await moto.create(secretName(), entriesOf(['ada']));
    const told = (...command: string[]) =>
      bench.onboard([...command, '--aws-secret', secretName(), '--aws-endpoint', moto.endpoint, ...place], {
        env: awsEnvironment,
      });
    const plan = await told('plan', '--output', 'json');
    expect([plan.code, JSON.parse(plan.stdout)]).toMatchObject([0, { status: 'changes', summary: { total: 1 } }]);
    const valid = await told('validate', '--output', 'json');
    expect(JSON.parse(valid.stdout)).toMatchObject({ valid: true, tenant: 'inst1-ws1', users: { secondary: 1 } });
    const sync = await told('sync', '--yes', '--output', 'json');
    expect(JSON.parse(sync.stdout)).toMatchObject({ status: 'completed', onboarded: { counts: { completed: 1 } } });
    expect((await told('verify')).code).toBe(0);
    expect(await moto.entries(secretName())).toEqual(entriesOf(['ada']));
    const gone = await bench.onboard(
      ['sync', '--yes', '--aws-secret', 'nothing', '--aws-endpoint', moto.endpoint, ...place],
      {
        env: awsEnvironment,
      },
    );
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('does not exist')]);
  }, 120_000);

  it('is who is added, and drained; who is offboarded, looked at or scheduled, and kept', async () => {
    const control = await bench.simulate();
    const [added, kept] = [`${secretName()}-added`, `${secretName()}-kept`];
    for (const [name, user] of [
      [secretName(), 'ada'],
      [added, 'bob'],
      [kept, 'bob'],
    ] as const) {
      await moto.create(name, entriesOf([user]));
    }
    const told = (secret: string, ...command: string[]) =>
      bench.onboard([...command, '--aws-secret', secret, '--aws-endpoint', moto.endpoint], { env: awsEnvironment });
    expect((await told(secretName(), 'run', ...place)).code).toBe(0);
    const add = await told(added, 'add', 'inst1-ws1', '--output', 'json');
    expect([add.code, JSON.parse(add.stdout)]).toMatchObject([0, { counts: { total: 1 }, drain: { removed: 1 } }]);
    expect(await moto.entries(added)).toEqual({});
    const nobody = await told(added, 'add', 'inst1-ws1', '--output', 'json');
    expect([nobody.stderr, JSON.parse(nobody.stdout)]).toEqual([
      expect.stringContaining('the AWS secret holds no users'),
      expect.objectContaining({ nothingToDo: true }),
    ]);

    const doctor = await told(kept, 'doctor', ...place, '--output', 'json');
    expect(JSON.parse(doctor.stdout).findings).toContainEqual(expect.objectContaining({ about: 'mas inst1/ws1' }));
    expect((await told(kept, 'schedule', 'inst1-ws1', '--every', '1h', ...place)).code).toBe(0);
    const { stdout: schedules } = await bench.onboard(['schedule', 'list', '--output', 'json']);
    expect(schedules).toContain('"inst1-ws1"');
    const offboard = await told(kept, 'offboard', ...place, '--yes', '--max-removals', '1', '--output', 'json');
    expect([offboard.code, JSON.parse(offboard.stdout)]).toMatchObject([0, { counts: { total: 1, completed: 1 } }]);
    expect(await moto.entries(kept)).toEqual(entriesOf(['bob']));
    expect(Object.keys((await control.state()).users)).toEqual(['ada@acme.example', 'bob@acme.example']);
  }, 120_000);

  it('is drained by a run that start began', async () => {
    await bench.simulate();
    await moto.create(secretName(), entriesOf(['ada']));
    const worker = bench.start(['worker'], { env: { ...awsEnvironment, AWS_ENDPOINT_URL: moto.endpoint } });
    await worker.saying('Working for');
    const from = ['--aws-secret', secretName(), '--aws-endpoint', moto.endpoint, ...place];
    const started = await bench.onboard(['start', ...from, '--output', 'json'], { env: awsEnvironment });
    expect([started.code, JSON.parse(started.stdout)]).toMatchObject([0, { status: 'started', tenant: 'inst1-ws1' }]);
    const watched = await bench.onboard(['watch', 'inst1-ws1', '--output', 'json', '--report', 'run.md']);
    expect([watched.code, watched.stderr]).toEqual([0, expect.stringContaining('Wrote run.md')]);
    expect(JSON.parse(watched.stdout)).toMatchObject({ status: 'completed', drain: { removed: 1 } });
    worker.child.kill('SIGINT');
    expect(await worker.ended).toMatchObject({ code: 0 });
    expect(await moto.entries(secretName())).toEqual({});
  }, 120_000);

  it('has nothing to do without the secret, or without entries', async () => {
    await bench.simulate();
    const missing = await bench.onboard([...parameters('nothing'), '--output', 'json'], { env: awsEnvironment });
    expect([missing.code, missing.stderr]).toEqual([0, expect.stringContaining('does not exist')]);
    expect(JSON.parse(missing.stdout)).toMatchObject({ nothingToDo: true, completed: [], failed: [] });
    await moto.create(secretName(), {});
    const empty = await bench.onboard(parameters(secretName()), { env: awsEnvironment });
    expect([empty.code, empty.stderr]).toEqual([0, expect.stringContaining('no users')]);
  });

  it('reports every entry that cannot be read, and calls nothing', async () => {
    const control = await bench.simulate();
    await moto.create(secretName(), { 'a@acme.example': 'primary,A', 'b@acme.example': 'boss,B,B' });
    const run = await bench.onboard(parameters(secretName()), { env: awsEnvironment });
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(/entries\[0\]: has 2 values[^]*entries\[1\]: begins with no known user type/);
    expect(run.stderr).not.toContain('acme.example');
    expect(await control.requests()).toEqual([]);
  });

  it('says what to do when it is refused, and when no region is set', async () => {
    await bench.simulate();
    moto.decide(() => 'deny');
    const denied = await bench.onboard(parameters(secretName()), { env: awsEnvironment });
    expect([denied.code, denied.stderr]).toEqual([3, expect.stringMatching(/SECRET_STORE_DENIED[^]*what to do/)]);
    const { AWS_REGION: _, ...nowhere } = awsEnvironment;
    const lost = await bench.onboard(parameters(secretName()), { env: nowhere });
    expect([lost.code, lost.stderr]).toEqual([3, expect.stringMatching(/no region is set[^]*AWS_REGION/)]);
  });

  it('takes users from the secret or from a file, not from both', async () => {
    const run = await bench.onboard([...parameters('x'), 'tenant.yaml']);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('not from both')]);
  });
});

it('onboard validate and run read CSV', async () => {
  const bench = await createBench();
  try {
    const control = await bench.simulate();
    bench.write('users.csv', 'type;email;given_name;family_name\nsecondary;bob@acme.example;Bob;Li\n');
    bench.write('mas.txt', 'id,givenName,familyName,mail\nx,A,A,nobody\n');
    const mapped = ['--input-format', 'csv', '--column', 'email=mail', '--user-type', 'primary'];
    const bad = await bench.onboard(['validate', 'mas.txt', ...mapped, ...place]);
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('mas.txt:2:7: email: is not an e-mail')]);
    const run = await bench.onboard(['run', 'users.csv', ...place]);
    expect(run.code).toBe(0);
    expect(Object.keys((await control.state()).users)).toEqual(['bob@acme.example']);
  } finally {
    await bench.clear();
  }
});
