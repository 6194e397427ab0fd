import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivateFile } from '../../../src/cli/follow/run-report';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'private-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const context = () => ({ host: { ...process, cwd: () => folder } });

async function* broken(): AsyncGenerator<string> {
  yield 'half';
  await Promise.resolve();
  throw Object.assign(new Error('the run is gone'), { code: 'RUN_NOT_FOUND' });
}

it('writes a file for its owner alone, in place of the one before', async () => {
  await writePrivateFile(context(), 'report.md', ['before']);
  await writePrivateFile(context(), 'report.md', ['one\n', 'two\n']);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('one\ntwo\n');
  expect(statSync(join(folder, 'report.md')).mode & 0o777).toBe(0o600);
});

it('leaves the file as it was, and nothing beside it, when what it is to hold ends with an error, which it passes on', async () => {
  await writePrivateFile(context(), 'report.md', ['before']);
  await expect(writePrivateFile(context(), 'report.md', broken())).rejects.toThrow('the run is gone');
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('before');
  expect(readdirSync(folder)).toEqual(['report.md']);
});

it('says why a file cannot be written', async () => {
  const wrong = writePrivateFile(context(), join('none', 'report.md'), ['text']);
  await expect(wrong).rejects.toThrow(`${join('none', 'report.md')} cannot be written (ENOENT).`);
});
