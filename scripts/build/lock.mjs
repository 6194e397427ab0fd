import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './checkout.mjs';

const folder = join(root, '.cache', 'locks');
const waitedAtMostMs = 600_000;

/** Runs `work` while no other process of this checkout holds the lock of this name. Throws after ten minutes of waiting. */
export async function withLock(name, work) {
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true });
  await acquire(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

async function acquire(file) {
  const deadline = Date.now() + waitedAtMostMs;
  while (!tryAcquire(file)) {
    if (Date.now() > deadline) throw new Error(`Another command holds ${file}; remove it if none is running.`);
    releaseIfDead(file);
    await pause(100);
  }
}

/** A link appears with its content, so nobody ever reads a lock without a holder. */
function tryAcquire(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

function releaseIfDead(file) {
  const holder = readHolder(file);
  if (holder === undefined || isAlive(holder)) return;
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  // Somebody else may have released the dead lock and taken it between our look and our move: give it back.
  if (readHolder(aside) !== holder) renameSync(aside, file);
  else rmSync(aside);
}

function readHolder(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
