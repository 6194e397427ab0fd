import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { pidOf, procCounts, systemPrograms } from './process-mark';
import { systemCode } from './system/system-error';

/**
 * Whether the process that a mark names is the one that listens on a port of this machine: another program's server there
 * must not get our runs. From /proc (proc(5), net/tcp), else from lsof; where neither can tell, true.
 */
export function listensOn(mark: string, port: number): boolean {
  const pid = pidOf(mark);
  const proc = procCounts();
  if (proc === 'none') return lsofSays(pid, port);
  if (proc === 'foreign') return true;
  const wanted = listeners(pid, port).map((inode) => `socket:[${inode}]`);
  return wanted.length > 0 && socketsOf(pid).some((socket) => wanted.includes(socket));
}

const listening = '0A';

/** Columns 2, 4 and 10: local address, state, inode. */
function listeners(pid: number, port: number): readonly string[] {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['tcp', 'tcp6'].flatMap((kind) => {
    const lines = readText(`/proc/${pid}/net/${kind}`).split('\n').slice(1);
    const rows = lines.map((line) => line.trim().split(/\s+/));
    return rows.flatMap(([, local = '', , state, , , , , , inode]) =>
      state === listening && local.endsWith(ending) && inode !== undefined ? [inode] : [],
    );
  });
}

function socketsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`));
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function lsofSays(pid: number, port: number): boolean {
  try {
    const parameters = ['-nP', '-a', '-p', String(pid), `-iTCP:${port}`, '-sTCP:LISTEN', '-t'];
    return (
      execFileSync('lsof', parameters, { encoding: 'utf8', env: systemPrograms, timeout: 5_000 }).trim() === String(pid)
    );
  } catch (error) {
    return systemCode(error) === 'ENOENT';
  }
}
