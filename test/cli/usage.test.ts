import { type Bench, createBench, tenantFile } from './bench/onboard';

let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.clear());

const commands =
  'run create-initial-users plan verify audit erase start status watch list retry add skip cancel close validate setup doctor worker simulator explain'.split(
    ' ',
  );

it('opens its help with examples and names every command', async () => {
  const { code, stdout, stderr } = await bench.onboard(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Examples:\n {2}onboard run tenant.yaml/);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
});

it.each(commands.filter((command) => command !== 'simulator'))(
  'opens the help of %s with examples',
  async (command) => {
    const { code, stdout } = await bench.onboard([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Examples:\\n {2}onboard ${command}`));
  },
);

it.each([[['--help']], [['validate', 'tenant.yaml']]])(
  '%j is there at once: it loads no package',
  async (parameters) => {
    bench.write('tenant.yaml', tenantFile('acme'));
    const loaded = "process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n')));";
    const { code, stderr } = await bench.onboard(parameters, {
      env: { NODE_OPTIONS: `--require ${bench.write('loaded.cjs', loaded)}` },
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/main\.js$/m);
    expect(stderr).not.toContain('node_modules');
  },
);

it('prints its version', async () => {
  expect(await bench.onboard(['--version'])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
});

it.each([
  [['rum', 'tenant.yaml'], 'Did you mean run?'],
  [['run', 'tenant.yaml', '--concurency', '5'], 'Did you mean --concurrency?'],
  [['run'], "missing required argument 'file'"],
  [['run', 'a.yaml', 'b.yaml'], 'too many arguments'],
  [['run', 'a.yaml', '--timeout', '5'], '500ms, 30s, 10m, 24h or 2d'],
  [['run', 'a.yaml', '--concurrency', '0'], 'from 1 to 200'],
  [['run', 'a.yaml', '--output', 'xml'], 'Allowed choices are table, json, jsonl'],
  [['status', 'No Tenant'], 'lower-case letters'],
  [['run', 'a.yaml', '--state-dir', 's', '--address', 'host:7233'], 'Leave one of them out'],
  [['list', '--profile', 'absent'], 'profile'],
  [['explain', 'SYNC'], 'MAS_SYNC_TIMEOUT'],
])('refuses %j with a hint, and exit code 2', async (parameters, hint) => {
  const { code, stdout, stderr } = await bench.onboard(parameters);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(hint);
});

it('refuses an environment that is wrong, without its values', async () => {
  const env = { ONBOARD_ID_KEY: 'too-short', ONBOARD_READABLE_IDS: 'perhaps' };
  const { code, stderr } = await bench.onboard(['explain'], { env });
  expect(code).toBe(2);
  expect(stderr).toContain('ONBOARD_ID_KEY');
  expect(stderr).toContain('ONBOARD_READABLE_IDS');
  expect(stderr).not.toContain('too-short');
});

it('explains a code, for a person and for a script', async () => {
  const text = await bench.onboard(['explain', 'tls-failed']);
  expect([text.code, text.stderr]).toEqual([0, '']);
  expect(text.stdout).toContain('what to do: Check ca');
  const json = await bench.onboard(['explain', 'TLS_FAILED', '--output', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ code: 'TLS_FAILED', retry: 'never' });
  const all = await bench.onboard(['explain', '--output', 'jsonl']);
  expect(
    all.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).code),
  ).toContain('MAS_SYNC_TIMEOUT');
});

it('validates a file, and standard input', async () => {
  bench.write('tenant.yaml', tenantFile('acme', ['bob']));
  const file = await bench.onboard(['validate', 'tenant.yaml']);
  expect(file).toEqual({
    code: 0,
    stdout: 'valid: acme → mas inst1/ws1, 1 primary and 1 secondary users\n',
    stderr: '',
  });
  const input = await bench.onboard(['validate', '-', '--output', 'json'], { input: tenantFile('acme') });
  expect(JSON.parse(input.stdout)).toMatchObject({ valid: true, tenant: 'acme', users: { primary: 1, secondary: 0 } });
});

it('lists every problem of a file with its place', async () => {
  bench.write(
    'wrong.yaml',
    'tenant: acme\ntarget: { system: mas, instance: inst1, workspace: ws1 }\nusers:\n  primry: []\n',
  );
  const text = await bench.onboard(['validate', 'wrong.yaml']);
  expect([text.code, text.stdout]).toEqual([2, '']);
  expect(text.stderr).toMatch(/^wrong\.yaml:4:3: users\.primry/m);
  const json = await bench.onboard(['validate', 'wrong.yaml', '--output', 'json']);
  expect(json.code).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({
    valid: false,
    problems: expect.arrayContaining([expect.objectContaining({ line: 4 })]),
  });
});

it('says that there is nothing to look at, without starting a server', async () => {
  const env = { ONBOARD_TEMPORAL_CLI: '/absent' };
  expect(await bench.onboard(['list'], { env })).toEqual({ code: 0, stdout: '', stderr: 'No runs.\n' });
  const { stderr: hint } = await bench.onboard(['list', '--code', 'TARGET_REJECTED', '--tenant', 'acme'], { env });
  expect(hint).toMatch(/^No users.\nRuns that failed as a whole .*: onboard list --tenant acme --status failed /);
  const status = await bench.onboard(['status', 'acme'], { env });
  expect([status.code, status.stdout]).toEqual([2, '']);
  expect(status.stderr).toContain('no run of the tenant acme');
});

it('says at once that no Temporal answers', async () => {
  const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const { code, stdout, stderr } = await bench.onboard(['list'], { env });
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(/127\.0\.0\.1:1.*TEMPORAL_UNREACHABLE[^]*what to do/);
});
