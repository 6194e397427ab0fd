import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../../src/cli/command-line';

async function called(parameters: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof said) =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        said[name] += chunk.toString();
        done();
      },
    });
  const streams = { stdin: Readable.from([]), stdout: sink('stdout'), stderr: sink('stderr') };
  const signals = { on: () => undefined, off: () => undefined, exit: () => undefined };
  const code = await runCommandLine(parameters, { env: {}, cwd: () => __dirname, ...streams, ...signals });
  return { code, ...said };
}

const scriptOf = async (shell: string): Promise<string> => (await called(['completion', shell])).stdout;

/** What bash would offer for a command line whose last word is being typed. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const typed = words.map((word) => `'${word}'`).join(' ');
  const call = `COMP_WORDS=(onboard ${typed}); COMP_CWORD=${words.length}; _onboard; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', `${await scriptOf('bash')}\n${call}`], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

it('offers bash the commands, the options of one, and the choices of an option', async () => {
  expect(await offered('val')).toEqual(['validate']);
  expect(await offered('run', '--aws-')).toEqual(['--aws-secret', '--aws-region', '--aws-endpoint']);
  expect(await offered('run', '--output', '')).toEqual(['table', 'json', 'jsonl']);
  expect(await offered('schedule', 'li')).toEqual(['list']);
  expect(await offered('completion', 'z')).toEqual(['zsh']);
  expect(await offered('validate', '--plan')).toEqual([]);
});

it.each(['bash', 'zsh', 'fish'])('is well formed for %s', async (shell) => {
  const script = await scriptOf(shell);
  expect(script).toContain('temporal-onboard');
  const { status, stderr, error } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' });
  // A shell that is not on this machine says nothing.
  if (error === undefined) expect([status, stderr]).toEqual([0, '']);
});

it('refuses another shell', async () => {
  expect(await called(['completion', 'sh'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('fish'),
  });
});

it('is installed under a second name, which the Temporal CLI calls as its own command', () => {
  const root = join(__dirname, '..', '..', '..');
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const calls = ['onboard', 'temporal-onboard'].map((name) =>
    spawnSync(process.execPath, [join(root, bin[name]), '--version'], { encoding: 'utf8' }),
  );
  expect(calls.map(({ stdout }) => stdout)).toEqual([calls[0]?.stdout, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});
