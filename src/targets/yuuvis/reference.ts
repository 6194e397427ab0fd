import { z } from 'zod';
import { Entitlement, Name } from '../../domain/tenant/target-ref';

const entitlements = z.array(Entitlement).max(100);

/** What to do about a user whose name belongs to one who is deactivated: contract "yuuvis", section "Order for one user". */
export const onDisabledChoices = ['fail', 'enable', 'reclaim'] as const;
export type OnDisabled = (typeof onDisabledChoices)[number];

const rolesNote = "The roles of each kind of user, in place of the target's defaults.";

/**
 * yuuvis Momentum: an instance that the worker's configuration names. `tenant` is the tenant's name there, by default the
 * name it has here; `roles` and `groups` take the place of what each kind of user gets.
 */
export const YuuvisRef = z.strictObject({
  system: z.literal('yuuvis'),
  instance: Name,
  tenant: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'must be letters, digits, "-" and "_", at most 63 characters')
    .optional()
    .describe("The tenant's name in yuuvis; the name of the tenant when it is left out."),
  onDisabled: z
    .enum(onDisabledChoices)
    .optional()
    .describe('What becomes of a user whose name a deactivated one has; fail when it is left out.'),
  roles: z
    .strictObject({
      primary: entitlements.optional().describe('Roles of primary users.'),
      secondary: entitlements.optional().describe('Roles of secondary users.'),
    })
    .optional()
    .describe(rolesNote),
  groups: z
    .strictObject({
      primary: entitlements.optional().describe('Groups of primary users.'),
      secondary: entitlements.optional().describe('Groups of secondary users.'),
    })
    .optional()
    .describe('The groups of each kind of user; none when it is left out.'),
});
export type YuuvisRef = z.infer<typeof YuuvisRef>;
