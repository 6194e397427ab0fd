import { z } from 'zod';
import { SecretReference } from '../../domain/tenant/secret-reference';
import { Entitlement, Name } from '../../domain/tenant/target-ref';
import type { ServicePlace } from '../connection/service';
import { enterpriseAttributes } from './wire';

const address = z
  .url({ protocol: /^https$/, error: 'must be an https:// address' })
  .refine((url) => !/[?#]/.test(url), 'must have neither query nor fragment');

/** Credentials of an OAuth client (RFC 6749, section 4.4), sent as HTTP Basic. */
const Client = z.strictObject({
  /** Where tokens are handed out. */
  tokenAddress: address,
  id: SecretReference,
  secret: SecretReference,
  scope: z.string().min(1).optional(),
});

/** One SCIM 2.0 service in the worker configuration: its base address, and a bearer token or a client that gets tokens. */
export const ScimSettings = z
  .strictObject({
    /** Below it are `/Users` and `/Groups`: `https://id.example.com/scim/v2`. */
    address,
    token: SecretReference.optional(),
    client: Client.optional(),
    /** The CA of both services; without it, the public ones. */
    ca: SecretReference.optional(),
    requestsPerSecond: z.number().positive().max(10_000).default(50),
    // Below the grace of a worker that shuts down (20 s), so that a request under way can end.
    requestTimeoutMs: z.int().min(100).max(15_000).default(10_000),
  })
  .refine(({ token, client }) => (token === undefined) !== (client === undefined), {
    error: 'name either token or client',
    path: ['token'],
  });
export type ScimSettings = z.infer<typeof ScimSettings>;
export type ScimClient = z.infer<typeof Client>;

export function placeOf(baseUrl: string, { ca }: Pick<ScimSettings, 'ca'>): ServicePlace {
  return { baseUrl, ...(ca === undefined ? {} : { ca }) };
}

const entitlements = z.array(Entitlement).max(100);
const enterprise = z.partialRecord(z.enum(enterpriseAttributes), Entitlement);

/** What becomes of a user in the list who is there and disabled. */
export const onDisabledChoices = ['enable', 'fail'] as const;
export const missingGroupsChoices = ['fail', 'create'] as const;

/** A SCIM 2.0 service that the worker's configuration names. */
export const ScimRef = z.strictObject({
  system: z.literal('scim'),
  instance: Name,
  onDisabled: z
    .enum(onDisabledChoices)
    .optional()
    .describe('What becomes of a user who is there and disabled; enable when it is left out.'),
  groups: z
    .strictObject({
      primary: entitlements.optional().describe('Groups of primary users.'),
      secondary: entitlements.optional().describe('Groups of secondary users.'),
    })
    .optional()
    .describe('The groups of each kind of user, by displayName; none when it is left out.'),
  missingGroups: z
    .enum(missingGroupsChoices)
    .optional()
    .describe('What becomes of a group that is not there; fail when it is left out.'),
  roles: z
    .strictObject({
      primary: entitlements.optional().describe('Roles of primary users.'),
      secondary: entitlements.optional().describe('Roles of secondary users.'),
    })
    .optional()
    .describe("Values of the user's attribute roles; none when it is left out."),
  enterprise: z
    .strictObject({
      primary: enterprise.optional().describe('Enterprise attributes of primary users.'),
      secondary: enterprise.optional().describe('Enterprise attributes of secondary users.'),
    })
    .optional()
    .describe('Attributes of the enterprise extension that new users get; none when it is left out.'),
});
export type ScimRef = z.infer<typeof ScimRef>;
