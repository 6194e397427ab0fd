import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const dockerfile = join(root, 'Dockerfile');

const found = spawnSync(process.execPath, [join(root, 'scripts', 'image', 'hadolint.mjs')], { encoding: 'utf8' });
const linted = found.status === 0 ? test : test.skip;
if (found.status !== 0) {
  process.stderr.write(`The Dockerfile is NOT linted, for hadolint can't be had here:\n${found.stderr}\n`);
}

linted('hadolint has nothing to say about the Dockerfile', () => {
  const { stdout, status } = spawnSync(found.stdout.trim(), ['--no-color', dockerfile], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
});

linted('hadolint would have something to say about a bad one', () => {
  const bad = 'FROM node:latest\nRUN cd /tmp && apt-get install curl\n';
  const { stdout } = spawnSync(found.stdout.trim(), ['--no-color', '-'], { input: bad, encoding: 'utf8' });
  expect(stdout).toContain('DL3007');
});

test('every stage is built from one exact image, and the last runs as nobody special', () => {
  const lines = readFileSync(dockerfile, 'utf8').split('\n');
  const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
  expect(new Set(bases).size).toBe(1);
  expect(bases[0]).toMatch(/^node:20\.\d+\.\d+-bookworm-slim$/);
  expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER 1000:1000']);
});
