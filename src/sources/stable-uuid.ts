import { createHash } from 'node:crypto';

/** The same UUID (version 8) for the same text, for requests that may be sent twice and count once. */
export function stableUuid(text: string): string {
  const hex = createHash('sha256').update(text, 'utf8').digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
