import { z } from 'zod';

export const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and "-"');

export const Milliseconds = z
  .number()
  .nonnegative()
  .max(24 * 3_600_000);
