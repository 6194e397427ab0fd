import { z } from 'zod';
import { SecretReference } from '../../domain/tenant/secret-reference';
import { ProxySetting } from '../connection/proxy-setting';
import type { ServicePlace } from '../connection/service';
import { onDisabledChoices, onReturnChoices } from './accounts/choices';
import { sections } from './wire/wire';
import { Entitlement, Name } from '../../domain/tenant/target-ref';

const address = z.url({ protocol: /^https$/, error: 'must be an https:// address' });

/** One yuuvis in the worker configuration: contract "yuuvis", section "Endpoints". Nothing has an in-cluster default. */
export const YuuvisSettings = z
  .strictObject({
    /** `https://{host}`, without the path of the Tenant Management API. */
    api: address,
    /** Where Keycloak is, with the path under which it has its realms (older ones: `/auth`). */
    keycloak: address,
    realm: z.string().min(1),
    /** `system`: any tenant, for a system integrator; `admin`: the tenant of the account alone. */
    section: z.enum(sections),
    /** Whom Keycloak knows the worker as. Without a `user`, it logs in as itself (client credentials). */
    client: z.strictObject({ id: z.string().min(1), secret: SecretReference.optional() }),
    /** The account that the worker logs in as (password). */
    user: z.strictObject({ username: SecretReference, password: SecretReference }).optional(),
    /** The CA of both services; without it, the public ones. */
    ca: SecretReference.optional(),
    /** The proxy on the way to both services; none when absent, whatever the environment says. */
    proxy: ProxySetting.optional(),
    requestsPerSecond: z.number().positive().max(10_000).default(50),
    // Below the grace of a worker that shuts down (20 s), so that a request under way can end.
    requestTimeoutMs: z.int().min(100).max(15_000).default(10_000),
  })
  .refine(({ client, user }) => client.secret !== undefined || user !== undefined, {
    error: 'name client.secret (client credentials) or user (password)',
    path: ['client'],
  });
export type YuuvisSettings = z.infer<typeof YuuvisSettings>;

export interface YuuvisPlaces {
  readonly api: ServicePlace;
  readonly keycloak: ServicePlace;
}

export function placesOf({ api, keycloak, ca, proxy }: YuuvisSettings): YuuvisPlaces {
  const way = { proxy, ...(ca === undefined ? {} : { ca }) };
  return { api: { baseUrl: api, ...way }, keycloak: { baseUrl: keycloak, ...way } };
}

const entitlements = z.array(Entitlement).max(100);

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
  onReturn: z
    .enum(onReturnChoices)
    .optional()
    .describe('What becomes of a user whom an offboarding disabled, and who comes back; enable when it is left out.'),
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
