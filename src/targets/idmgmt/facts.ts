import type { SystemFacts } from '../../domain/systems/system-facts';

export const facts = {
  name: 'idmgmt',
  part: { field: 'team', ofTenant: true, writer: true },
  // Of the directory, which may have narrower ones that nobody can ask for.
  limits: { id: 255, displayName: 511, givenName: 255, familyName: 255 },
  failures: {
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
  },
} as const satisfies SystemFacts;
