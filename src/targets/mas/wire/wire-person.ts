import { z } from 'zod';
import { ChildAction, oslcString } from './wire';

/*
 * The wire of users in MAS from 9.1, where Manage makes them: contract "MAS", section "MAS >= 9.1". A person
 * (`masperuser`) holds the user (`maxuser`). What we send is strict, what we read is loose. Nothing here does I/O.
 */

export const personRoutes = {
  people: '/maximo/api/os/masperuser',
  person: '/maximo/api/os/masperuser/{resource}',
} as const;

/** The id of MAS' own identity provider in `masuseridp`. */
export const localProviderId = 'local';

/** The status of a user who may log in, and of one who may not. */
export const active = 'ACTIVE';
export const inactive = 'INACTIVE';

/** What we want to see of a person; Manage leaves out what is empty. Inferred: IBM's client asks for none of it. */
const shown =
  'personid,displayname,primaryemail,maxuser{userid,status,groupuser{groupname},masuseridp{idpid},grpreassignauth{groupname}}';

/** Query parameters, unencoded. */
export const personQueries = {
  byUser: (id: string) => ({ lean: '1', 'oslc.select': shown, 'oslc.where': `user.userid=${oslcString(id)}` }),
  /** As IBM's client asks: Manage answers where the person is, and no more. */
  placeOfUser: (id: string) => ({ lean: '1', 'oslc.where': `user.userid=${oslcString(id)}` }),
  byPerson: (id: string) => ({
    lean: '1',
    'oslc.select': 'personid,displayname',
    'oslc.where': `personid=${oslcString(id)}`,
  }),
  create: { lean: '1' },
  merge: { lean: '1', ccm: '1' },
  allGroups: { ccm: '1', lean: '1', 'oslc.select': 'groupname' },
} as const;

/** Whether a version of MAS makes users through Manage. A pre-release of 9.1.0 does not yet; a channel `9.1.x` does. */
export function isFrom91(version: string): boolean {
  const [, major, minor, patch, preRelease] = /^(\d+)\.(\d+)(?:\.(\d+|x))?(-.+)?$/.exec(version) ?? [];
  const ahead = Number(major) - 9 || Number(minor) - 1;
  if (ahead !== 0) return ahead > 0;
  return preRelease === undefined || patch !== '0';
}

// What we send.

const GroupName = z.strictObject({ groupname: z.string() });

/** What is the same for every user of one kind: a plan's `account`. */
export const ManageAccount = z.strictObject({
  maxuser: z.strictObject({
    apikeyadmin: z.boolean(),
    idpadmin: z.boolean(),
    isauthorized: z.union([z.literal(0), z.literal(1)]),
    groupuser: z.array(GroupName).optional(),
  }),
});
export type ManageAccount = z.infer<typeof ManageAccount>;

const MaxUserDefinition = ManageAccount.shape.maxuser.extend({
  userid: z.string(),
  personid: z.string(),
  loginid: z.string(),
  owner: z.literal('local'),
  systemadmin: z.boolean(),
  status: z.literal(active),
});

/** Body of create. */
export const PersonDefinition = z.strictObject({
  personid: z.string(),
  primaryemailtype: z.literal('Work'),
  primaryemail: z.string(),
  primaryphone: z.string(),
  addressline1: z.string(),
  displayName: z.string(),
  maxuser: MaxUserDefinition,
});
export type PersonDefinition = z.infer<typeof PersonDefinition>;

export const LocalIdentity = z.strictObject({
  emailpassword: z.boolean(),
  idpid: z.literal(localProviderId),
  logintype: z.literal('0'),
  idploginid: z.string(),
  idptype: z.literal('local'),
  enabled: z.boolean(),
});

const NamedGroup = GroupName.extend({ _action: ChildAction });

/** Body of link, of group reassignment, and of what is taken away again. */
export const PersonMerge = z.strictObject({
  maxuser: z.strictObject({
    userid: z.string(),
    status: z.enum([active, inactive]).optional(),
    masuseridp: z.array(LocalIdentity).optional(),
    groupuser: z.array(NamedGroup).optional(),
    grpreassignauth: z.array(NamedGroup).optional(),
  }),
});
export type PersonMerge = z.infer<typeof PersonMerge>;

// What we read.

const NamedGroups = listOf(z.object({ groupname: z.string() }));

const MaxUser = z.object({
  userid: z.string().nullish(),
  status: z.string().nullish(),
  groupuser: NamedGroups,
  masuseridp: listOf(z.object({ idpid: z.string() })),
  grpreassignauth: NamedGroups,
});

/** A person with its user, which Manage may show as an object or as a list of one. */
export const Person = z.object({
  href: z.string().nullish(),
  personid: z.string().nullish(),
  displayname: z.string().nullish(),
  primaryemail: z.string().nullish(),
  maxuser: z.union([MaxUser, z.array(MaxUser).transform((users) => users[0])]).nullish(),
});
export type Person = z.infer<typeof Person>;

export const NamedGroupShown = z.object({ groupname: z.string() });

/** A list that may be left out; what of it has another shape is left out, too. */
function listOf<S extends z.ZodType>(entry: S) {
  return z
    .array(z.unknown())
    .nullish()
    .transform((all) => all?.flatMap((one) => entry.safeParse(one).data ?? []));
}
