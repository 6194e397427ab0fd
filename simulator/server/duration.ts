import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const expected = 'must be a duration such as "500ms", "5s" or "2m"';

/** `"500ms"`, `"5s"`, `"1.5m"`, `"2h"`; at most a day. */
export const Duration = z
  .string({ error: expected })
  .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h)$/, { error: expected })
  .refine((text) => durationMs(text) <= 24 * unitMs.h, 'must be at most 24h');

/** A valid duration in milliseconds. */
export function durationMs(text: string): number {
  const value = Number.parseFloat(text);
  if (text.endsWith('ms')) return value;
  if (text.endsWith('s')) return value * unitMs.s;
  return value * (text.endsWith('m') ? unitMs.m : unitMs.h);
}
