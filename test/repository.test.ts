import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const root = join(__dirname, '..');

const Manifest = z.object({
  version: z.string(),
  bin: z.record(z.string(), z.string()),
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
const manifest = Manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repository-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('every package is pinned to one version', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test.each(Object.entries(manifest.scripts))('npm run %s calls programs that exist', (_name, line) => {
  for (const [program = '', first = ''] of line.split(' && ').map((command) => command.split(' '))) {
    const file = program === 'node' ? first : join('node_modules', '.bin', program);
    expect([file, existsSync(join(root, file))]).toEqual([file, true]);
  }
});

const Mutants = z.object({ mutants: z.array(z.object({ name: z.string(), file: z.string(), from: z.string() })) });

test('every mutant finds the text that it breaks, once', async () => {
  const { mutants } = Mutants.parse(await import(pathToFileURL(join(root, 'scripts/mutations/mutants.mjs')).href));
  for (const { name, file, from } of mutants) {
    const times = readFileSync(join(root, file), 'utf8').split(from).length - 1;
    expect([name, times]).toEqual([name, 1]);
  }
});

test.each([...Object.values(manifest.bin), '.ci/run'])('%s can be executed', (file) => {
  expect(() => accessSync(join(root, file), constants.X_OK)).not.toThrow();
});

test('the onboard command of the checkout prints nothing but its own output', () => {
  const output = execFileSync('npm', ['run', '--silent', 'onboard', '--', '--version'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(output).toBe(`${manifest.version}\n`);
});

test('processes that want the same lock hold it one after the other, though its last holder was killed', async () => {
  const [name, log] = [`test-${process.pid}`, join(folder, 'log')];
  const killed = spawnSync(process.execPath, ['-e', '']).pid;
  mkdirSync(join(root, '.cache', 'locks'), { recursive: true });
  writeFileSync(join(root, '.cache', 'locks', name), String(killed));
  const program = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as pause } from 'node:timers/promises';
    import { withLock } from '${join(root, 'scripts', 'build', 'lock.mjs')}';
    await withLock('${name}', async () => {
      appendFileSync('${log}', 'in ');
      await pause(20);
      appendFileSync('${log}', 'out ');
    });`;
  const codes = await Promise.all(Array.from({ length: 6 }, () => exitCode(['--input-type=module', '-e', program])));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(6));
});

test.each([
  { outcome: 'pass', code: "test('one', () => {}); test('two', () => {});", line: '2 passed, 0 failed', status: 0 },
  { outcome: 'fail', code: "test('one', () => { throw new Error('no'); });", line: '0 passed, 1 failed', status: 1 },
  { outcome: 'cannot run', code: "throw new Error('no');", line: '0 passed, 1 failed', status: 1 },
])('npm test ends with the count when tests $outcome', ({ code, line, status }) => {
  writeFileSync(join(folder, 'a.test.js'), code);
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { globals: true } };');
  const args = ['test', '--silent', '--', '--root', folder];
  const ended = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  expect([ended.stdout.trimEnd().split('\n').at(-1), ended.status]).toEqual([line, status]);
});

function exitCode(args: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => spawn(process.execPath, args, { stdio: 'inherit' }).once('close', resolve));
}
