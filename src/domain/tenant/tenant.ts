import { z } from 'zod';
import { Name, TargetRef } from './target-ref';
import { UserRecord } from './user';

/** A tenant's name: it becomes part of workflow ids and search attributes, which are clear text in Temporal. */
export const TenantName = Name;

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
