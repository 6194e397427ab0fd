import { z } from 'zod';

/** The target system names a tenant file may use. */
export const systems = ['mas'] as const;
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

/** Where a tenant's users go. It names a target; addresses and credentials are the worker's configuration. */
export const TargetRef = z.discriminatedUnion('system', [MasRef]);
export type TargetRef = z.infer<typeof TargetRef>;

/** The longest values a system takes, in characters. MAS: design section 6. */
export const fieldLimits = {
  mas: { id: 100, displayName: 82, givenName: 30, familyName: 50 },
} as const satisfies Record<System, Record<'id' | 'displayName' | 'givenName' | 'familyName', number>>;
