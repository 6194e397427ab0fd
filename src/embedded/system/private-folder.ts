import { accessSync, chmodSync, constants, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder';
import { systemCode } from './system-error';

/** What the embedded mode keeps in its state folder. */
const ours = /^(temporal\.db(-\w+)?|server\.(json|json\.new|log)|users|lock|lock\.break)$/;
const ownerOnly = { folder: 0o700, file: 0o600 } as const;

/**
 * Makes the state folder, and keeps what is ours in it from everybody but its owner: it holds the records of people. The
 * folder too, unless it holds other things. Throws the system's error when nothing can be written there, and an `Error` when
 * somebody else could have put something there that we would take for ours.
 */
export function preparePrivateFolder(folder: string): void {
  makeFolder(folder, ownerOnly.folder);
  accessSync(folder, constants.W_OK | constants.X_OK);
  const names = readdirSync(folder);
  const found = statSync(folder);
  requireOwner(folder, found);
  if (names.every((name) => ours.test(name))) restrict(folder, ownerOnly.folder);
  else if (isOwn(found) && (found.mode & writableByOthers) !== 0) {
    throw new Error('other users may write in it, and it holds other things, too');
  }
  for (const name of names.filter((one) => ours.test(one))) {
    if (requireOurs(join(folder, name)) && name !== 'users') restrict(join(folder, name), ownerOnly.file);
  }
}

const writableByOthers = 0o022;

function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

/** Of a volume of a cluster, the folder itself is the system's. */
function requireOwner(path: string, found: Stats): void {
  if (!isOwn(found) && found.uid !== 0) throw new Error(`${path} belongs to another user (uid ${found.uid})`);
}

/** False for a file that is gone by now. Throws an `Error` for a link, and for what is another user's. */
function requireOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.isSymbolicLink()) throw new Error(`${path} is a link, and is not followed`);
  if (!isOwn(found)) throw new Error(`${path} belongs to another user (uid ${found.uid})`);
  return true;
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
