import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.clear());

const Ready = z.object({ system: z.literal('mas'), url: z.string(), certDir: z.string(), config: z.string() });

it('prints one line when it is ready, hides its password, and ends at SIGTERM', async () => {
  const password = 'a password nobody may see';
  const options = [
    '--port',
    '0',
    '--cert-dir',
    'certificates',
    '--write-config',
    'onboard.config.yaml',
    '--seed-users',
    '3',
  ];
  const simulator = bench.start(['simulator', 'mas', ...options], { env: { ONBOARD_SIMULATOR_PASSWORD: password } });
  await simulator.saying('\n');
  simulator.child.kill('SIGTERM');
  const { code, stdout, stderr } = await simulator.ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(Ready.parse(JSON.parse(stdout)).config).toBe(join(bench.folder, 'onboard.config.yaml'));
  expect(stdout + readFileSync(join(bench.folder, 'onboard.config.yaml'), 'utf8')).not.toContain(password);
});

it('takes faults from a file', async () => {
  bench.write('faults.json', '[{"path": "/logininitial", "do": {"status": 503}}]');
  const options = ['--port', '0', '--cert-dir', 'certificates', '--write-config', 'c.yaml', '--faults', 'faults.json'];
  const simulator = bench.start(['simulator', 'mas', ...options]);
  await simulator.saying('\n');
  const doctor = await bench.onboard(['doctor', '--config', 'c.yaml']);
  expect([doctor.code, doctor.stdout]).toEqual([3, expect.stringContaining('503')]);
  simulator.child.kill('SIGINT');
  expect((await simulator.ended).code).toBe(0);
});

it('has the users of a tenant file in the directory of the identity management', async () => {
  const tenant = (name: string, unlisted = '') =>
    tenantFile('acme')
      .replace(/target: .*/, `target: { system: idmgmt, instance: inst1${unlisted} }`)
      .replaceAll('ada', name);
  bench.write('tenant.yaml', tenant('ada'));
  bench.write('others.yaml', tenant('bo', ', unlisted: fail'));
  const simulator = bench.start([
    'simulator',
    'idmgmt',
    '--port',
    '0',
    '--directory',
    'tenant.yaml',
    '--write-config',
    'c.yaml',
  ]);
  await simulator.saying('\n');
  const planned = await bench.onboard(['plan', 'tenant.yaml', '--config', 'c.yaml', '--quiet']);
  expect([planned.code, planned.stdout]).toEqual([0, expect.stringContaining('not listed, written from the record')]);
  const refused = await bench.onboard(['plan', 'others.yaml', '--config', 'c.yaml', '--quiet']);
  expect(refused.stdout + refused.stderr).toContain('IDMGMT_USER_NOT_FOUND');
  simulator.child.kill('SIGTERM');
  await simulator.ended;
});

it.each([
  [['idmgmt', '--directory', 'absent.yaml'], 'file of --directory is not valid'],
  [['yuuvis', '--realm-keys', 'absent.json'], 'file of --realm-keys cannot be read'],
  [['yuuvis', '--realm-keys', 'none.json'], 'realmKeys.keys: '],
])('refuses %j', async (parameters, hint) => {
  bench.write('none.json', '{}');
  const { code, stdout, stderr } = await bench.onboard(['simulator', ...parameters]);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(hint)]);
});

it.each([
  [['--port', '70000'], 'from 0 to 65535'],
  [['--mas-version', '9.2'], 'masVersion: must be a MAS version up to 9.1'],
  [['--instance', 'Not A Name'], 'instance: must be lower-case'],
  [['--faults', 'absent.json'], 'file of --faults cannot be read'],
  [['--latency', 'fast'], '500ms, 30s'],
  [['--port', '0', '--cert-dir', '/proc/absent/certificates'], 'folder for certificates cannot be made'],
  [['--port', '0', '--cert-dir', '/dev/null'], 'is no folder'],
])('refuses %j', async (options, hint) => {
  const { code, stdout, stderr } = await bench.onboard(['simulator', 'mas', ...options]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(hint);
});

it('says that its port is taken', async () => {
  const control = await bench.simulate();
  expect(await control.requests()).toEqual([]);
  const port = /:(\d+)/.exec(
    readFileSync(join(bench.folder, 'onboard.config.yaml'), 'utf8').split('coreApi')[1] ?? '',
  )?.[1];
  const { code, stderr } = await bench.onboard(['simulator', 'mas', '--port', port ?? '', '--cert-dir', 'others']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('EADDRINUSE')]);
});
