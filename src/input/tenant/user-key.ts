import { createHash, createHmac } from 'node:crypto';

/** The key of user keys when the operator sets none: it hides ids from a glance, not from somebody who guesses them. */
export const defaultIdKey = 'tenant-onboarding';

const longestReadable = 64;

/** The opaque key of a user id: a keyed hash (HMAC-SHA256) of it, 16 hex digits. */
export function userKey(id: string, key: string = defaultIdKey): string {
  return createHmac('sha256', key).update(id, 'utf8').digest('hex').slice(0, 16);
}

/** A key one can read, for those who set `readableIds`: the id, made safe for a workflow id, and 8 hex digits of its hash, because two ids may look alike then. */
export function readableUserKey(id: string): string {
  const readable = Array.from(id.normalize('NFC').toLowerCase()).slice(0, longestReadable).join('');
  const hash = createHash('sha256').update(id, 'utf8').digest('hex').slice(0, 8);
  return `${readable.replaceAll(/[^\p{L}\p{M}\p{N}@._+-]/gu, '-')}-${hash}`;
}
