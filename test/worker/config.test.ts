import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systems } from '../../src/domain/systems/systems';
import { type ConfigSearch, loadConfig } from '../../src/worker/config';
import { formatProblems } from '../../src/input/text/problem';

const full = `targets:
  mas:
    inst1:
      coreApi: https://127.0.0.1:9443
      superuser: { username: { file: user.txt }, password: { env: MAS_PASSWORD } }
      ca: { kubernetes: { namespace: mas, secret: ca, key: ca.crt } }
      requestsPerSecond: 12.5
    0123: { credentials: kubernetes }
slots: 5
readableIds: true
metricsAddress: 127.0.0.1:9464
healthAddress: localhost:8081
logLevel: warn
kubernetes: { kubeconfig: kube.yaml, context: test }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function problemsOf(search: ConfigSearch): Promise<string[]> {
  const loaded = await loadConfig(search);
  return loaded.ok ? [] : formatProblems(loaded.problems, loaded.name).split('\n');
}

async function problemsIn(text: string): Promise<string[]> {
  await put('onboard.config.yaml', text);
  return problemsOf({ directory: folder });
}

describe('the worker configuration', () => {
  test('is read whole, with its references left closed', async () => {
    await put('onboard.config.yaml', full);
    expect(await loadConfig({ directory: folder })).toMatchObject({
      ok: true,
      name: 'onboard.config.yaml',
      directory: folder,
      config: {
        targets: {
          mas: {
            inst1: {
              coreApi: 'https://127.0.0.1:9443',
              superuser: { username: { file: 'user.txt' }, password: { env: 'MAS_PASSWORD' } },
              ca: { kubernetes: { namespace: 'mas', secret: 'ca', key: 'ca.crt' } },
              requestsPerSecond: 12.5,
            },
            '0123': { credentials: 'kubernetes' },
          },
        },
        slots: 5,
        readableIds: true,
        metricsAddress: '127.0.0.1:9464',
        healthAddress: 'localhost:8081',
        logLevel: 'warn',
        kubernetes: { kubeconfig: 'kube.yaml', context: 'test' },
      },
    });
  });

  test('has defaults for all but the targets', async () => {
    await put('onboard.config.yaml', 'targets: { mas: { inst1: {} } }');
    const loaded = await loadConfig({ directory: folder });
    expect(loaded).toMatchObject({ config: { slots: 400, readableIds: false, logLevel: 'info' } });
    expect(loaded).not.toHaveProperty('config.metricsAddress');
  });

  test('is found by the flag, else by ONBOARD_CONFIG, else in the working directory', async () => {
    const level = async (search: ConfigSearch) => {
      const loaded = await loadConfig({ directory: folder, ...search });
      return loaded.ok ? [loaded.config.slots, loaded.directory] : loaded.problems;
    };
    await mkdir(join(folder, 'etc'));
    await put('onboard.config.yaml', 'targets: {}\nslots: 1');
    await put('etc/other.yaml', 'targets: {}\nslots: 2');
    await put('etc/third.json', '{"targets": {}, "slots": 3}');
    expect(await level({})).toEqual([1, folder]);
    expect(await level({ environment: { ONBOARD_CONFIG: 'etc/other.yaml' } })).toEqual([2, join(folder, 'etc')]);
    const both = { path: 'etc/third.json', environment: { ONBOARD_CONFIG: 'etc/other.yaml' } };
    expect(await level(both)).toEqual([3, join(folder, 'etc')]);
  });

  test('gives way to settings in the environment', async () => {
    await put('onboard.config.yaml', full);
    const environment = {
      ONBOARD_READABLE_IDS: false,
      ONBOARD_LOG_LEVEL: 'error' as const,
      ONBOARD_METRICS_ADDRESS: '0.0.0.0:1',
      ONBOARD_HEALTH_ADDRESS: '0.0.0.0:2',
    };
    expect(await loadConfig({ directory: folder, environment })).toMatchObject({
      config: { readableIds: false, logLevel: 'error', metricsAddress: '0.0.0.0:1', healthAddress: '0.0.0.0:2' },
    });
  });

  test('is that of the cluster for the target that is wanted when there is none', async () => {
    const target = { system: 'mas', instance: 'inst7', workspace: 'ws1' } as const;
    expect(await loadConfig({ directory: folder, target })).toMatchObject({
      ok: true,
      name: 'in-cluster defaults',
      directory: folder,
      config: { targets: { mas: { inst7: { credentials: 'kubernetes' } } }, slots: 400 },
    });
  });

  test('is missed when there is none and no target is wanted, or when the one that is named is not there', async () => {
    expect(await problemsOf({ directory: folder })).toEqual([
      'onboard.config.yaml: does not exist (name one by ONBOARD_CONFIG, or write it; docs/reference/configuration.md says how)',
    ]);
    const target = { system: 'mas', instance: 'inst7', workspace: 'ws1' } as const;
    expect(await problemsOf({ directory: folder, path: 'none.yaml', target })).toEqual([
      'none.yaml: does not exist (check the path)',
    ]);
  });
});

describe('a wrong worker configuration', () => {
  test('is reported with everything that is wrong, by line and column', async () => {
    const lines = await problemsIn(`targets:
  mas:
    inst1:
      coreAPI: https://127.0.0.1
      adminDashboard: http://127.0.0.1
      superuser:
        username: { evn: MAS_USER }
        password: geheim
      ca: { file: }
      manageCertificate: { cert: { file: a }, key: { env: 12 } }
    Inst 2: {}
  sap: {}
slots: many
readableIds: yes
logLevel: loud
slots: 3
healthAddress: 8081
`);
    expect(lines).toEqual([
      'onboard.config.yaml:4:7: targets.mas.inst1.coreAPI: is not a known key (did you mean "coreApi"?)',
      'onboard.config.yaml:5:23: targets.mas.inst1.adminDashboard: must be an https:// address',
      'onboard.config.yaml:7:19: targets.mas.inst1.superuser.username: has none of the accepted forms (one of: env, file, kubernetes)',
      'onboard.config.yaml:8:19: targets.mas.inst1.superuser.password: has none of the accepted forms (one of: env, file, kubernetes)',
      'onboard.config.yaml:9:19: targets.mas.inst1.ca.file: is empty',
      'onboard.config.yaml:10:59: targets.mas.inst1.manageCertificate.key.env: must be text, not a number',
      'onboard.config.yaml:11:13: targets.mas.(key): must be lower-case letters, digits and "-", at most 63 characters',
      `onboard.config.yaml:12:3: targets.sap: is not a known key (known here: ${systems.join(', ')})`,
      'onboard.config.yaml:13:8: slots: must be a number, not text',
      'onboard.config.yaml:14:14: readableIds: must be true or false, not text',
      'onboard.config.yaml:15:11: logLevel: must be one of trace, debug, info, warn, error',
      'onboard.config.yaml:16:1: slots: is given twice, first in line 13 (keep one of them)',
      'onboard.config.yaml:17:16: healthAddress: must be text, not a number',
    ]);
    expect(lines.join('\n')).not.toContain('geheim');
  });

  test.each([
    ['', 'onboard.config.yaml: is empty'],
    ['---', 'onboard.config.yaml: is empty'],
    ['[]', 'onboard.config.yaml:1:1: must be a map of names and values, not a list'],
    ['targets: [', 'onboard.config.yaml:1:11: the indentation does not fit, or a bracket is not closed'],
    ['slots: 1', 'onboard.config.yaml:1:1: targets: is missing (write targets: { mas: { INSTANCE: … } })'],
    ['targets: {}\nslots: 0', 'onboard.config.yaml:2:8: slots: too small: expected number to be >=1'],
    ['targets: {}\nslots: 1.5', 'onboard.config.yaml:2:8: slots: must be a whole number, not a fraction'],
  ])('is refused: %j', async (text, expected) => {
    expect(await problemsIn(text)).toEqual([expected]);
  });
});

const onlyAsRoot = { skip: process.getuid?.() !== 0 };

it('takes no configuration that another user put where it was found, unless it is named', onlyAsRoot, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'found-config-'));
  const file = join(directory, 'onboard.config.yaml');
  await writeFile(file, 'targets: { mas: { inst1: {} } }');
  expect(await loadConfig({ directory })).toMatchObject({ ok: true, found: true });
  await chown(file, 4_242, 4_242);
  const problems = [expect.objectContaining({ message: expect.stringContaining('belongs to another user') })];
  expect(await loadConfig({ directory })).toMatchObject({ ok: false, problems });
  expect(await loadConfig({ directory, path: 'onboard.config.yaml' })).toMatchObject({ ok: true });
  await rm(directory, { recursive: true });
});
