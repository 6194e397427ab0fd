import type { Departure, DeparturePlan } from './departure';
import type { NoticeWish } from './notice';
import type { Plan } from './plan';
import type { SecretSource } from '../tenant/secret-source';
import type { TargetRef } from '../tenant/target-ref';
import type { User, UserRecord } from '../tenant/user';

/** The most users that one synchronisation takes: its list is one payload. */
export const maxUsers = 3_000;

/** The most rows on one page of the query `status`. */
export const maxStatusRows = 500;

/**
 * A run of more than `above` users keeps them in slices that begin with at most `size`; at least `atOnce` of them have users in
 * flight. Users that were announced and do not come are waited for `patienceMs`.
 */
export interface SlicePolicy {
  readonly above: number;
  readonly size: number;
  readonly atOnce: number;
  readonly patienceMs: number;
}

/** A slice of 300 users has some 3,000 events, far from the 10,000 at which Temporal begins to warn. */
export const defaultSlices: SlicePolicy = { above: 500, size: 300, atOnce: 2, patienceMs: 3_600_000 };

/** How a run goes about it. All times in milliseconds. */
export interface RunOptions {
  /** Users in flight at once. */
  readonly concurrency: number;
  /** How long one step may take in all. */
  readonly stepTimeoutMs: number;
  /** How long the target may be out of order, all outages of the run together; then who waits for it fails. */
  readonly outageTimeoutMs: number;
  /** How long a step may meet nothing but an outage before its user is set aside until the target is back. */
  readonly outagePatienceMs: number;
  /** How long the target's applications may take to become ready before any user is touched. */
  readonly readyTimeoutMs: number;
  /** How long a user's synchronisation may take. */
  readonly syncTimeoutMs: number;
  /** The longest pause between two reads of a thing that is waited for. */
  readonly pollIntervalMs: number;
  /** How long the run stays open for mending when users failed; 0 closes it at once. */
  readonly holdForMs: number;
}

export const defaultRunOptions: RunOptions = {
  concurrency: 20,
  stepTimeoutMs: 24 * 3_600_000,
  outageTimeoutMs: 24 * 3_600_000,
  outagePatienceMs: 120_000,
  readyTimeoutMs: 600_000,
  syncTimeoutMs: 600_000,
  pollIntervalMs: 5_000,
  holdForMs: 0,
};

/** Input of `onboardTenant`. */
export interface OnboardTenantInput {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly users: readonly User[];
  /** The names of the pages in which more users come: the run opens a slice for each, which whoever started it gives the users. */
  readonly pages?: readonly string[];
  readonly options: RunOptions;
  /** Run id of the closed run whose failed users this one retries. */
  readonly retryOf?: string;
  /** What this retry corrects of its users, by key. */
  readonly edits?: RetryFailed['edits'];
  /** Secrets that the users came from: the entries of those that complete are removed at the end. */
  readonly secrets?: readonly SecretSource[];
  /** Who is told when the run has ended. */
  readonly notify?: readonly NoticeWish[];
  /** When the run is cut into slices; `defaultSlices` when absent. */
  readonly slices?: SlicePolicy;
}

/** Input of `onboardUser`. */
export interface OnboardUserInput {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly user: User;
  readonly plan: Plan;
  readonly present: readonly string[];
  readonly options: RunOptions;
}

/** What becomes of the users of an offboarding. `force`: also of those whom somebody else changed since they were onboarded. */
export interface Leaving {
  readonly how: Departure;
  readonly force: boolean;
}

/** Input of `offboardTenant`. `retryOf` as for onboarding. */
export interface OffboardTenantInput extends Leaving {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly users: readonly User[];
  readonly pages?: readonly string[];
  readonly options: RunOptions;
  readonly retryOf?: string;
  /** As for onboarding. */
  readonly slices?: SlicePolicy;
}

/** Input of `offboardUser`. */
export interface OffboardUserInput {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly user: User;
  readonly plan: DeparturePlan;
  readonly present: readonly string[];
  readonly options: RunOptions;
  readonly force: boolean;
}

/** Argument of the update `addUsers`. */
export interface AddUsers {
  readonly target: TargetRef;
  readonly users: readonly User[];
  /** Secrets that they came from. */
  readonly secrets?: readonly SecretSource[];
  /** Who is told, too, when the run has ended. */
  readonly notify?: readonly NoticeWish[];
  /** For an offboarding: what is to become of them, which must be what becomes of the others. */
  readonly leaving?: Leaving;
}

/** Argument of the query `missing`: what somebody would add, users by their keys, secrets by ARN, notices by label. */
export interface Joining extends Pick<AddUsers, 'target' | 'leaving'> {
  readonly users: readonly string[];
  readonly secrets: readonly string[];
  readonly notify: readonly string[];
}

/**
 * What the run does not have of it. `accepts`: whether it would take it. `slices`: how many it has; whom those have, they say.
 * `kept`: how many users, of how many bytes, it keeps itself.
 */
export interface Missing extends Pick<Joining, 'users' | 'secrets' | 'notify'> {
  readonly accepts: boolean;
  readonly slices: number;
  readonly kept: { readonly users: number; readonly bytes: number };
}

/** What a retry corrects of a failed user's record. */
export type RecordEdits = Partial<UserRecord>;

/** Argument of the update `retryFailed`: user ids or keys; none means every failed user. `edits` are by id or key. */
export interface RetryFailed {
  readonly users?: readonly string[];
  readonly edits?: Readonly<Record<string, RecordEdits>>;
}

/** Argument of the update `skip`: ids or keys of users that failed or were not started yet. */
export interface SkipUsers {
  readonly users: readonly string[];
}

/** The longest reason of a pause or a maintenance window, in characters. */
export const longestReason = 500;

/** Argument of the update `pause`. No personal data belongs into the reason. */
export interface PauseRun {
  readonly reason?: string;
}

/** Argument of the query `status`. Pages count from 0 and hold 100 users unless told otherwise, 500 at most. */
export interface StatusRequest {
  readonly page?: number;
  readonly pageSize?: number;
}
