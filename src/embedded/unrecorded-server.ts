import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { markOf, procCounts, systemPrograms } from './process-mark';
import type { LivingServer } from './server-record';

/**
 * A living dev server on this database that no record tells of: its starter was killed before it could write one. Its
 * ports stand on its command line.
 */
export function findUnrecorded(database: string): LivingServer | undefined {
  for (const [pid, line] of commandLines()) {
    const text = `${line} `;
    const [, port] = / --port (\d+) /.exec(text) ?? [];
    const [, uiPort] = / --ui-port (\d+) /.exec(text) ?? [];
    if (port === undefined || uiPort === undefined || !text.includes(` --db-filename ${database} `)) continue;
    return { process: markOf(pid), port: Number(port), uiPort: Number(uiPort), database, kept: false };
  }
  return undefined;
}

/** Of this user's processes: from /proc (proc(5)), else from ps. */
function commandLines(): readonly (readonly [pid: number, line: string])[] {
  const proc = procCounts();
  if (proc === 'foreign') return [];
  if (proc === 'none') return fromPs();
  return numbersIn('/proc').flatMap((pid) => {
    const line = ownCommandLine(pid);
    return line === undefined ? [] : [[pid, line] as const];
  });
}

function ownCommandLine(pid: number): string | undefined {
  try {
    if (statSync(`/proc/${pid}`).uid !== process.getuid?.()) return undefined;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return undefined;
  }
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function fromPs(): readonly (readonly [pid: number, line: string])[] {
  try {
    const lines = execFileSync('ps', ['-x', '-ww', '-o', 'pid=,args='], {
      encoding: 'utf8',
      env: systemPrograms,
      timeout: 5_000,
    }).split('\n');
    return lines.flatMap((text) => {
      const [, pid, line] = /^\s*(\d+) (.*)$/.exec(text) ?? [];
      return pid === undefined || line === undefined ? [] : [[Number(pid), line] as const];
    });
  } catch {
    return [];
  }
}
