import type { OnboardingActivities } from '../../domain/run/activities';
import { type Direction, directionOf } from '../../domain/run/names';
import type { RunStep } from '../../domain/run/outcome';

/** Activities that are no step of a user. */
type OfRuns =
  | 'prepareTarget'
  | 'prepareDeparture'
  | 'writeTeam'
  | 'releaseTarget'
  | 'drainSecret'
  | 'notifyEnd'
  | 'recordInLedger'
  | 'compareWithLedger'
  | 'maintenanceOf'
  | 'awaitMaintenance';

const steps: Readonly<Record<Exclude<keyof OnboardingActivities, OfRuns>, Readonly<Record<Direction, RunStep>>>> = {
  createUser: both('create'),
  linkIdentityProvider: both('link'),
  joinWorkspace: both('join'),
  requestMembership: { onboard: 'join', offboard: 'leave' },
  grantRole: both('grant'),
  awaitSynchronisation: both('await'),
  addToGroups: both('group'),
  inspectUser: both('inspect'),
  removeFromGroups: both('ungroup'),
  leaveWorkspace: both('leave'),
  deprovisionUser: both('deprovision'),
};

/** The step that an activity type is in the workflow of this id; undefined for a type that is no step of a user. */
export function stepOf(activityType: string, workflowId: string): RunStep | undefined {
  return Object.entries(steps).find(([type]) => type === activityType)?.[1][directionOf(workflowId)];
}

function both(step: RunStep): Readonly<Record<Direction, RunStep>> {
  return { onboard: step, offboard: step };
}
