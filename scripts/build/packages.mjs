import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout.mjs';
import { withLock } from './lock.mjs';
import { run } from './run.mjs';

/** Installs node_modules as package-lock.json says, unless it is so already. Scripts of packages are never run. */
export async function installPackages() {
  if (areInstalled()) return;
  await withLock('packages', async () => {
    if (areInstalled()) return;
    console.error('Installing packages …');
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  });
}

/** npm notes at the end of an installation what it installed; optional packages of other platforms are not among it. */
function areInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf(join('node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => path === '' || isMet(entry, present[path]));
}

function isMet(wanted, present) {
  if (present === undefined) return wanted.optional === true;
  return present.version === wanted.version && present.integrity === wanted.integrity;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
