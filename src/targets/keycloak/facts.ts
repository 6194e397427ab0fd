import type { SystemFacts } from '../../domain/systems/system-facts';

export const facts = {
  name: 'keycloak',
  part: { field: 'realm', ofTenant: true },
  accounts: 'part',
  options: {
    realm: { written: '--realm <name>', help: 'realm in it (Keycloak); default: the name of the tenant' },
  },
  // What Keycloak's own user profile takes.
  limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
  failures: {
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
  },
} as const satisfies SystemFacts;
