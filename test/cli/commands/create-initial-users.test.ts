import { awsEnvironment, type Moto, startMoto } from '../../sources/moto';
import { findPythonTool } from '../../system/python-tool';
import { type Bench, createBench } from '../bench/onboard';

const target = ['--mas-instance-id', 'inst1', '--mas-workspace-id', 'ws1'];
const fromFile = ['create-initial-users', ...target, '--initial-users-yaml-file', 'users.yaml'];

const user = (name: string): string => `{ email: ${name}@acme.example, given_name: ${name}, family_name: Example }`;
const usersFile = (primary: readonly string[], secondary: readonly string[]): string =>
  `users:\n  primary: [${primary.map(user).join(', ')}]\n  secondary: [${secondary.map(user).join(', ')}]\n`;

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.clear());

describe('onboard create-initial-users', () => {
  it('onboards a plain file and ends with 0, and again without a write', async () => {
    const control = await bench.simulate();
    bench.write('users.yaml', usersFile(['ada'], ['bob']));
    const run = await bench.onboard([...fromFile, '--log-level', 'ERROR', '--mas-version', '9.0']);
    expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('warning')]);
    const { users, apiKeys } = await control.state();
    expect(Object.keys(users).toSorted()).toEqual(['ada@acme.example', 'bob@acme.example']);
    expect(users['ada@acme.example']).toMatchObject({ roles: { manage: 'MANAGEUSER' }, groups: ['MAXADMIN'] });
    expect(apiKeys).toBe(0);
    const before = (await control.requests()).length;
    const again = await bench.onboard(fromFile);
    expect(again.code).toBe(0);
    const users2 = (await control.effects(before)).filter(({ user: whom }) => whom?.endsWith('acme.example'));
    expect(users2).toEqual([]);
    expect((await control.requests(before)).map(({ user: whom }) => whom)).toContain('bob@acme.example');
  });

  it('ends with 1 when somebody failed, and names them by e-mail address', async () => {
    const control = await bench.simulate();
    await control.faults([{ method: 'POST', path: '/v3/users', user: 'the-boss', do: { status: 400 } }]);
    bench.write(
      'users.yaml',
      'users: { primary: [], secondary: [{ email: eve@acme.example, given_name: E, family_name: V, id: the-boss },' +
        ` ${user('bob')}] }`,
    );
    const run = await bench.onboard(fromFile);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('Failed for: eve@acme.example\n');
    expect(run.stdout).toMatch(/the-boss +create +TARGET_REJECTED/);
    expect(Object.keys((await control.state()).users)).toEqual(['bob@acme.example']);
  });

  it('gets right where the former tool failed: odd ids, an outage, a token that ends half-way', async () => {
    const control = await bench.simulate({ idCharacters: 'any' });
    await control.faults([
      { path: '/v3/users', skip: 6, times: 1, do: { expireToken: true } },
      { path: '/v3/users', skip: 9, times: 8, do: { status: 503 } },
    ]);
    const ids = ['a/b', 'boss#2', 'why?', '50%', 'ada+test@acme.example'];
    const secondary = ids.map((id, n) => ({ email: `u${n}@acme.example`, given_name: 'U', family_name: 'V', id }));
    bench.write('users.yaml', JSON.stringify({ users: { primary: [], secondary } }));
    const run = await bench.onboard(fromFile);
    expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('Failed for')]);
    expect(Object.keys((await control.state()).users).toSorted()).toEqual(ids.toSorted());
    const statuses = (await control.requests()).map(({ status }) => status);
    expect(statuses).toEqual(expect.arrayContaining([401, 503]));
  });

  it('ignores flags it does not know, with a warning that holds no value', async () => {
    await bench.simulate();
    bench.write('users.yaml', usersFile([], ['bob']));
    const unknown = ['--verify', 'eve@acme.example', '--retries=forty-two', '-x'];
    const run = await bench.onboard(['create-initial-users', ...unknown, ...fromFile.slice(1), 'left-over']);
    expect(run.code).toBe(0);
    for (const flag of ['--verify', '--retries', '-x']) expect(run.stderr).toContain(`warning: ${flag} is not known`);
    expect(run.stderr).not.toMatch(/eve@|forty-two|left-over/);
  });

  it('ignores keys of the file that it does not know, as the former tool did', async () => {
    const control = await bench.simulate();
    bench.write(
      'users.yaml',
      `note: x\nusers:\n  primary: []\n  admins: []\n  secondary: [${user('bob').replace('}', ', title: Dr }')}]\n`,
    );
    const run = await bench.onboard(fromFile);
    expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('Failed for')]);
    expect(Object.keys((await control.state()).users)).toEqual(['bob@acme.example']);
  });

  it('takes the first entry of a user who stands in the lists again, as the former tool did, and says so', async () => {
    const control = await bench.simulate();
    bench.write('users.yaml', usersFile(['ada'], ['ada', 'bob']));
    const run = await bench.onboard(fromFile);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(
      /warning: users\.yaml:\d+:\d+: users\.secondary\[0\]\.email: is the same id as users\.primary\[0\]/,
    );
    const { users } = await control.state();
    expect(Object.keys(users).toSorted()).toEqual(['ada@acme.example', 'bob@acme.example']);
    expect(users['ada@acme.example']).toMatchObject({ groups: ['MAXADMIN'], invitations: 1 });
  });

  it('has nothing to do, and calls nothing, when both lists are empty', async () => {
    const control = await bench.simulate();
    bench.write('users.yaml', '{"users": {"primary": [], "secondary": []}}');
    const run = await bench.onboard(fromFile, { env: { ONBOARD_TEMPORAL_CLI: '/absent' } });
    expect([run.code, run.stderr]).toEqual([0, 'Nothing to do: the file holds no users.\n']);
    expect(await control.requests()).toEqual([]);
  });

  it.each([
    ['a list is missing', 'users: { primary: [] }\n', 'users.secondary: is missing'],
    ['the users are missing', 'tenants: []\n', 'users: is missing'],
    [
      'an e-mail address is missing',
      'users: { primary: [{ given_name: A, family_name: B }], secondary: [] }\n',
      'email: is missing',
    ],
    ['the file is empty', '', 'is empty'],
    ['the file is no YAML', 'users: [\n', 'users.yaml:'],
  ])('ends with 1, says why and calls nothing when %s', async (_, content, reason) => {
    const control = await bench.simulate();
    bench.write('users.yaml', content);
    const run = await bench.onboard(fromFile, { env: { ONBOARD_TEMPORAL_CLI: '/absent' } });
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(reason)]);
    expect(await control.requests()).toEqual([]);
  });

  it.each([
    ['the file does not exist', {}, 'users.yaml'],
    ['nothing answers', { simulated: 'closed' }, 'TARGET_UNAVAILABLE'],
  ])('ends with 1 when %s', async (_, { simulated }: { simulated?: string }, reason) => {
    if (simulated === undefined) await bench.simulate();
    else {
      const address = 'https://127.0.0.1:1';
      const superuser = { username: { env: 'MAS_USER' }, password: { env: 'MAS_USER' } };
      const instance = { coreApi: address, adminDashboard: address, manageApi: address, superuser };
      bench.write('onboard.config.yaml', JSON.stringify({ targets: { mas: { inst1: instance } } }));
      bench.write('users.yaml', usersFile([], ['bob']));
    }
    const run = await bench.onboard(fromFile, { env: { MAS_USER: 'superuser' } });
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(reason)]);
  });

  it.each([
    [
      'no source of users',
      ['create-initial-users', ...target],
      '--initial-users-yaml-file or --initial-users-secret-name',
    ],
    ['two sources', [...fromFile, '--initial-users-secret-name', 'x'], 'cannot be used with'],
    ['no workspace', ['create-initial-users', ...target.slice(0, 2)], '--mas-workspace-id'],
    ['a port that is none', [...fromFile, '--coreapi-port', 'x'], 'from 1 to 65535'],
    ['a level that is none', [...fromFile, '--log-level', 'LOUD'], 'DEBUG'],
  ])('ends with 2, like the former tool, for wrong usage: %s', async (_, parameters, reason) => {
    const run = await bench.onboard(parameters);
    expect([run.code, run.stdout, run.stderr]).toEqual([2, '', expect.stringContaining(reason)]);
  });

  it('lets the addresses of the configuration win over ports, and says so', async () => {
    await bench.simulate();
    bench.write('users.yaml', usersFile([], ['bob']));
    const run = await bench.onboard([...fromFile, '--coreapi-port', '1', '--manage-api-port', '2']);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/onboard\.config\.yaml says where coreApi, manageApi is/);
  });

  it('ends with 1 for a version that is none, and says what is wrong with it', async () => {
    bench.write('users.yaml', usersFile([], ['bob']));
    const run = await bench.onboard([...fromFile, '--mas-version', '9.1.x-stable']);
    expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(/--mas-version: must be a MAS version/)]);
  });

  it('leaves ports to the workers of a Temporal server, with a warning, and ends with 1 when it does not answer', async () => {
    bench.write('users.yaml', usersFile([], ['bob']));
    const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const run = await bench.onboard([...fromFile, '--coreapi-port', '8444'], { env });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^warning: ports are ignored[^]*TEMPORAL_UNREACHABLE/);
  });

  it('stays tolerant alone: other commands refuse a flag they do not know', async () => {
    expect((await bench.onboard(['run', 'users.yaml', '--verify'])).code).toBe(2);
  });
});

const executable = findPythonTool('moto');
const withMoto = executable === undefined ? describe.skip : describe;

withMoto('onboard create-initial-users --initial-users-secret-name', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto(executable ?? '');
  });
  afterAll(() => moto.stop());

  const parameters = (secret: string) => ['create-initial-users', ...target, '--initial-users-secret-name', secret];
  const env = () => ({ ...awsEnvironment, AWS_ENDPOINT_URL: moto.endpoint });

  it('onboards the entries, and leaves those that failed in the secret', async () => {
    const control = await bench.simulate();
    await control.faults([{ method: 'POST', path: '/v3/users', user: 'eve@acme.example', do: { status: 400 } }]);
    const eve = { 'eve@acme.example': 'primary, Eve, Moneypenny' };
    await moto.create('old-users', { 'ada@acme.example': 'primary,Ada,Lovelace', ...eve });
    const run = await bench.onboard(parameters('old-users'), { env: env() });
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('Failed for: eve@acme.example\n')]);
    expect(await moto.entries('old-users')).toEqual(eve);
    await control.faults([]);
    expect((await bench.onboard(parameters('old-users'), { env: env() })).code).toBe(0);
    expect(await moto.entries('old-users')).toEqual({});
  });

  it('has nothing to do without the secret', async () => {
    await bench.simulate();
    const run = await bench.onboard(parameters('nothing'), { env: env() });
    expect([run.code, run.stderr]).toEqual([
      0,
      expect.stringContaining('Nothing to do: the AWS secret does not exist.\n'),
    ]);
  });

  it('ends with 1 for entries that cannot be read and for a refusal, and says why', async () => {
    const control = await bench.simulate();
    await moto.create('bad-users', { 'a@acme.example': 'primary,A' });
    const bad = await bench.onboard(parameters('bad-users'), { env: env() });
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('entries[0]: has 2 values')]);
    moto.decide(() => 'deny');
    const denied = await bench.onboard(parameters('bad-users'), { env: env() });
    expect([denied.code, denied.stderr]).toEqual([1, expect.stringContaining('SECRET_STORE_DENIED')]);
    expect(await control.requests()).toEqual([]);
  });
});
