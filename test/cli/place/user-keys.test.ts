import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../../src/cli/command/context';
import { openTerminal } from '../../../src/cli/terminal/terminal';
import { keyOfRecord, userKeyOptions } from '../../../src/cli/place/user-keys';
import { readEnvironment, type Variables } from '../../../src/input/environment';

let folder: string;
let config: string;
const started = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onboard-keys-'));
  config = join(folder, 'onboard.config.yaml');
  writeFileSync(config, 'targets: { mas: { inst1: { credentials: kubernetes } } }\nreadableIds: true\n');
});
beforeEach(() => {
  mkdirSync(join(folder, 'empty'), { recursive: true });
  process.chdir(join(folder, 'empty'));
});
afterAll(() => {
  process.chdir(started);
  rmSync(folder, { recursive: true });
});

function contextOf(variables: Variables): Context {
  const environment = readEnvironment(variables);
  if (!environment.ok) throw new Error('the environment was expected to be valid');
  const { stdin, stdout, stderr } = process;
  const host = {
    env: variables,
    cwd: () => process.cwd(),
    stdin,
    stdout,
    stderr,
    on: () => 0,
    off: () => 0,
    exit: () => 0,
  };
  return { host, environment: environment.value, variables, terminal: openTerminal(host), taskQueue: undefined };
}

const record = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' };

it('makes the same key of a user whichever way the configuration is named', async () => {
  const named = await userKeyOptions(contextOf({}), config);
  const fromVariable = await userKeyOptions(contextOf({ ONBOARD_CONFIG: config }), undefined);
  process.chdir(folder);
  const found = await userKeyOptions(contextOf({}), undefined);
  const said = await userKeyOptions(contextOf({ ONBOARD_READABLE_IDS: 'true' }), undefined);
  const keys = [named, fromVariable, found, said].map((options) => keyOfRecord(options)(record));
  expect(keys).toEqual(keys.map(() => expect.stringContaining('ada@acme.example')));
});

it('makes opaque keys when nothing says otherwise, or the environment does', async () => {
  const unsaid = await userKeyOptions(contextOf({}), undefined);
  const denied = await userKeyOptions(contextOf({ ONBOARD_CONFIG: config, ONBOARD_READABLE_IDS: 'false' }), undefined);
  for (const options of [unsaid, denied]) expect(keyOfRecord(options)(record)).toMatch(/^[0-9a-f]{16}$/);
});

it('refuses a configuration that is not valid', async () => {
  const absent = userKeyOptions(contextOf({}), join(folder, 'absent.yaml'));
  await expect(absent).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('absent.yaml') });
});
