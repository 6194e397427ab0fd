import { z } from 'zod';

// What the Tenant Management API takes: contract "yuuvis", section "The user". `id` and `createdTimestamp` are ignored.

// Lengths and characters are the profile's.
const text = z.string();
const names = z.array(z.string());

const ignored = { id: z.unknown().optional(), createdTimestamp: z.unknown().optional() };

export const CreationBody = z.strictObject({
  ...ignored,
  username: text.min(1),
  email: text.optional(),
  firstName: text.optional(),
  lastName: text.optional(),
  roles: names.default([]),
  groups: names.default([]),
  enabled: z.boolean().default(true),
});
export type CreationBody = z.infer<typeof CreationBody>;

/** All but `groups` stays as it is when it is absent. */
export const UpdateBody = z.strictObject({
  ...ignored,
  username: text.optional(),
  email: text.optional(),
  firstName: text.optional(),
  lastName: text.optional(),
  roles: names.optional(),
  groups: names.default([]),
  enabled: z.boolean().optional(),
});
export type UpdateBody = z.infer<typeof UpdateBody>;
