import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout.mjs';
import { withLock } from './lock.mjs';

// moto[server] plays AWS Secrets Manager in the tests. It is installed into a virtual environment of its own, once.
// Prints the server's path; exits with 3 where there is no Python.

const version = '5.2.5';
const folder = join(root, '.cache', `moto-${version}`);
const server = join(folder, 'bin', 'moto_server');
const python = process.env.PYTHON ?? 'python3';

if (spawnSync(python, ['--version']).status !== 0) {
  console.error(`${python} is not on this machine: what needs moto cannot run.`);
  process.exit(3);
}
await withLock('moto', install);
console.log(server);

function install() {
  if (existsSync(join(folder, 'ready'))) return;
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync(python, ['-m', 'venv', '--clear', folder], quiet);
  execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', '--no-input', `moto[server]==${version}`], quiet);
  execFileSync('touch', [join(folder, 'ready')]);
}
