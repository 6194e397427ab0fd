import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** The home of whoever runs this; undefined for a user that the system does not know, as in many containers. */
export function homeFolder({ HOME: named }: Variables): string | undefined {
  if (named !== undefined && isAbsolute(named)) return named;
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/**
 * A folder for what this program keeps, of a user whose home cannot be written: below the system's folder for temporary
 * files, and named for the user, so that a later command finds it again.
 */
export function stopgapFolder({ TMPDIR: named }: Variables): string {
  const temporary = named !== undefined && isAbsolute(named) ? named : '/tmp';
  return join(temporary, `tenant-onboarding-${process.getuid?.() ?? 'user'}`);
}

/** Whether a folder is there, or could be made, and written. */
export function canBeWritten(folder: string): boolean {
  let at = resolve(folder);
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  try {
    accessSync(at, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
