// Written by `npm run facts` from src/targets/*/facts.ts: what is known of each target system without its code.
import type { FailureFact } from './failure-fact';
import type { SystemFacts } from './system-facts';

type Facts = Omit<SystemFacts, 'name' | 'failures'>;

export const knownSystems = {
  mas: {
    part: { field: 'workspace' },
    options: {
      workspace: { written: '--workspace <name>', help: 'workspace in it (MAS)', usual: 'ws1' },
      version: { written: '--mas-version <version>', help: 'version of MAS, such as 9.0 or 9.1.x; default: below 9.1' },
    },
    limits: { id: 100, displayName: 82, givenName: 30, familyName: 50 },
    usual: {
      id: {
        pattern: '[A-Za-z0-9_@.-]+',
        says: 'made of letters, digits and "_", "-", "@", "." alone, which is all that MAS takes as it is installed',
        otherwise: 'have special characters allowed in this MAS (allowSpecialChars of the Suite), or use another id',
      },
    },
  },
  yuuvis: {
    part: { field: 'tenant', ofTenant: true },
    accounts: 'part',
    limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
    usual: {
      id: {
        pattern: '[^<>&"\'\\s$%!#?§,;:*~/\\\\|^=\\[\\]{}()`\\p{Cc}]{3,255}',
        says: 'a user name as Keycloak takes it by default: at least 3 characters, no white space, none of <>&"\'$%!#?§,;:*~/\\|^=[]{}()`',
        otherwise: 'change the user profile of the realm, or use another id',
      },
    },
  },
  idmgmt: {
    part: { field: 'team', ofTenant: true, writer: true },
    limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
  },
  scim: { limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 } },
  keycloak: {
    part: { field: 'realm', ofTenant: true },
    accounts: 'part',
    options: { realm: { written: '--realm <name>', help: 'realm in it (Keycloak); default: the name of the tenant' } },
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
  MAS_ID_REFUSED: {
    retry: 'never',
    cause: 'MAS refused the user, and the id holds characters that it does not take as it is installed.',
    remedy:
      'Have special characters allowed in this MAS (spec.settings.userDataValidation.allowSpecialChars of its Suite resource), or give the user an id of letters, digits and _ - @ . alone.',
  },
  MAS_USER_DELETED_BEFORE: {
    retry: 'never',
    cause:
      'The id, the user name or the e-mail address was that of a user who was deleted: from MAS 8.11 on they stay taken (AIUCO1026E).',
    remedy:
      "Give the user another id and another e-mail address; or have a MAS administrator restore the deleted user, or remove it for good, in MAS' database (IBM support, node 7085329).",
  },
  MAS_USER_RENAMED: {
    retry: 'never',
    cause: 'MAS made the account under another id or user name than it was asked for.',
    remedy:
      'The account exists, and nobody was invited yet. Look it up in the MAS administration: give the user that id in the tenant file (in upper case, say), or delete the account and use an id that MAS keeps as it is.',
  },
  MAS_USER_DISABLED: {
    retry: 'never',
    cause: 'The user exists in MAS and is inactive, and was not to be activated, or did not become active.',
    remedy:
      'Activate the user in the MAS administration; or, where the tenant file says onDisabled: fail, leave that out, and the next run activates it.',
  },
  MAS_OBJECT_FORBIDDEN: {
    retry: 'never',
    cause:
      'Manage gives the user of the API key, or the client certificate, no access to one of its object structures (BMXAA9301E, BMXAA0024E).',
    remedy:
      'In Manage (Security Groups, Object Structures) give a group of that user the right that the message names; then retry the user.',
  },
  MAS_PAGE_ELSEWHERE: {
    retry: 'never',
    cause:
      'A list of Manage goes on at another address than the one that is configured; it is not followed there, and not taken for whole.',
    remedy:
      'Set manageApi in the worker configuration to the address that Manage gives to its own resources, or let Manage give the whole list (auto-paging of the object structure that the message names); then retry.',
  },
  MAS_VALIDATION_WROTE: {
    retry: 'never',
    cause: 'MAS was asked to check a user without creating one, and created it: it does not know validate=true.',
    remedy:
      'Leave --ask-target out for this MAS. The one account exists: onboard that user, or delete it in the MAS administration.',
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
  SCIM_FEATURE_MISSING: {
    retry: 'never',
    cause: 'The system does not offer something that the target needs: PATCH, or an attribute that users are to get.',
    remedy:
      'The message names it. Leave the attribute out of target in the tenant file, or have it switched on in the system.',
  },
  SCIM_USER_CONFLICT: {
    retry: 'never',
    cause: 'The system refused to create the user as a duplicate, yet shows nobody with this user name.',
    remedy:
      'Another user has the e-mail address, or one whom the account may not see has the name: change it there, then retry the user.',
  },
  SCIM_USER_RENAMED: {
    retry: 'never',
    cause: 'The system made the user under another user name than was sent.',
    remedy:
      'Give the user the id that the system makes of it (users.id of the tenant file), and remove the user that was made.',
  },
  SCIM_USER_DISABLED: {
    retry: 'never',
    cause: 'The user exists and is not active, and onDisabled of the target is fail.',
    remedy:
      'Leave onDisabled out of target in the tenant file, which enables such users again, or enable the user in the system.',
  },
  SCIM_USER_NOT_FOUND: {
    retry: 'few',
    cause: 'The system does not show the user, although an earlier step found or created it.',
    remedy: 'Somebody may have deleted it meanwhile: retry the user, it will be created again.',
  },
  SCIM_NAME_AMBIGUOUS: {
    retry: 'never',
    cause: 'Several users or groups of the system have the same name.',
    remedy: 'Rename or delete all but one of them in the system; the message says what they are.',
  },
  SCIM_GROUP_NOT_FOUND: {
    retry: 'never',
    cause: 'The system has no group of this name.',
    remedy:
      'Correct target.groups in the tenant file, create the group in the system, or set missingGroups of the target to create.',
  },
  SCIM_CHANGED_MEANWHILE: {
    retry: 'few',
    cause: 'Somebody else changed what was just read (412), or a listing ended before it was read to its end.',
    remedy: 'It is read again by itself; when this stays, look who else writes into the system, then retry the user.',
  },
  SCIM_REQUEST_REFUSED: {
    retry: 'never',
    cause: 'The system refused a request as it is and said why in a word (scimType), which the message holds.',
    remedy:
      'invalidValue: a value or a missing attribute, see the schema of the system; mutability: it does not let the attribute be written; invalidFilter or tooMany: it cannot look users up so.',
  },
  KEYCLOAK_REALM_NOT_FOUND: {
    retry: 'never',
    cause: 'Keycloak has no such realm.',
    remedy:
      'Correct target.realm in the tenant file (or account.realm and address in the worker configuration), or create the realm.',
  },
  KEYCLOAK_NOT_IN_REALM: {
    retry: 'never',
    cause: 'The realm has no group, role, client, identity provider, required action or organization of this name.',
    remedy: 'Create what the message names in the realm, or correct target in the tenant file; then run again.',
  },
  KEYCLOAK_EMAIL_IS_NAME: {
    retry: 'never',
    cause: 'In this realm the e-mail address is the user name, and the record has another id.',
    remedy:
      'Leave the id of the record out (or make it the e-mail address), or turn "Email as username" off in the realm; then run again.',
  },
  KEYCLOAK_USER_DISABLED: {
    retry: 'never',
    cause: 'A disabled user of the realm has this user name, and onDisabled is fail.',
    remedy: 'Enable the user in Keycloak, or set onDisabled: enable in target of the tenant file; then run again.',
  },
  KEYCLOAK_USER_CONFLICT: {
    retry: 'never',
    cause: 'Keycloak refused to create the user as a duplicate, yet nobody in the realm has this user name.',
    remedy:
      'The e-mail address belongs to another user of the realm: change it there, or use another one, then retry the user.',
  },
  KEYCLOAK_USER_RENAMED: {
    retry: 'never',
    cause: 'Keycloak created the user under another user name than it was asked for.',
    remedy:
      'Something in the realm changes user names: look there for the user just made, correct the id of the record to its name, then run again.',
  },
  KEYCLOAK_USER_NOT_FOUND: {
    retry: 'few',
    cause: 'The user is not in the realm, although an earlier step found or created it.',
    remedy: 'Somebody may have deleted or renamed it meanwhile: retry the user, it will be created again.',
  },
  KEYCLOAK_LINK_TAKEN: {
    retry: 'never',
    cause: 'The account of the identity provider is linked to another user of the realm.',
    remedy: 'Remove that link in Keycloak (the user, Identity provider links), then retry the user.',
  },
} as const satisfies Readonly<Record<string, FailureFact>>;
