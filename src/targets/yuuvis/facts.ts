import type { SystemFacts } from '../../domain/systems/system-facts';

export const facts = {
  name: 'yuuvis',
  part: { field: 'tenant', ofTenant: true },
  accounts: 'part',
  // What Keycloak stores.
  limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
  // Keycloak's default user profile (UsernameProhibitedCharactersValidator, and a length of 3 to 255).
  usual: {
    id: {
      pattern: '[^<>&"\'\\s$%!#?§,;:*~/\\\\|^=\\[\\]{}()`\\p{Cc}]{3,255}',
      says: 'a user name as Keycloak takes it by default: at least 3 characters, no white space, none of <>&"\'$%!#?§,;:*~/\\|^=[]{}()`',
      otherwise: 'change the user profile of the realm, or use another id',
    },
  },
  failures: {
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
  },
} as const satisfies SystemFacts;
