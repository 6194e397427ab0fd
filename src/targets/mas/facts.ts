import type { SystemFacts } from '../../domain/systems/system-facts';

export const facts = {
  name: 'mas',
  part: { field: 'workspace' },
  options: {
    workspace: { written: '--workspace <name>', help: 'workspace in it (MAS)', usual: 'ws1' },
    version: { written: '--mas-version <version>', help: 'version of MAS, such as 9.0 or 9.1.x; default: below 9.1' },
  },
  // Design, section 6.
  limits: { id: 100, displayName: 82, givenName: 30, familyName: 50 },
  // IBM's "Enabling special characters for user ID and username".
  usual: {
    id: {
      pattern: '[A-Za-z0-9_@.-]+',
      says: 'made of letters, digits and "_", "-", "@", "." alone, which is all that MAS takes as it is installed',
      otherwise: 'have special characters allowed in this MAS (allowSpecialChars of the Suite), or use another id',
    },
  },
  failures: {
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
      remedy:
        'The e-mail address is probably a secondary address of another user: remove it there, or use another one.',
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
      remedy:
        'Check the application in the MAS administration, then run again, if need be with a longer ready timeout.',
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
  },
} as const satisfies SystemFacts;
