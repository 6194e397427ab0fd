import type { System } from './target-ref';

/**
 * The longest values a system takes, in characters. MAS: design section 6; yuuvis: what Keycloak stores; the users of
 * idmgmt come from a directory, whose limits are not known here.
 */
export const fieldLimits = {
  mas: { id: 100, displayName: 82, givenName: 30, familyName: 50 },
  yuuvis: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
  idmgmt: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
} as const satisfies Record<System, Record<'id' | 'displayName' | 'givenName' | 'familyName', number>>;
