import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import type { DownloadWay } from '../../src/embedded/temporal-download';

let folder: string;
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onboard-cli-'));
  cache = join(folder, 'cache', 'temporal');
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '#!/bin/sh\nexit 0\n');
  chmodSync(path, 0o755);
  return path;
}

const nowhere: DownloadWay = { name: 'nowhere', fetchInto: () => Promise.reject(new Error('the line is dead')) };
const somewhere: DownloadWay = {
  name: 'somewhere',
  fetchInto: async (into) => program(join(into, 'unpacked', 'temporal')),
};
const silent = (): void => undefined;

it('takes the program that ONBOARD_TEMPORAL_CLI names before any other', async () => {
  const named = program(join(folder, 'named'));
  program(join(folder, 'bin', 'temporal'));
  const env = { ONBOARD_TEMPORAL_CLI: named, PATH: join(folder, 'bin') };
  await expect(findTemporalCli({ env, caches: [cache] })).resolves.toBe(named);
});

it('refuses a name in ONBOARD_TEMPORAL_CLI that is no program, and looks no further', async () => {
  program(cache);
  const env = { ONBOARD_TEMPORAL_CLI: join(folder, 'absent') };
  await expect(findTemporalCli({ env, caches: [cache] })).rejects.toMatchObject({ code: 'TEMPORAL_CLI_MISSING' });
});

it('takes the one on PATH before the cache, and no folder of that name', async () => {
  program(cache);
  const onPath = program(join(folder, 'second', 'temporal'));
  mkdirSync(join(folder, 'first', 'temporal'), { recursive: true });
  const env = { PATH: `${join(folder, 'first')}:${join(folder, 'second')}` };
  await expect(findTemporalCli({ env, caches: [cache] })).resolves.toBe(onPath);
});

it('takes the cached one before it downloads', async () => {
  program(cache);
  await expect(findTemporalCli({ env: {}, caches: [cache], ways: [nowhere] })).resolves.toBe(cache);
});

it('tries one way after the other, and says so', async () => {
  const said: string[] = [];
  const options = { env: {}, caches: [cache], ways: [nowhere, somewhere], say: (line: string) => void said.push(line) };
  await expect(findTemporalCli(options)).resolves.toBe(cache);
  expect(said).toEqual([expect.stringContaining('nowhere'), expect.stringContaining('somewhere')]);
});

it('leaves one whole program and nothing else after downloads at the same time', async () => {
  const options = { env: {}, caches: [cache], ways: [somewhere], say: silent };
  await Promise.all(Array.from({ length: 5 }, () => findTemporalCli(options)));
  expect(readdirSync(dirname(cache))).toEqual(['temporal']);
});

it('keeps no program that does not run', async () => {
  const damaged: DownloadWay = {
    name: 'damaged',
    fetchInto: async (into) => {
      writeFileSync(join(into, 'temporal'), 'half of it');
      return join(into, 'temporal');
    },
  };
  await expect(findTemporalCli({ env: {}, caches: [cache], ways: [damaged], say: silent })).rejects.toThrow('damaged');
  expect(readdirSync(dirname(cache))).toEqual([]);
});

it('names every way it tried when there is none', async () => {
  const failing = findTemporalCli({ env: {}, caches: [cache], ways: [nowhere], say: silent });
  await expect(failing).rejects.toThrow(/ONBOARD_TEMPORAL_CLI[^]*PATH[^]*cache[^]*nowhere: the line is dead/);
});
