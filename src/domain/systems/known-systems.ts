// Written by `npm run facts` from src/targets/*/facts.ts: what is known of each target system without its code.
import type { FailureFact } from './failure-fact';
import type { SystemFacts } from './system-facts';

type Facts = Omit<SystemFacts, 'name' | 'failures'>;

export const knownSystems = {
  mas: {
    part: { field: 'workspace' },
    options: {
      workspace: { written: '--workspace <name>', help: 'workspace in it (MAS)', usual: 'ws1' },
      version: { written: '--mas-version <version>', help: 'version of MAS, such as 9.0 or 9.1.x; default: found out' },
    },
    limits: { id: 100, displayName: 82, givenName: 30, familyName: 50 },
  },
  yuuvis: {
    part: { field: 'tenant', ofTenant: true },
    accounts: 'part',
    limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
  },
  idmgmt: {
    part: { field: 'team', ofTenant: true, writer: true },
    limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
  },
} as const satisfies Readonly<Record<string, Facts>>;

export const defaultSystem = 'mas';

export const targetFailures = {
  MAS_WORKSPACE_NOT_FOUND: {
    retry: 'never',
    cause: 'The workspace does not exist in this MAS instance.',
    remedy: 'Correct target.workspace in the tenant file.',
  },
  MAS_APPLICATION_NOT_READY: {
    retry: 'poll',
    cause: 'An application of the workspace is not ready and available.',
    remedy: 'Check the application in the MAS administration; retry when it is ready.',
    expiresAs: 'MAS_APPLICATION_TIMEOUT',
  },
  MAS_USER_CONFLICT: {
    retry: 'never',
    cause: 'MAS refused to create the user as a duplicate, yet no user has this id (AIUCO1005E).',
    remedy: 'The e-mail address is probably a secondary address of another user: remove it there, or use another one.',
  },
  MAS_USER_NOT_FOUND: {
    retry: 'few',
    cause: 'The user is not in MAS, although an earlier step found or created it.',
    remedy: 'Somebody may have deleted it meanwhile: retry the user, it will be created again.',
  },
  MAS_SYNC_PENDING: {
    retry: 'poll',
    cause: "The user's synchronisation to an application is under way.",
    remedy: 'Wait; it is read again at the poll interval.',
    expiresAs: 'MAS_SYNC_TIMEOUT',
  },
  MAS_SYNC_TIMEOUT: {
    retry: 'never',
    cause: "The user's synchronisation to an application did not succeed in time.",
    remedy:
      "Look at the application's user synchronisation in MAS, then retry the user, if need be with a longer sync timeout.",
  },
  MAS_APPLICATION_TIMEOUT: {
    retry: 'never',
    cause: 'An application of the workspace was not ready and available in time.',
    remedy: 'Check the application in the MAS administration, then run again, if need be with a longer ready timeout.',
  },
  MAS_MANAGE_MISSING: {
    retry: 'never',
    cause: 'From MAS 9.1 users are created through Manage, and this workspace has no Manage.',
    remedy: 'Add Manage to the workspace, name another workspace, or correct target.version in the tenant file.',
  },
  MAS_PERSON_WITHOUT_USER: {
    retry: 'never',
    cause: "Manage has a person with the user's id, but the person has no user account (maxuser).",
    remedy: 'Give the person a user account in Manage, or delete the person; then retry the user.',
  },
  MAS_GROUP_NOT_FOUND: {
    retry: 'never',
    cause: 'The Manage security group does not exist.',
    remedy: 'Create the security group in Manage, then retry the user.',
  },
  YUUVIS_REALM_NOT_FOUND: {
    retry: 'never',
    cause: 'Keycloak has no such realm.',
    remedy: 'Correct keycloak and realm of the target in the worker configuration.',
  },
  YUUVIS_TENANT_NOT_FOUND: {
    retry: 'never',
    cause: 'The tenant does not exist in yuuvis.',
    remedy: 'Correct target.tenant in the tenant file, or create the tenant in yuuvis.',
  },
  YUUVIS_USER_DISABLED: {
    retry: 'never',
    cause: 'A deactivated user of yuuvis has this user name, or had it until it was disabled.',
    remedy:
      'Two ways out, in target of the tenant file: onDisabled enable gives the old user back its access, reclaim renames it to {username}-disabled and creates a new one; onReturn enable gives back access and name to a user whom an offboarding disabled. Then run again.',
  },
  YUUVIS_NAME_TAKEN: {
    retry: 'never',
    cause: 'The name of a deactivated user cannot be taken back: {username}-disabled belongs to another user.',
    remedy: 'Rename or delete one of the two users in yuuvis, then retry the user.',
  },
  YUUVIS_NAME_KEPT: {
    retry: 'never',
    cause: 'The name of a deactivated user cannot be taken back: the realm took the new name and kept the old one.',
    remedy:
      'Let user names be edited (Keycloak: Realm settings, Login, Edit username), or choose onDisabled enable in target of the tenant file; then retry the user.',
  },
  YUUVIS_NAME_CHANGED: {
    retry: 'never',
    cause: 'yuuvis made the account under another user name than the one it was sent, and not the e-mail address.',
    remedy:
      'Look the user up in yuuvis by its e-mail address and give the user name that it has there as the id in the tenant file; then retry the user. No second one is made.',
  },
  YUUVIS_PROFILE_REFUSED: {
    retry: 'never',
    cause: 'The user profile of the realm does not accept a field of the user, or lacks one that it requires.',
    remedy:
      'Mend the field that the message names in the record; one that a record does not have must be optional in the realm (Keycloak: Realm settings, User profile). Then retry the user.',
  },
  YUUVIS_USER_CONFLICT: {
    retry: 'never',
    cause:
      'No user of the tenant has this user name, yet another one has the e-mail address, or yuuvis takes the user for a duplicate.',
    remedy:
      'If the user with this e-mail address is the same person, give its user name as the id in the tenant file; else change one of the two addresses. Then retry the user.',
  },
  YUUVIS_USER_NOT_FOUND: {
    retry: 'few',
    cause: 'The user is not in yuuvis, although an earlier step found or created it.',
    remedy: 'Somebody may have deleted it meanwhile: retry the user, it will be created again.',
  },
  YUUVIS_NOT_CONFIRMED: {
    retry: 'poll',
    cause: 'The user in yuuvis does not show yet what was written: enabled, roles, or groups.',
    remedy: 'Wait; it is read again at the poll interval.',
    expiresAs: 'YUUVIS_CONFIRMATION_TIMEOUT',
  },
  YUUVIS_CONFIRMATION_TIMEOUT: {
    retry: 'never',
    cause: 'The user in yuuvis did not show in time what was written: enabled, roles, or groups.',
    remedy:
      'Check that the roles and groups that the message names exist in the realm, then retry the user, if need be with a longer sync timeout.',
  },
  IDMGMT_USER_NOT_FOUND: {
    retry: 'never',
    cause: 'The cluster lists nobody with this user id, nor with this e-mail address, and target.unlisted is fail.',
    remedy:
      'Let an administrator import the person from LDAP (cloudctl iam user-import -u USER-ID), correct id or e-mail address, or leave target.unlisted out of the tenant file; then retry the user.',
  },
  IDMGMT_USER_NOT_KEPT: {
    retry: 'never',
    cause:
      'The cluster lists nobody with this user id or e-mail address, and the team did not take the person from the record.',
    remedy:
      'The id must be the user id that the person has in LDAP: correct it, or let an administrator import the person (cloudctl iam user-import -u USER-ID); then retry the user.',
  },
  IDMGMT_USER_AMBIGUOUS: {
    retry: 'never',
    cause: 'The directory has several persons with this user id or e-mail address.',
    remedy: "Name the right one's exact user id as the id of the user, then retry the user.",
  },
  IDMGMT_ROLE_UNKNOWN: {
    retry: 'never',
    cause: 'The tenant file names a role that the identity management does not have.',
    remedy: 'Correct target.roles in the tenant file; docs/reference/idmgmt.md lists the roles.',
  },
  IDMGMT_SYSTEM_TEAM: {
    retry: 'never',
    cause: 'The team belongs to the system itself, and is never changed.',
    remedy: 'Name another team: target.team in the tenant file.',
  },
  IDMGMT_TEAM_CONTENDED: {
    retry: 'backoff',
    cause: 'Somebody else keeps writing the team, and takes out again what was put in.',
    remedy:
      'Find out who else writes this team (audit log) and stop it, or let it keep the members it finds; then retry.',
  },
} as const satisfies Readonly<Record<string, FailureFact>>;
