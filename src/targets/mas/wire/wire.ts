import { z } from 'zod';

/*
 * The wire of MAS below 9.1: contract "MAS", section "Calls". What we send is strict, what we read is loose: only the
 * fields we use are kept. Nothing here does I/O, so the simulator speaks from the same page.
 */

/** Path templates. A `{name}` is filled with one encoded path part. */
export const routes = {
  login: '/logininitial',
  users: '/v3/users',
  user: '/v3/users/{id}',
  localIdentity: '/v3/users/{id}/idps/local',
  userWorkspaces: '/v3/users/{id}/workspaces',
  workspaceUser: '/workspaces/{workspace}/users/{id}',
  applications: '/workspaces/{workspace}/applications',
  application: '/workspaces/{workspace}/applications/{application}',
  applicationUser: '/workspaces/{workspace}/applications/{application}/users/{id}',
  manageApiKeys: '/maximo/api/os/mxapiapikey',
  manageApiKey: '/maximo/api/os/mxapiapikey/{key}',
  manageGroups: '/maximo/api/os/mxapigroup',
  manageGroup: '/maximo/api/os/mxapigroup/{group}',
  manageGroupUsers: '/maximo/api/os/mxapigroup/{group}/groupuser',
} as const;

/** Header names: the core API's token, the Manage API's key, and the two that turn a POST into a merging PATCH. */
export const headers = {
  accessToken: 'x-access-token',
  apiKey: 'apikey',
  methodOverride: 'x-method-override',
  patchType: 'patchtype',
} as const;

/** Manage understands a POST with these as a PATCH that merges lists. */
export const mergeHeaders = { [headers.methodOverride]: 'PATCH', [headers.patchType]: 'MERGE' } as const;

/** Codes in error bodies that mean something to us. */
export const errorCodes = {
  /** 409 on create: the id is taken, or the e-mail is another user's secondary address. */
  duplicateUser: 'AIUCO1005E',
  /** On create: id, user name or address were a deleted user's (IBM support, node 7085329). */
  deletedUser: 'AIUCO1026E',
  /** The superuser may not do it. */
  notAuthorised: 'AIUCO1003E',
  /** 400 on creating an API key: the user has one already. */
  apiKeyExists: 'BMXAA10051E',
  /** 400: no access to the object structure (IBM support, "BMXAA9301E"). */
  noObjectStructure: 'BMXAA9301E',
  /** The action is not allowed on the object (IBM support, node 7149861). */
  noAction: 'BMXAA0024E',
} as const;

/** The name of MAS' own identity provider in `identities` of a user. */
export const localIdentityProvider = '_local';

const lean = { ccm: '1', lean: '1' } as const;

/** A string literal of an OSLC `where` clause; `"` and `\` are escaped by a backslash. */
export function oslcString(value: string): string {
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Query parameters, unencoded. */
export const queries = {
  login: { verify: 'False' },
  /** Checks the user and creates none: IBM's "Maximo Application Suite Admin APIs 9.0.x", "Add new user". */
  validate: { validate: 'true' },
  linkLocal: { emailPassword: 'true' },
  manageWrite: lean,
  manageApiKeys: (user: string) => ({ ...lean, 'oslc.select': '*', 'oslc.where': `userid=${oslcString(user)}` }),
  manageGroups: (group: string) => ({
    ...lean,
    'oslc.select': 'maxgroupid',
    'oslc.where': `groupname=${oslcString(group)}`,
  }),
  manageGroupUsers: (user: string) => ({ lean: '1', 'oslc.where': `userid=${oslcString(user)}` }),
  addToGroup: { lean: '1' },
} as const;

// What we send.

export const LoginBody = z.strictObject({ username: z.string(), password: z.string() });

export const Permissions = z.strictObject({
  systemAdmin: z.boolean(),
  userAdmin: z.boolean(),
  apikeyAdmin: z.boolean(),
});

export const Entitlement = z.strictObject({
  application: z.enum(['PREMIUM', 'BASE']),
  admin: z.enum(['ADMIN_BASE', 'NONE']),
  alwaysReserveLicense: z.boolean(),
});

/** What is the same for every user of one kind: a plan's `account`. */
export const Account = z.strictObject({ permissions: Permissions, entitlement: Entitlement });
export type Account = z.infer<typeof Account>;

/** Body of create and update user. */
export const UserDefinition = z.strictObject({
  id: z.string(),
  status: z.strictObject({ active: z.boolean() }),
  username: z.string(),
  owner: z.literal('local'),
  emails: z.array(z.strictObject({ value: z.string(), type: z.literal('Work'), primary: z.boolean() })),
  phoneNumbers: z.array(z.never()),
  addresses: z.array(z.never()),
  displayName: z.string(),
  issuer: z.literal('local'),
  permissions: Permissions,
  entitlement: Entitlement,
  givenName: z.string(),
  familyName: z.string(),
});
export type UserDefinition = z.infer<typeof UserDefinition>;

export const DisplayNameBody = z.strictObject({ displayName: z.string() });
export type DisplayNameBody = z.infer<typeof DisplayNameBody>;
export const LinkLocalBody = z.strictObject({ idpUserId: z.string() });
export const JoinWorkspaceBody = z.strictObject({ permissions: z.strictObject({ workspaceAdmin: z.boolean() }) });
export const ApplicationRoleBody = z.strictObject({ role: z.string() });
export type ApplicationRoleBody = z.infer<typeof ApplicationRoleBody>;
export const CreateApiKeyBody = z.strictObject({ expiration: z.literal(-1), userid: z.string() });

/**
 * Takes a child out of a list that is merged; without it the child is put in. IBM's "Maximo REST API Guide", "Create and
 * update resources": child objects are deleted by an update of their resource.
 */
export const ChildAction = z.literal('Delete').optional();

/** Members to be added to a security group, or taken out of it. */
export const GroupMembersBody = z.strictObject({
  groupuser: z.array(z.strictObject({ userid: z.string(), _action: ChildAction })),
});
export type GroupMembersBody = z.infer<typeof GroupMembersBody>;

// What we read.

export const LoginAnswer = z.object({ token: z.string().min(1) });

/** A user. `identities` is keyed by identity provider, `applications` by application. */
export const User = z.object({
  id: z.string().nullish(),
  username: z.string().nullish(),
  displayName: z.string().nullish(),
  givenName: z.string().nullish(),
  familyName: z.string().nullish(),
  emails: z.array(z.object({ value: z.string().nullish(), primary: z.boolean().nullish() })).nullish(),
  status: z.object({ active: z.boolean().nullish() }).nullish(),
  permissions: z.record(z.string(), z.unknown()).nullish(),
  entitlement: z.record(z.string(), z.unknown()).nullish(),
  identities: z.record(z.string(), z.unknown()).nullish(),
  applications: z
    .record(z.string(), z.object({ sync: z.object({ state: z.string().nullish() }).nullish() }).nullish())
    .nullish(),
});
export type User = z.infer<typeof User>;

/** A workspace's applications: one without a name is no answer, for users would silently get no role there. */
export const ApplicationList = z.array(z.object({ id: z.string() }));

/** A user with all that MAS shows of it, to be sent back with one thing changed. */
export const WholeUser = z.looseObject({ status: z.looseObject({ active: z.boolean().nullish() }).nullish() });

const UserWorkspace = z.object({
  id: z.string(),
  permissions: z.object({ workspaceAdmin: z.boolean().nullish() }).nullish().catch(undefined),
});

/** A user's workspaces, with its standing where MAS tells it; what has no id is left out, as IBM's client does. */
export const UserWorkspaces = z
  .array(z.unknown())
  .nullable()
  .transform((all) => (all ?? []).flatMap((one) => UserWorkspace.safeParse(one).data ?? []));
export type UserWorkspaces = z.infer<typeof UserWorkspaces>;

/** An application's state, mostly without an id; it is usable only when both are true, and either may be missing. */
export const ApplicationState = z.object({
  ready: z.boolean().nullish(),
  available: z.boolean().nullish(),
});
export type ApplicationState = z.infer<typeof ApplicationState>;

export const ApplicationPermission = z.object({ role: z.string().nullish() });
export type ApplicationPermission = z.infer<typeof ApplicationPermission>;

/** JSON of which only its being an object, or a list of them, is looked at and nothing is kept: the answer to linking holds a generated token. */
export const AnyObject = z.union([z.object({}), z.array(z.object({}))]);

/** Members of Manage's lists, each by itself: one that says nothing we use is no reason to refuse the others. */
export const ManageApiKey = z.object({
  apikey: z.string().nullish(),
  userid: z.string().nullish(),
  href: z.string().nullish(),
});

export const ManageGroup = z.object({ maxgroupid: z.union([z.string(), z.number()]) });

/** A member of a group; Manage tells who it is only when asked to. */
export const ManageMember = z.object({ userid: z.string().nullish() });

/** Error bodies: the core API's (`exception.message` is a code, or `message` begins with one) and Manage's. */
export const ErrorBody = z.object({
  message: z.string().nullish().catch(undefined),
  exception: z.object({ message: z.string().nullish(), id: z.string().nullish() }).nullish().catch(undefined),
  Error: z.object({ reasonCode: z.string().nullish(), message: z.string().nullish() }).nullish().catch(undefined),
});

/** The id of a resource of Manage: the last part of its `href`, whatever its form is; `undefined` when that is empty. */
export function resourceId(href: string): string | undefined {
  const [path = ''] = href.split(/[?#]/);
  const last = path.split('/').at(-1) ?? '';
  return last === '' ? undefined : decoded(last);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether Manage means the same id: it may store ids in upper case. */
export function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
