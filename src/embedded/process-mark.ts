import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemCode } from './system-error';

const ended = 'ended';

/**
 * Names one process for as long as the machine runs: its id and, where the system tells, when it started. An id alone is
 * given to another process later, in a container at every start.
 */
export function markOf(pid: number): string {
  return `${pid}:${startOf(pid) ?? ''}`;
}

/** Whether the process that a mark names still runs. */
export function isAlive(mark: string): boolean {
  const [id = '', start = ''] = mark.split(':');
  const pid = Number(id);
  if (!Number.isInteger(pid) || pid <= 0 || !exists(pid)) return false;
  const found = startOf(pid);
  return found !== ended && (start === '' || found === start);
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
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
  } catch {
    return systemHasProc() ? false : psSays(pid).includes(text);
  }
}

function systemHasProc(): boolean {
  return startOf(process.pid) !== undefined;
}

function psSays(pid: number): string {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
