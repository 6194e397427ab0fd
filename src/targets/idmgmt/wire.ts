import { z } from 'zod';

/*
 * The wire of IBM's identity management: contract "idmgmt". What we read is loose; of a team everything is kept as it
 * came, for a PUT replaces all of it. Nothing here does I/O, so the simulator speaks from the same page.
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

/** Errors may come as text that begins so, even with status 200. */
export const isErrorText = (text: string): boolean => /^\s*error/i.test(text);

const Words = z.string().refine((text) => !isErrorText(text), 'is an error in words');

/** `expires_in` is in seconds. */
export const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() });

/** A person of the directory. */
export const DirectoryUser = z.object({
  userId: z.string().min(1),
  directoryId: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
  userBaseDN: z.string().nullish(),
});
export type DirectoryUser = z.infer<typeof DirectoryUser>;
export const DirectoryList = z.array(DirectoryUser);

export const Account = DirectoryUser.extend({ url: z.string().nullish() });
export type Account = z.infer<typeof Account>;

/** A JSON string: `"ClusterAdministrator"`. */
export const HighestRole = Words;

export const TeamResources = z.array(
  z.object({
    crn: z.string(),
    serviceName: z.string().nullish(),
    region: z.string().nullish(),
    namespaceId: z.string().nullish(),
  }),
);
export type TeamResources = z.infer<typeof TeamResources>;

/** A JSON string: `"Count: 1"`; 0 says that there was none. */
export const DeletedCount = z.string().regex(/^Count: \d{1,9}$/);

const TeamMember = z.looseObject({
  userId: z.string(),
  roles: z.array(z.looseObject({ id: z.string() })).nullish(),
});
export type TeamMember = z.infer<typeof TeamMember>;

/** A team, with whatever else the far side knows of it. */
export const Team = z.looseObject({
  teamId: z.string(),
  type: z.string().nullish(),
  users: z.array(TeamMember),
  usergroups: z.array(z.unknown()).nullish(),
  serviceids: z.array(z.unknown()).nullish(),
});
export type Team = z.infer<typeof Team>;
export const TeamList = z.array(z.looseObject({ teamId: z.string(), users: z.array(TeamMember).nullish() }));
export type TeamList = z.infer<typeof TeamList>;

/** The type of teams that are never changed. */
export const systemTeam = 'System';

/** Body of a POST: a team without members. */
export function newTeam(team: string) {
  return { teamId: team, name: team, users: [], usergroups: [], serviceids: [] };
}

/** What a write answers isn't said: anything but an error in words. */
export const WriteAnswer = z.union([Words, z.looseObject({}), z.undefined()]);
