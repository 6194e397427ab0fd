import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../checkout.mjs';
import { withLock } from '../lock.mjs';

/** The release that is compared with. */
export const version = '12.11.1';

const folder = join(root, '.cache', `mas-devops-${version}`);
const python = process.env.PYTHON ?? 'python3';

/** Installs the unmodified package into a virtual environment of its own, once; throws where there is no Python. Answers the command as program and arguments. */
export async function installPeer() {
  await withLock('mas-devops', () => {
    if (existsSync(join(folder, 'ready'))) return;
    if (spawnSync(python, ['--version']).status !== 0) throw new Error(`${python} is not on this machine.`);
    console.error(`Installing mas-devops ${version} …`);
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
    execFileSync(python, ['-m', 'venv', '--clear', folder], quiet);
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', '--no-input', `mas-devops==${version}`], quiet);
    execFileSync('touch', [join(folder, 'ready')]);
  });
  return [join(folder, 'bin', 'python'), join(folder, 'bin', 'mas-devops-create-initial-users-for-saas')];
}
