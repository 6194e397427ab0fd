import { z } from 'zod';
import { TargetRef } from './target-ref';
import { UserRecord } from './user';

/** A tenant's name: it becomes part of workflow ids and search attributes, which are clear text in Temporal. */
export const TenantName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and "-", at most 63 characters');

export const TenantUsers = z.strictObject({
  primary: z.array(UserRecord),
  secondary: z.array(UserRecord),
});
export type TenantUsers = z.infer<typeof TenantUsers>;

/** What a pipeline wants: a tenant, the target it lives in, and its users. No secrets, no addresses. */
export const TenantDefinition = z.strictObject({
  tenant: TenantName,
  target: TargetRef,
  users: TenantUsers,
});
export type TenantDefinition = z.infer<typeof TenantDefinition>;
