import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedError } from './embedded-error';
import { isAlive, isElsewhere, markOf, pidOf } from './process-mark';
import { systemCode } from './system/system-error';

const patienceMs = 90_000;
const retryMs = 50;
// Longer than any process needs between creating a file and writing its line into it.
const unwrittenMs = 10_000;
// Nobody can tell whether a process of another container lives: its lock is shown to be held by being touched.
const touchMs = 2_000;
const untouchedMs = 30_000;

/**
 * Runs `work` while no other command holds the state folder's lock, on this machine or another that shares the folder. A lock
 * whose holder died is broken.
 * Throws `EmbeddedError` STATE_FOLDER_BUSY when a living one holds it for 90 s.
 */
export async function withStateLock<T>(stateDir: string, work: () => Promise<T>): Promise<T> {
  const file = join(stateDir, 'lock');
  await acquire(file);
  const touching = setInterval(() => touch(file), touchMs);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    rmSync(file, { force: true });
  }
}

async function acquire(file: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const own = `${markOf(process.pid)} ${hostname()} ${new Date().toISOString()}`;
  while (!create(file, own)) {
    breakIfDead(file);
    if (Date.now() > deadline) {
      throw new EmbeddedError(
        'STATE_FOLDER_BUSY',
        `Another command holds ${file}${holderOf(file)}.`,
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
    const [holder = ''] = readFileSync(file, 'utf8').split(' ');
    if (holder === '') return olderThan(file, unwrittenMs);
    return isElsewhere(holder) ? olderThan(file, untouchedMs) : !isAlive(holder);
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
    // On a full disk the file is there, and empty.
    rmSync(file, { force: true });
    throw error;
  }
}

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Somebody removed the folder.
  }
}

/** `: process 12 on HOST since …`, as far as the lock says. */
function holderOf(file: string): string {
  try {
    const [mark = '', host = '', since = ''] = readFileSync(file, 'utf8').split(' ');
    return host === '' ? '' : `: ${heldBy({ mark, host, since })}`;
  } catch {
    return '';
  }
}

/** In words, who has something of the state folder. */
export function heldBy({
  mark,
  host,
  since,
}: {
  readonly mark: string;
  readonly host: string;
  readonly since: string;
}): string {
  return `process ${pidOf(mark)} on ${host}, since ${since}`;
}

function olderThan(file: string, ageMs: number): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > ageMs;
}
