import type { Plan } from './plan';
import type { UserKind } from '../tenant/user';

// The way back: what a user loses in a target, as data. Plans are made once per run and recorded in history.

/** What becomes of the account: it may come back (`disable`), or it is gone. */
export const departures = ['disable', 'delete'] as const;
export type Departure = (typeof departures)[number];

/**
 * What one kind of user loses. An empty list skips its step; `account: 'keep'` skips the last one, where a target has no
 * account to disable. `given` is what a run gives this kind of user: `inspect` tells what somebody else made of it since.
 */
export interface DeparturePlan {
  readonly given: Plan;
  readonly groups: Plan['groups'];
  /** Left in this order; `writtenBy` as in a plan: that one's writer is asked to let the user `leave`. */
  readonly places: Plan['memberships'];
  readonly account: Departure | 'keep';
}

export type DeparturePlans = Readonly<Record<UserKind, DeparturePlan>>;

/** What `offboarding.prepare` found; `present` as for onboarding: leases that were there before the run, which stay. */
export interface PreparedDeparture {
  readonly plans: DeparturePlans;
  readonly present: readonly string[];
}

/** What each step is asked for: its own part of the plan. */
export interface DepartureWants {
  readonly inspect: Plan;
  readonly ungroup: DeparturePlan['groups'];
  readonly leave: DeparturePlan['places'];
  /** `given` tells a target the way on which the account was made. */
  readonly deprovision: { readonly account: Departure; readonly given: Plan['account'] };
}

/** The steps of the way back, in the order of the process. Their names are the step names in results and logs. */
export const departureSteps = [
  'inspect',
  'ungroup',
  'leave',
  'deprovision',
] as const satisfies readonly (keyof DepartureWants)[];
export type DepartureStep = (typeof departureSteps)[number];
