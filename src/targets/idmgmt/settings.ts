import { z } from 'zod';
import { SecretReference } from '../../domain/tenant/secret-reference';
import { ProxySetting } from '../connection/proxy-setting';
import { Entitlement, Name } from '../../domain/tenant/target-ref';

/** One cluster with IBM's identity management in the worker configuration. */
export const IdmgmtSettings = z.strictObject({
  /** Where the cluster answers, with its port (8443 as a rule); without a path. */
  address: z.url({ protocol: /^https$/, error: 'must be an https:// address' }),
  /** The account that does it: an administrator of the cluster, or at least of the teams. */
  account: z.strictObject({ username: SecretReference, password: SecretReference }),
  /** The CA of the cluster; without it, the public ones. */
  ca: SecretReference.optional(),
  /** The distinguished name of somebody whom the directory does not list: `uid={id},ou=people,dc=acme,dc=com`. */
  userBaseDN: z
    .string()
    .refine((text) => text.includes('{id}'), 'must have {id} in the place of the user id')
    .optional(),
  /** The proxy on the way to the cluster; none when absent, whatever the environment says. */
  proxy: ProxySetting.optional(),
  requestsPerSecond: z.number().positive().max(10_000).default(50),
  // Below the grace of a worker that shuts down (20 s), so that a request under way can end.
  requestTimeoutMs: z.int().min(100).max(15_000).default(10_000),
});
export type IdmgmtSettings = z.infer<typeof IdmgmtSettings>;

const rolesNote = "The roles of each kind of user, in place of the target's defaults.";

/**
 * IBM's identity management: an instance that the worker's configuration names. `team` is the id of the tenant's team, by
 * default the tenant's name; `roles` takes the place of the role that each kind of user gets in it.
 */
export const IdmgmtRef = z.strictObject({
  system: z.literal('idmgmt'),
  instance: Name,
  team: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'must be letters, digits, "-" and "_", at most 63 characters')
    .optional()
    .describe("The id of the tenant's team; the name of the tenant when it is left out."),
  roles: z
    .strictObject({
      primary: Entitlement.optional().describe('The role of primary users.'),
      secondary: Entitlement.optional().describe('The role of secondary users.'),
    })
    .optional()
    .describe(rolesNote),
  unlisted: z
    .enum(['write', 'fail'])
    .optional()
    .describe(
      'What becomes of somebody whom the cluster does not list: written into the team; or, with fail, refused.',
    ),
});
export type IdmgmtRef = z.infer<typeof IdmgmtRef>;
