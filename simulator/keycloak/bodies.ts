import { z } from 'zod';

// Stricter than Keycloak: it takes every field of a user, and this one those that onboarding has a use for.

export const NewUserBody = z.strictObject({
  username: z.string().optional(),
  email: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  // As Keycloak has it: who is not enabled by the call is made disabled.
  enabled: z.boolean().default(false),
  emailVerified: z.boolean().default(false),
  requiredActions: z.array(z.string()).default([]),
});
export type NewUserBody = z.infer<typeof NewUserBody>;

export const UserChangeBody = z.strictObject({ enabled: z.boolean() });

export const RolesBody = z.array(z.strictObject({ id: z.string(), name: z.string() })).min(1);

export const LinkBody = z.strictObject({
  identityProvider: z.string(),
  userId: z.string().min(1),
  userName: z.string().min(1),
});
