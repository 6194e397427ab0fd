import { statSync } from 'node:fs';
import { parseKeyList } from '../input/key-list';
import type { Variables } from '../input/environment';
import { keysVariable } from './variables';

// Read by a group: so are mounted secrets, of which a pod's group is the one that may read.
const wide = 0o027;

/** Those of these files that others than their owner and group may read, or that the group may change. */
export function wideFiles(paths: readonly string[]): readonly string[] {
  if (process.platform === 'win32') return [];
  return paths.filter((path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & wide) !== 0);
}

/** The key files that ONBOARD_CODEC_KEYS names; none when it cannot be read. */
export function keyFiles(variables: Variables): readonly string[] {
  const keys = parseKeyList(variables[keysVariable] ?? '');
  return typeof keys === 'string' ? [] : keys.flatMap(({ source }) => ('file' in source ? [source.file] : []));
}

/** What is to be said of such a file. */
export function wideFileText(path: string): string {
  return `warning: ${path} holds a secret, and others may read or change it; chmod 600 (or 640)`;
}
