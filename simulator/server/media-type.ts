import type { Call } from './system';

/** Whether the body is said to be what it must be; a real server answers 415 to any other. */
export function isOfType({ headers }: Call, type: 'application/json' | 'application/x-www-form-urlencoded'): boolean {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase() === type;
}
