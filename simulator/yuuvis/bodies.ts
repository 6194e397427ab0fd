import { z } from 'zod';

// What the Tenant Management API takes: contract "yuuvis", section "The user". `id` and `createdTimestamp` are ignored.

const Email = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address');
const Username = z.string().min(1).max(255);
const PersonName = z.string().max(255);
const names = z.array(z.string());

const ignored = { id: z.unknown().optional(), createdTimestamp: z.unknown().optional() };

export const CreationBody = z.strictObject({
  ...ignored,
  username: Username,
  email: Email.optional(),
  firstName: PersonName.optional(),
  lastName: PersonName.optional(),
  roles: names.default([]),
  groups: names.default([]),
  enabled: z.boolean().default(true),
});
export type CreationBody = z.infer<typeof CreationBody>;

/** All but `groups` stays as it is when it is absent. */
export const UpdateBody = z.strictObject({
  ...ignored,
  username: Username.optional(),
  email: Email.optional(),
  firstName: PersonName.optional(),
  lastName: PersonName.optional(),
  roles: names.optional(),
  groups: names.default([]),
  enabled: z.boolean().optional(),
});
export type UpdateBody = z.infer<typeof UpdateBody>;
