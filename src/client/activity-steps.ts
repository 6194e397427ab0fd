import type { OnboardingActivities } from '../domain/activities';
import type { Step } from '../domain/plan';

const steps: Readonly<
  Record<
    Exclude<keyof OnboardingActivities, 'prepareTarget' | 'writeTeam' | 'releaseTarget' | 'drainSecret' | 'notifyEnd'>,
    Step
  >
> = {
  createUser: 'create',
  linkIdentityProvider: 'link',
  joinWorkspace: 'join',
  requestMembership: 'join',
  grantRole: 'grant',
  awaitSynchronisation: 'await',
  addToGroups: 'group',
};

/** The step that an activity type is; undefined for a type that is no step of a user. */
export function stepOf(activityType: string): Step | undefined {
  return Object.entries(steps).find(([type]) => type === activityType)?.[1];
}
