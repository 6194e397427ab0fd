import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, markOf } from './process-mark';

/** What a command does with the server: a worker carries runs on, a reader only looks. */
export type Role = 'worker' | 'reader';

/** Notes that this process uses the server of the state folder. */
export function takeLease(stateDir: string, role: Role): void {
  mkdirSync(folderOf(stateDir), { recursive: true, mode: 0o700 });
  writeFileSync(fileOf(stateDir, process.pid), `${role} ${markOf(process.pid)}`, { mode: 0o600 });
}

export function dropLease(stateDir: string): void {
  rmSync(fileOf(stateDir, process.pid), { force: true });
}

/** The roles of the other living processes that use the server. */
export function otherUsers(stateDir: string): readonly Role[] {
  return leaseNames(stateDir)
    .filter((name) => name !== String(process.pid))
    .flatMap((name) => livingRole(join(folderOf(stateDir), name)) ?? []);
}

/** Forgets what processes left that died without saying so. */
export function dropAllLeases(stateDir: string): void {
  rmSync(folderOf(stateDir), { recursive: true, force: true });
}

function livingRole(file: string): Role | undefined {
  const [role, mark] = readLease(file).split(' ');
  if (mark === undefined || !isAlive(mark)) return undefined;
  return role === 'worker' ? 'worker' : 'reader';
}

function readLease(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function leaseNames(stateDir: string): readonly string[] {
  try {
    return readdirSync(folderOf(stateDir));
  } catch {
    return [];
  }
}

function folderOf(stateDir: string): string {
  return join(stateDir, 'users');
}

function fileOf(stateDir: string, pid: number): string {
  return join(folderOf(stateDir), String(pid));
}
