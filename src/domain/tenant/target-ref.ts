import { z } from 'zod';

/** The target system names a tenant file may use. */
export const systems = ['mas', 'yuuvis', 'idmgmt'] as const;
export type System = (typeof systems)[number];

/** A name that may stand in workflow ids, addresses and search attributes: of a tenant, an instance, a workspace. */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and "-", at most 63 characters');

const masVersion = z
  .string()
  .regex(
    /^\d{1,2}\.\d{1,2}(?:\.x|\.\d{1,4}(?:-(?:pre|alpha|beta|rc)[0-9A-Za-z._-]{0,40})?)?$/,
    'must be a MAS version such as 9.0, 9.0.7, 9.1.x or 9.1.0-pre.8; the name of a channel, 9.1.x-stable, is none',
  );

/**
 * IBM Maximo Application Suite: an instance that the worker's configuration names, and a workspace in it. `version` says
 * which of the two ways to make users counts; without it that is found out.
 */
export const MasRef = z.strictObject({
  system: z.literal('mas'),
  instance: Name,
  workspace: Name,
  version: masVersion.optional(),
});
export type MasRef = z.infer<typeof MasRef>;

/** The name of a role or group in a target: printable, one line. */
const entitlement = z.string().regex(/^[^\p{C}\p{Z}](?:[^\p{C}]{0,253}[^\p{C}\p{Z}])?$/u, 'must be one line of text');
const entitlements = z.array(entitlement).max(100);

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
      primary: entitlement.optional().describe('The role of primary users.'),
      secondary: entitlement.optional().describe('The role of secondary users.'),
    })
    .optional()
    .describe(rolesNote),
});
export type IdmgmtRef = z.infer<typeof IdmgmtRef>;

/** Where a tenant's users go. It names a target; addresses and credentials are the worker's configuration. */
export const TargetRef = z.discriminatedUnion('system', [MasRef, YuuvisRef, IdmgmtRef]);
export type TargetRef = z.infer<typeof TargetRef>;

/** The references of each system. */
export interface TargetRefs {
  readonly mas: MasRef;
  readonly yuuvis: YuuvisRef;
  readonly idmgmt: IdmgmtRef;
}
