import { z } from 'zod';
import { SecretReference } from '../../domain/tenant/secret-reference';
import { Entitlement, Name } from '../../domain/tenant/target-ref';
import type { ServicePlace } from '../connection/service';

const RealmName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'must be letters, digits, "-" and "_", at most 63 characters');

/** One Keycloak in the worker configuration. */
export const KeycloakSettings = z.strictObject({
  /** With the path under which the realms are (`/auth` in older ones). */
  address: z.url({ protocol: /^https$/, error: 'must be an https:// address' }),
  account: z
    .strictObject({
      /** The realm that the account is in: `master`, or the one it administers. */
      realm: RealmName.default('master'),
      /** Whom Keycloak knows the worker as. Without a `user`, it logs in as itself (client credentials). */
      client: z
        .strictObject({ id: z.string().min(1), secret: SecretReference.optional() })
        .default({ id: 'admin-cli' }),
      /** The account that the worker logs in as (password). */
      user: z.strictObject({ username: SecretReference, password: SecretReference }).optional(),
    })
    .refine(({ client, user }) => client.secret !== undefined || user !== undefined, {
      error: 'name client.secret (client credentials) or user (password)',
      path: ['client'],
    }),
  /** Without it, the public CAs. */
  ca: SecretReference.optional(),
  requestsPerSecond: z.number().positive().max(10_000).default(50),
  // Below the grace of a worker that shuts down (20 s), so that a request under way can end.
  requestTimeoutMs: z.int().min(100).max(15_000).default(10_000),
});
export type KeycloakSettings = z.infer<typeof KeycloakSettings>;

export function placeOf({ address, ca }: KeycloakSettings): ServicePlace {
  return { baseUrl: address, ...(ca === undefined ? {} : { ca }) };
}

/** What to do about a user of the file who is there, and disabled. */
export const onDisabledChoices = ['enable', 'fail'] as const;

/** What of a record the identity provider knows the person by. */
export const subjects = ['id', 'email'] as const;

/** A value for each kind of user. */
function forEachKind<S extends z.ZodType>(schema: S, what: string) {
  return z
    .strictObject({
      primary: schema.optional().describe(`${what} of primary users.`),
      secondary: schema.optional().describe(`${what} of secondary users.`),
    })
    .optional()
    .describe(`${what} of each kind of user; none when it is left out.`);
}

const names = z.array(Entitlement).max(100);
const GroupPath = Entitlement.regex(/^(?:\/[^/]+)+$/, 'must be a path of names, such as /tenants/acme');

/**
 * Keycloak: an instance that the worker's configuration names. `realm` is where the tenant's users live, by default the one
 * of the tenant's name.
 */
export const KeycloakRef = z.strictObject({
  system: z.literal('keycloak'),
  instance: Name,
  realm: RealmName.optional().describe("The realm; the one of the tenant's name when it is left out."),
  onDisabled: z
    .enum(onDisabledChoices)
    .optional()
    .describe('What becomes of a user of the file who is disabled; enable when it is left out.'),
  emailVerified: z
    .boolean()
    .optional()
    .describe('Whether the addresses of new users count as verified; false when it is left out.'),
  requiredActions: forEachKind(names, 'What Keycloak asks at the first log-in (UPDATE_PASSWORD, VERIFY_EMAIL),'),
  identityProviders: z
    .array(
      z.strictObject({
        alias: Entitlement.describe('The alias of the identity provider.'),
        userId: z.enum(subjects).optional().describe('What it knows the person by: id (by default) or email.'),
      }),
    )
    .max(20)
    .optional()
    .describe('Identity providers that users are linked to.'),
  organization: Entitlement.optional().describe('The name of the organization that users become members of.'),
  roles: forEachKind(names, 'Realm roles'),
  clientRoles: forEachKind(z.record(Entitlement, names), 'Roles of clients, by client id,'),
  groups: forEachKind(z.array(GroupPath).max(100), 'Groups, by path,'),
});
export type KeycloakRef = z.infer<typeof KeycloakRef>;
