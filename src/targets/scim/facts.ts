import type { SystemFacts } from '../../domain/systems/system-facts';

export const facts = {
  name: 'scim',
  // RFC 7643 names none: what most systems store.
  limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
  failures: {
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
  },
} as const satisfies SystemFacts;
