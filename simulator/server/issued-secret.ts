import { createHmac } from 'node:crypto';

export const mask = '[secret]';

const prefix = 'sim-';
const pattern = new RegExp(`${prefix}[0-9a-f]{48}`, 'g');

/** A token or key that the simulator hands out: the same seed and name give the same secret. It is worth nothing elsewhere. */
export function issueSecret(seed: number, name: string): string {
  const digest = createHmac('sha256', `seed ${seed}`).update(name).digest('hex');
  return `${prefix}${digest.slice(0, 48)}`;
}

/** Strikes out every issued secret in a text. */
export function maskIssued(text: string): string {
  return text.replaceAll(pattern, mask);
}
