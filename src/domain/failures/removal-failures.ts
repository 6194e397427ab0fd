import type { FailureFact } from '../systems/failure-fact';

/** The part of the catalogue (failures.ts) that is about removing users. */
export const removalFailures = {
  MAS_DEPARTURE_IGNORED: {
    retry: 'few',
    cause: 'MAS answered a call that takes something away from a user, yet still shows what was to go.',
    remedy:
      'This release of MAS may want another call (docs/reference/mas.md names those that are sent): do the step that the message names in the MAS administration, then retry the user.',
  },
  IDMGMT_USER_IN_OTHER_TEAMS: {
    retry: 'never',
    cause: 'The user is a member of other teams too, so it has left this team, but was not deleted.',
    remedy:
      'Offboard without deleting: the user has left the team. To delete it, take it out of the teams that the message names first.',
  },
  YUUVIS_DISABLED_NAME_TAKEN: {
    retry: 'never',
    cause: 'The user cannot be disabled: the name that it would get, {username}-disabled, belongs to another user.',
    remedy: 'Rename or delete that other user in yuuvis, or delete instead of disable; then retry the user.',
  },
  USER_CHANGED_SINCE: {
    retry: 'never',
    cause: 'Somebody else changed the user since it was onboarded, so it was not removed.',
    remedy:
      'Look at the user in the target system. To remove it all the same, name it with --user and add --force; else leave it out.',
  },
  TARGET_KEEPS_USERS: {
    retry: 'never',
    cause: 'This target system has no way back for users.',
    remedy: 'Remove the users in the target system itself.',
  },
  REMOVALS_GUARDED: {
    retry: 'never',
    cause: 'More users were to be removed than the guard allows at once, so nothing was done.',
    remedy:
      'Look at what would be removed (--plan), and compare the file with it; if it is right, allow it with --max-removals.',
  },
  TENANT_BUSY: {
    retry: 'never',
    cause: 'Another run of the tenant was open for too long, so the synchronisation did not begin or did not end.',
    remedy: 'Follow that run to its end (onboard watch), or close or cancel it; then synchronise again.',
  },
} as const satisfies Record<string, FailureFact>;
