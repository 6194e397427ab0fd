import { z } from 'zod';

/*
 * The wire of IBM's identity management: contract "idmgmt". What we read is loose; of a team everything is kept as it
 * came, for a PUT replaces all of it. Nothing here does I/O, so the simulator speaks from the same page.
 * The calls about users are IBM's page on user management (IBM Cloud Private 3.1.0, api-user-management); those about teams
 * its page on team management (foundational services 3.23, apis-team-management); the log-in stands in IBM's public scripts.
 */

const api = '/idmgmt/identity/api/v1';

/** Path templates. A `{name}` is filled with one encoded path part. */
export const routes = {
  token: '/idprovider/v1/auth/identitytoken',
  users: `${api}/users`,
  user: `${api}/users/{user}`,
  account: `${api}/users/{user}/getAccounts`,
  highestRole: `${api}/users/{user}/getHighestRole`,
  teamResources: `${api}/users/{user}/getTeamResources`,
  teams: `${api}/teams`,
  team: `${api}/teams/{team}`,
} as const;

/** The form of a log-in, but for name and password. */
export const loginForm = { grant_type: 'password', scope: 'openid' } as const;

const rolePrefix = 'crn:v1:icp:private:iam::::role:';

/** The roles there are. */
export const roles = [
  'ClusterAdministrator',
  'CloudPakAdministrator',
  'AccountAdministrator',
  'Administrator',
  'Operator',
  'Editor',
  'Auditor',
  'Viewer',
] as const;

/** The role's CRN: `crn:v1:icp:private:iam::::role:Viewer`; a CRN stays what it is. */
export function roleCrn(role: string): string {
  return role.startsWith('crn:') ? role : `${rolePrefix}${role}`;
}

/** The role's name: `Viewer`. */
export function roleName(role: string): string {
  return role.slice(role.lastIndexOf(':') + 1);
}

/** Errors may come as text that begins so, even with status 200. */
export const isErrorText = (text: string): boolean => /^\s*error/i.test(text);

const Words = z.string().refine((text) => !isErrorText(text), 'is an error in words');

/** `expires_in` is in seconds. */
export const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() });

/** A field that is used where it is there. */
const maybe = z.string().nullish().catch(undefined);

/** A person whom the cluster knows. */
export const DirectoryUser = z.object({
  userId: z.string().min(1),
  directoryId: maybe,
  firstName: maybe,
  lastName: maybe,
  email: maybe,
  userBaseDN: maybe,
});
export type DirectoryUser = z.infer<typeof DirectoryUser>;

/** Somebody without an id can be nobody's: left out. A list of nothing else is no listing; `null` is an empty one. */
export const DirectoryList = z
  .array(z.unknown())
  .nullable()
  .transform((entries, context): DirectoryUser[] => {
    const users = (entries ?? [])
      .map((entry) => DirectoryUser.safeParse(entry).data)
      .filter((user) => user !== undefined);
    if (users.length === 0 && (entries ?? []).length > 0) context.addIssue('holds no users');
    return users;
  });

export const Account = DirectoryUser.extend({ url: maybe });
export type Account = z.infer<typeof Account>;

/** A JSON string: `"ClusterAdministrator"`. */
export const HighestRole = Words;

export const TeamResources = z
  .array(z.object({ crn: z.string(), serviceName: maybe, region: maybe, namespaceId: maybe }))
  .nullable()
  .transform((resources) => resources ?? []);
export type TeamResources = z.infer<typeof TeamResources>;

/** A JSON string: `"Count: 1"`; 0 says that there was none. */
export const DeletedCount = z.string().regex(/^Count: \d{1,9}$/);

/** Somebody in a team, with whatever else the far side holds of it. */
export const TeamMember = z.looseObject({ userId: z.string() });
export type TeamMember = z.infer<typeof TeamMember>;

const MemberRoles = z.array(z.object({ id: z.string() }).optional().catch(undefined));

/** The CRNs of the roles that a member has. */
export function roleIdsOf({ roles }: TeamMember): string[] {
  return (MemberRoles.safeParse(roles).data ?? []).flatMap((role) => role?.id ?? []);
}

const List = z.array(z.unknown()).nullish();

/**
 * A team, with whatever else the far side knows of it. `strangers` are entries of `users` that are nobody's whom we could
 * mean: a PUT writes them back. An absent list of users is no empty one; `null` is.
 */
export interface Team {
  readonly teamId: string;
  readonly type?: string | null | undefined;
  readonly users: readonly TeamMember[];
  readonly strangers: readonly unknown[];
  readonly usergroups?: readonly unknown[] | null | undefined;
  readonly serviceids?: readonly unknown[] | null | undefined;
  readonly [other: string]: unknown;
}

export const Team = z
  .looseObject({
    teamId: z.string(),
    type: z.string().nullish(),
    users: z.array(z.unknown()).nullable(),
    usergroups: List,
    serviceids: List,
  })
  .transform(({ users, ...team }): Team => {
    const members = (users ?? []).map((entry) => ({ entry, member: TeamMember.safeParse(entry).data }));
    return {
      ...team,
      users: members.map(({ member }) => member).filter((member) => member !== undefined),
      strangers: members.filter(({ member }) => member === undefined).map(({ entry }) => entry),
    };
  });
export const TeamList = z
  .array(Team)
  .nullable()
  .transform((teams): TeamList => teams ?? []);
export type TeamList = readonly Team[];

/** The body of a PUT: all that the team holds. */
export function wholeTeam({ strangers, users, usergroups, serviceids, ...team }: Team) {
  return { ...team, users: [...users, ...strangers], usergroups: usergroups ?? [], serviceids: serviceids ?? [] };
}

/** The type of teams that are never changed. */
export const systemTeam = 'System';

/** Body of a POST: a team without members. */
export function newTeam(team: string) {
  return { teamId: team, name: team, users: [], usergroups: [], serviceids: [] };
}

/** What a write answers isn't said: anything but an error in words. */
export const WriteAnswer = z.union([Words, z.looseObject({}), z.undefined()]);
