import { z } from 'zod';
import { SecretReference } from '../../domain/tenant/secret-reference';

/** One cluster with IBM's identity management in the worker configuration. */
export const IdmgmtSettings = z.strictObject({
  /** Where the cluster answers, with its port (8443 as a rule); without a path. */
  address: z.url({ protocol: /^https$/, error: 'must be an https:// address' }),
  /** The account that does it: an administrator of the cluster, or at least of the teams. */
  account: z.strictObject({ username: SecretReference, password: SecretReference }),
  /** The CA of the cluster; without it, the public ones. */
  ca: SecretReference.optional(),
  requestsPerSecond: z.number().positive().max(10_000).default(50),
  // Below the grace of a worker that shuts down (20 s), so that a request under way can end.
  requestTimeoutMs: z.int().min(100).max(15_000).default(10_000),
});
export type IdmgmtSettings = z.infer<typeof IdmgmtSettings>;
