import { z } from 'zod';

// What goes over the wire, without I/O: RFC 7643 (schemas), RFC 7644 (protocol), RFC 9865 (cursors). Answers are read loosely.

export const mediaType = 'application/scim+json';

/** Paths below the base address. */
export const routes = {
  config: '/ServiceProviderConfig',
  schemas: '/Schemas',
  users: '/Users',
  user: '/Users/{id}',
  groups: '/Groups',
  group: '/Groups/{id}',
} as const;

export const urns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const;

/** Attributes of the enterprise extension that are the same for all users of a kind: RFC 7643, section 4.3. */
export const enterpriseAttributes = ['costCenter', 'organization', 'division', 'department'] as const;
export type Enterprise = Readonly<Record<string, string>>;

const text = z.string().nullish();
const Meta = z.object({ version: text, created: text }).nullish();

/** A value of a multi-valued attribute; some systems show plain texts. */
const Valued = z.union([
  z.object({ value: z.string(), display: text, type: text, primary: z.boolean().nullish() }),
  z.string().transform((value) => ({ value, display: undefined, type: undefined, primary: undefined })),
]);
const valued = z.array(Valued).nullish();

const EnterpriseShown = z.object({ costCenter: text, organization: text, division: text, department: text });

/** RFC 7643, section 4.1. Only `active: false` says that a user is disabled: absent is not. */
export const ScimUser = z.object({
  id: z.string().min(1),
  userName: z.string().min(1),
  name: z.object({ givenName: text, familyName: text }).nullish(),
  displayName: text,
  active: z.boolean().nullish(),
  emails: valued,
  roles: valued,
  groups: valued,
  [urns.enterprise]: EnterpriseShown.nullish(),
  meta: Meta,
});
export type ScimUser = z.infer<typeof ScimUser>;

export const ScimGroup = z.object({ id: z.string().min(1), displayName: text, meta: Meta });
export type ScimGroup = z.infer<typeof ScimGroup>;

/** A group asked for its members alone; without any it has none (RFC 7643, section 2.5). */
export const GroupMembers = z.object({ id: z.string().min(1), members: valued });

/** What a PATCH or a POST answers at least, when it answers anything. */
export const Written = z.object({ id: z.string().min(1) });

/** RFC 7644, section 3.4.2; `Resources` may be absent when there are none. `nextCursor`: RFC 9865. */
export const Page = z
  .object({
    totalResults: z.int().nonnegative().nullish(),
    nextCursor: text,
    Resources: z.array(z.unknown()).nullish(),
  })
  // An answer that says neither is no empty list.
  .refine(({ totalResults, Resources }) => typeof totalResults === 'number' || Array.isArray(Resources));

/** What a listed user or group is known by; whoever has neither is nobody we look for. */
export const Listed = z.object({ id: z.string().min(1), userName: text, displayName: text, meta: Meta });

const Supported = z.object({ supported: z.boolean() });

/** RFC 7643, section 5, and RFC 9865, section 4. */
export const ProviderConfig = z.object({
  patch: Supported,
  filter: Supported,
  etag: Supported.nullish(),
  pagination: z
    .object({
      cursor: z.boolean(),
      index: z.boolean(),
      defaultPaginationMethod: z.string().nullish(),
      maxPageSize: z.int().positive().nullish(),
    })
    .nullish(),
});
export type ProviderConfig = z.infer<typeof ProviderConfig>;

export const SchemaShown = z.object({
  id: z.string(),
  attributes: z.array(z.object({ name: z.string() })).nullish(),
});

/** The body of a POST: RFC 7644, section 3.3. */
export interface NewUser {
  readonly schemas: readonly string[];
  readonly userName: string;
  readonly name: { readonly givenName: string; readonly familyName: string };
  readonly displayName: string;
  readonly emails: readonly { readonly value: string; readonly type: 'work'; readonly primary: true }[];
  readonly active: true;
  readonly [urns.enterprise]?: Enterprise;
}

/** One operation of a PATCH: RFC 7644, section 3.5.2. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: boolean | readonly { readonly value: string }[];
}

export function patchOf(operation: PatchOperation): object {
  return { schemas: [urns.patch], Operations: [operation] };
}

/** `attribute eq "value"`; the value is a JSON string: RFC 7644, section 3.4.2.2. */
export function equals(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`;
}

/** RFC 7644, section 3.12, and RFC 9865, section 2.3: the words that an error may hold. */
export const scimTypes = [
  ...['invalidFilter', 'tooMany', 'uniqueness', 'mutability', 'invalidSyntax', 'invalidPath', 'noTarget'],
  ...['invalidValue', 'invalidVers', 'sensitive', 'invalidCursor', 'expiredCursor', 'invalidCount'],
] as const;

export const ErrorBody = z.object({ scimType: text, error: text });

/** RFC 6749, section 5.1; `expires_in` is in seconds, and may be absent. */
export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().nullish(),
});
