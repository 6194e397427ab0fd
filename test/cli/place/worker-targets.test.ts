import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../../src/cli/command/context';
import { openTerminal } from '../../../src/cli/terminal/terminal';
import { openTargets } from '../../../src/cli/place/worker-targets';
import { readEnvironment, type Variables } from '../../../src/input/environment';

// A folder without a configuration.
const started = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'onboard-targets-'));
beforeAll(() => process.chdir(folder));
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

const inCluster = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '1' };

it('has every instance of the cluster when nobody wrote a configuration', async () => {
  const { directory, origin } = await openTargets(contextOf(inCluster), { config: undefined });
  expect(origin).toBe('in-cluster defaults');
  const found = directory({ system: 'mas', instance: 'inst1', workspace: 'ws1' });
  expect(directory({ system: 'mas', instance: 'inst1', workspace: 'ws1' })).toBe(found);
  expect(directory({ system: 'mas', instance: 'inst2', workspace: 'ws1' })).not.toBe(found);
});

it('makes no address of a name that no instance can have', async () => {
  const { directory } = await openTargets(contextOf(inCluster), { config: undefined });
  const instance = 'x.elsewhere.example/';
  expect(() => directory({ system: 'mas', instance, workspace: 'ws1' })).toThrow(
    expect.objectContaining({ code: 'TARGET_UNKNOWN', message: expect.not.stringContaining('elsewhere') }),
  );
});

it('wants a configuration outside of a cluster', async () => {
  await expect(openTargets(contextOf({}), { config: undefined })).rejects.toMatchObject({
    code: 'INVALID',
    message: expect.stringContaining('onboard.config.yaml'),
  });
});
