import { z } from 'zod';
import { SecretReference } from '../../domain/tenant/secret-reference';

/** `proxy` in the settings of a target. */
export const ProxySetting = z.union([
  z
    .url({ protocol: /^https?$/, error: 'must be an http:// address without a password' })
    .refine((text) => !text.includes('@')),
  SecretReference,
]);
export type ProxySetting = z.infer<typeof ProxySetting>;
