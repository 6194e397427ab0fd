import { z } from 'zod';
import { enterpriseAttributes, urns } from '../../src/targets/scim/wire';

// What the service takes: RFC 7643 and RFC 7644, and nothing beyond what they name.

const text = z.string().min(1).max(255);
const name = z.string().max(255);

const known = z
  .array(z.enum([urns.user, urns.enterprise]))
  .min(1)
  .refine((schemas) => schemas.includes(urns.user) && new Set(schemas).size === schemas.length);

/** RFC 7643, section 3.3: an extension counts only where `schemas` names it. */
export const NewUserBody = z
  .strictObject({
    schemas: known,
    userName: text,
    name: z.strictObject({ givenName: name, familyName: name }).optional(),
    displayName: z.string().max(511).optional(),
    emails: z
      .array(
        z.strictObject({
          value: z.string().regex(/^[^\s@]+@[^\s@]+$/),
          type: name.optional(),
          primary: z.boolean().optional(),
        }),
      )
      .refine((emails) => emails.filter(({ primary }) => primary === true).length <= 1)
      .optional(),
    active: z.boolean().default(true),
    [urns.enterprise]: z.partialRecord(z.enum(enterpriseAttributes), text).optional(),
  })
  .refine((body) => (body[urns.enterprise] !== undefined) === body.schemas.includes(urns.enterprise));
export type NewUserBody = z.infer<typeof NewUserBody>;

export const NewGroupBody = z.strictObject({ schemas: z.tuple([z.literal(urns.group)]), displayName: text });

const Operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), path: text, value: z.unknown() }),
  z.strictObject({ op: z.literal('replace'), path: text, value: z.unknown() }),
  z.strictObject({ op: z.literal('remove'), path: text }),
]);
export type Operation = z.infer<typeof Operation>;

/** RFC 7644, section 3.5.2. */
export const PatchBody = z.strictObject({
  schemas: z.tuple([z.literal(urns.patch)]),
  Operations: z.array(Operation).min(1),
});

/** Values that are added to a list. */
export const Values = z.array(z.strictObject({ value: text })).min(1);
