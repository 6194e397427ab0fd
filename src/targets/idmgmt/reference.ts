import { z } from 'zod';
import { Entitlement, Name } from '../../domain/tenant/target-ref';

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
});
export type IdmgmtRef = z.infer<typeof IdmgmtRef>;
