import type { Prepared } from './activities';
import type { PreparedDeparture } from './departure';
import type { UserFailureDetail, UserOutcome } from './outcome';
import type { RunOptions } from './run';
import type { TargetRef } from '../tenant/target-ref';
import type { User } from '../tenant/user';

// A run of many users hands them to workflows of their own, a slice each: no history and no payload grows with the tenant.

/** The most users of one slice in flight. */
export const widestSlice = 25;

/** Users of a run that have a workflow of their own; `options.concurrency` is the slice's share of the run's. */
export interface UserSlice {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly users: readonly User[];
  readonly options: RunOptions;
  /** Counts from 1 through the whole run. */
  readonly number: number;
}

/** Input of `onboardUsers`. */
export interface OnboardUsersInput extends UserSlice {
  readonly prepared: Prepared;
}

/** Input of `offboardUsers`. */
export interface OffboardUsersInput extends UserSlice {
  readonly prepared: PreparedDeparture;
  readonly force: boolean;
}

/** How a user's workflow ended: by itself, failed, or cancelled before it began. */
export type UserEnd = { readonly key: string } & (
  | { readonly how: 'returned'; readonly outcome: UserOutcome }
  | { readonly how: 'failed'; readonly detail: UserFailureDetail }
  | { readonly how: 'not-begun' }
);

/** What a slice tells its run, by the signal `usersEnded` and as its result: each end once, and who is in flight now. */
export interface SliceReport {
  readonly number: number;
  readonly ended: readonly UserEnd[];
  readonly inFlight: readonly string[];
  /** A user met nothing but an outage of the target: the slice starts nobody until the run says so. */
  readonly down?: true;
}
