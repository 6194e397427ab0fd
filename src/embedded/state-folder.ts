import { existsSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedError } from './embedded-error';
import { preparePrivateFolder } from './system/private-folder';
import { databaseOf } from './server-process';
import type { ServerRecord } from './server-record';
import { systemCode } from './system/system-error';

/** A new database and its log take some 4 MB. */
const leastFreeBytes = 16 * 1024 * 1024;

/** Makes the state folder ready to be used. Throws `EmbeddedError` STATE_FOLDER_UNUSABLE. */
export function prepareStateFolder(stateDir: string): void {
  try {
    preparePrivateFolder(stateDir);
  } catch (error) {
    throw unusable(stateDir, error instanceof Error ? error.message : 'unknown reason');
  }
  const { bavail, bsize } = statfsSync(stateDir);
  if (bavail * bsize < leastFreeBytes) throw full(stateDir);
}

/** Runs `work` on the state folder; a disk that is full, or writable no longer, is told in our words. */
export async function usable<T>(stateDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof EmbeddedError || code === undefined) throw error;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw full(stateDir);
    throw unusable(stateDir, `the system answered ${code}`);
  }
}

/** Throws `EmbeddedError` when runs were here and their database is gone: a new one in its place would hide that. */
export function requireDatabase(stateDir: string, last: ServerRecord | undefined): void {
  const database = databaseOf(stateDir);
  if (last === undefined || last.database !== database || existsSync(database)) return;
  throw new EmbeddedError(
    'STATE_FOLDER_UNUSABLE',
    `${database} is gone, though runs were kept in it (server.json beside it says so).`,
    `Bring it back from a copy; or, to begin anew and lose the runs in it, remove ${dirname(database)}/server.json, too.`,
  );
}

export function removeDatabase(stateDir: string): void {
  const database = databaseOf(stateDir);
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${database}${ending}`, { force: true });
}

function full(stateDir: string): EmbeddedError {
  return new EmbeddedError(
    'STATE_FOLDER_UNUSABLE',
    `The disk of the state folder ${stateDir} is full.`,
    'Make room there, or name a folder on another disk (--state-dir, ONBOARD_STATE_DIR).',
  );
}

function unusable(stateDir: string, reason: string): EmbeddedError {
  return new EmbeddedError(
    'STATE_FOLDER_UNUSABLE',
    `The state folder ${stateDir} cannot be used: ${reason}`,
    'Name another one (--state-dir, ONBOARD_STATE_DIR).',
  );
}
