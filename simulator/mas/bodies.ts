import { z } from 'zod';
import { UserDefinition as SentUserDefinition } from '../../src/targets/mas/wire/wire';
import { PersonDefinition as SentPersonDefinition } from '../../src/targets/mas/wire/wire-person';

// What MAS accepts. Wider than what our own client sends, and with the limits of MAS' fields (design, section 6).

const roles = ['ADMIN', 'USER', 'MANAGEUSER', 'PREMIUM', 'LIMITED', 'BASE', 'NONE'] as const;

const Entitlement = z.strictObject({
  application: z.enum(['PREMIUM', 'LIMITED', 'BASE', 'NONE']),
  admin: z.enum(['ADMIN_PREMIUM', 'ADMIN_BASE', 'NONE']),
  alwaysReserveLicense: z.boolean(),
});

const Address = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address');
const DisplayName = z.string().max(82);

/** A user as `POST /v3/users` takes it. */
export const UserDefinition = SentUserDefinition.extend({
  id: z.string().min(1).max(100),
  username: z.string().min(1).max(100),
  emails: z
    .array(z.strictObject({ value: Address, type: z.literal('Work'), primary: z.boolean() }))
    .refine((emails) => emails.filter((email) => email.primary).length === 1, 'must hold one primary address'),
  displayName: DisplayName,
  entitlement: Entitlement,
  givenName: z.string().max(30),
  familyName: z.string().max(50),
});
export type UserDefinition = z.infer<typeof UserDefinition>;

/** `PUT` takes a whole definition; what only MAS writes may come along, as it was read, and is ignored. */
export const UserUpdate = UserDefinition.extend({
  identities: z.unknown().optional(),
  workspaces: z.unknown().optional(),
  applications: z.unknown().optional(),
}).transform(({ identities: _identities, workspaces: _workspaces, applications: _applications, ...definition }) => {
  return definition;
});

export const DisplayNameUpdate = z.strictObject({ displayName: DisplayName.min(1) });

export const RoleBody = z.strictObject({ role: z.enum(roles) });

const SentMaxUser = SentPersonDefinition.shape.maxuser;

/** A person as `POST masperuser` takes it. Without `maxuser` the person has no user. */
export const PersonDefinition = SentPersonDefinition.extend({
  personid: z.string().min(1).max(100),
  primaryemail: Address,
  displayName: DisplayName,
  maxuser: SentMaxUser.extend({ userid: z.string().min(1).max(100), loginid: z.string().min(1).max(100) }).optional(),
}).refine(({ personid, maxuser }) => maxuser === undefined || maxuser.personid === personid, {
  error: 'must be of the person',
  path: ['maxuser', 'personid'],
});
export type PersonDefinition = z.infer<typeof PersonDefinition>;
