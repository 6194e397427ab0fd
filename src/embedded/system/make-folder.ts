import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemCode } from './system-error';

/**
 * Makes a folder and those above it that are missing, `mode` for all it makes; one that is there already is left as it
 * is. One by one, for Node's own recursion never ends where the system lets nobody make folders (/proc). Throws the
 * system's error.
 */
export function makeFolder(path: string, mode: number): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) makeOne(folder, mode);
  if (!statSync(path).isDirectory()) throw new Error(`${path} is no folder`);
}

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another command made it meanwhile.
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
