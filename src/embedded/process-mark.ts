import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { systemCode } from './system/system-error';

const ended = 'ended';

/**
 * Names one process for as long as the machine runs: its id, when it started and in which scope, where the system tells. An id
 * alone is given to another process later, in a container at every start.
 */
export function markOf(pid: number): string {
  return `${pid}:${startOf(pid) ?? ''}:${scope()}`;
}

/** Whether the process that a mark names still runs; not of one in another scope, which nobody here can tell. */
export function isAlive(mark: string): boolean {
  const [id = '', start = ''] = mark.split(':');
  const pid = Number(id);
  if (isElsewhere(mark) || !Number.isInteger(pid) || pid <= 0 || !exists(pid)) return false;
  const found = startOf(pid);
  return found !== ended && (start === '' || found === start);
}

/** Whether a mark is of another machine or container, or of this machine before it was started anew. */
export function isElsewhere(mark: string): boolean {
  const [, , where = ''] = mark.split(':');
  return where !== '' && where !== scope();
}

/** One start of one machine (random(4), boot_id) and the ids that count here (pid_namespaces(7)); empty where the system does not tell. */
function scope(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${boot}.${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return '';
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** proc(5), /proc/PID/stat: state is field 3, start time field 22; the name in field 2 may hold spaces and brackets. */
function startOf(pid: number): string | undefined {
  if (procCounts() !== 'ours') return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not looked yet.
    return fields[0] === 'Z' ? ended : fields[19];
  } catch {
    return undefined;
  }
}

/** The process id in a mark. */
export function pidOf(mark: string): number {
  return Number(mark.split(':')[0]);
}

/** Whether the command line of the process holds the text: a last check before a signal is sent to a number from a file. */
export function runsWith(mark: string, text: string): boolean {
  const pid = pidOf(mark);
  const proc = procCounts();
  if (proc === 'none') return psSays(pid).includes(text);
  // Nobody can look it up; the mark names the scope, and that it lives was asked before.
  if (proc === 'foreign') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
  } catch {
    return false;
  }
}

/** Whose process ids `/proc` shows: in a container it may be that of the machine around it. */
export function procCounts(): 'ours' | 'foreign' | 'none' {
  try {
    return readlinkSync('/proc/self') === String(process.pid) ? 'ours' : 'foreign';
  } catch {
    return 'none';
  }
}

/** The environment of what the system itself brings. */
export const systemPrograms = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' } as const;

function psSays(pid: number): string {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'args='], {
      encoding: 'utf8',
      env: systemPrograms,
      timeout: 5_000,
    });
  } catch {
    return '';
  }
}
