import { createHmac } from 'node:crypto';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { User } from '../../domain/tenant/user';

/**
 * What a run is asked for, in 64 hex digits: a keyed hash of the target and the users, so that the memo it is kept in
 * gives nobody's address away. Equal requests have equal fingerprints, whatever the order of an object's keys.
 */
export function fingerprintOf(wanted: { target: TargetRef; users: Iterable<User> }, key: string): string {
  const hash = createHmac('sha256', key).update(canonical(wanted.target));
  // User by user: as one text, many would be as large as their file once more.
  for (const { kind, record } of wanted.users) hash.update(`\n${canonical({ kind, record })}`);
  return hash.digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isPlain(part) ? sorted(part) : part));
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
