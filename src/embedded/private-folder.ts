import { accessSync, chmodSync, constants, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder';
import { systemCode } from './system-error';

/** What the embedded mode keeps in its state folder. */
const ours = /^(temporal\.db(-\w+)?|server\.(json|json\.new|log)|users|lock|lock\.break)$/;
const ownerOnly = { folder: 0o700, file: 0o600 } as const;

/**
 * Makes the state folder, and keeps what is ours in it from everybody but its owner: it holds the records of people. The
 * folder too, unless it holds other things. Throws the system's error when nothing can be written there.
 */
export function preparePrivateFolder(folder: string): void {
  makeFolder(folder, ownerOnly.folder);
  accessSync(folder, constants.W_OK);
  const names = readdirSync(folder);
  if (names.every((name) => ours.test(name))) restrict(folder, ownerOnly.folder);
  for (const name of names) {
    if (ours.test(name) && name !== 'users') restrict(join(folder, name), ownerOnly.file);
  }
}

/** Runs `work`, which may not wait, so that what it starts makes files for its owner alone. */
export function makingPrivateFiles<T>(work: () => T): T {
  const before = process.umask(0o077);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}

/** Only an owner may. Files come and go meanwhile, for other commands use the folder too. */
function restrict(path: string, mode: number): void {
  try {
    const found = statSync(path);
    if (found.uid === process.getuid?.() && (found.mode & 0o777) !== mode) chmodSync(path, mode);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
