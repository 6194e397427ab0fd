import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/checkout.mjs';
import { withLock } from '../build/lock.mjs';

const python = process.env.PYTHON ?? 'python3';

/** Where there is no Python. */
export const noPython = 3;

/**
 * Installs one release of a package of the Python Package Index into a virtual environment of its own, once. Answers the
 * environment's folder of programs; ends this process with `noPython` where there is no Python.
 */
export async function installPythonTool(name, version, extras = '') {
  if (spawnSync(python, ['--version']).status !== 0) {
    console.error(`${python} is not on this machine: what needs ${name} cannot run.`);
    process.exit(noPython);
  }
  const folder = join(root, '.cache', `${name}-${version}`);
  await withLock(name, () => {
    if (existsSync(join(folder, 'ready'))) return;
    console.error(`Installing ${name} ${version} …`);
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
    execFileSync(python, ['-m', 'venv', '--clear', folder], quiet);
    const wanted = `${name}${extras}==${version}`;
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', '--no-input', wanted], quiet);
    execFileSync('touch', [join(folder, 'ready')]);
  });
  return join(folder, 'bin');
}
