import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedError } from './embedded-error';
import { isAlive, markOf } from './process-mark';
import { systemCode } from './system-error';

const patienceMs = 90_000;
const retryMs = 50;
// Longer than any process needs between creating a file and writing its line into it.
const unwrittenMs = 10_000;

/**
 * Runs `work` while no other command of this machine holds the state folder's lock. A lock whose holder died is broken.
 * Throws `EmbeddedError` STATE_FOLDER_BUSY when a living one holds it for 90 s.
 */
export async function withStateLock<T>(stateDir: string, work: () => Promise<T>): Promise<T> {
  const file = join(stateDir, 'lock');
  await acquire(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

async function acquire(file: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!create(file, markOf(process.pid))) {
    breakIfDead(file);
    if (Date.now() > deadline) {
      throw new EmbeddedError(
        'STATE_FOLDER_BUSY',
        `Another command holds ${file}.`,
        'Wait until it ends, or use another state folder (ONBOARD_STATE_DIR).',
      );
    }
    await pause(retryMs);
  }
}

/** One at a time looks and removes, all in one go: else a lock that was just taken anew could be removed as the dead one. */
function breakIfDead(file: string): void {
  const guard = `${file}.break`;
  if (!create(guard, '')) {
    if (olderThan(guard, unwrittenMs)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isDead(file)) rmSync(file, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function isDead(file: string): boolean {
  try {
    const holder = readFileSync(file, 'utf8');
    return holder === '' ? olderThan(file, unwrittenMs) : !isAlive(holder);
  } catch {
    return false;
  }
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function olderThan(file: string, ageMs: number): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > ageMs;
}
