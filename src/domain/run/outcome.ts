import type { DepartureStep } from './departure';
import type { FailureCode } from '../failures/failures';
import type { Step } from './plan';
import type { SecretSource } from '../tenant/secret-source';
import type { TargetRef } from '../tenant/target-ref';
import type { User, UserKind, UserRecord } from '../tenant/user';

/** A step of either way. */
export type RunStep = Step | DepartureStep;

/** Why a user failed, in words that hold no personal data and no secret. */
export interface UserFailure {
  /** `unknown`: the user's workflow was ended from outside and could not tell. */
  readonly step: RunStep | 'unknown';
  readonly code: FailureCode;
  readonly message: string;
  readonly attempts: number;
}

export type UserState =
  | { readonly status: 'pending' | 'running' | 'cancelled' | 'skipped' }
  | { readonly status: 'completed'; readonly changed: readonly RunStep[] }
  | ({ readonly status: 'failed' } & UserFailure);

export type UserStatus = UserState['status'];

/** What became of a user of a slice, as its history keeps it: the result of the local activity `keepUsers`. */
export interface KeptUser extends User {
  readonly state: UserState;
  /** Its place among all users of the run. */
  readonly at: number;
  /** As it came in, when it was corrected. */
  readonly came?: UserRecord;
}

/** Whether a notice arrived: `failure` says why it did not. */
export interface NoticeReport {
  readonly to: string;
  readonly failure?: Omit<UserFailure, 'step'>;
}

/** The detail of a failed `onboardUser` or `offboardUser`. */
export interface UserFailureDetail {
  readonly failure: UserFailure;
  readonly outcome: UserOutcome;
  /** The step met nothing but an outage of the target: the user is set aside until that is back. */
  readonly aside?: true;
}

/** What `onboardUser` and `offboardUser` return: the steps that wrote something in this run, and what must be removed at the run's end. */
export interface UserOutcome {
  readonly changed: readonly RunStep[];
  readonly leases: readonly string[];
  /** The user was cancelled before all steps were done. */
  readonly cancelled?: true;
}

/** `skipped` is absent when nobody was skipped. */
export type Counts = Readonly<Record<Exclude<UserStatus, 'skipped'> | 'total', number>> & { readonly skipped?: number };

/** Why a run starts nobody for now: an operator paused it, its whole target has a maintenance window, or is out of order. */
export interface Paused {
  readonly by: 'operator' | 'maintenance' | 'target';
  /** ISO 8601. */
  readonly since: string;
  readonly reason?: string;
}

/** A failed user's record with the reason; `type` is the user's kind. */
export type FailedUser = UserRecord & { readonly type: UserKind } & UserFailure;

/** A failed user, and the key that names it where no personal data may stand. */
export interface KeyedFailure {
  readonly key: string;
  readonly user: FailedUser;
}

/**
 * What `onboardTenant` and `offboardTenant` return. Records are as they came in, primary users first, in the order of the file.
 * Users in slices stand in the slices' histories: `failed` has the first 100 of all, the other lists those outside of slices.
 */
export interface TenantResult {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly status: 'completed' | 'completed-with-failures' | 'cancelled';
  readonly counts: Counts;
  readonly completed: readonly UserRecord[];
  readonly failed: readonly FailedUser[];
  readonly cancelled: readonly UserRecord[];
  /** Users that an operator left out; absent when none. */
  readonly skipped?: readonly UserRecord[];
  /** Keys of the users whose record was corrected, which is in the lists as it is now; absent when none. */
  readonly corrected?: readonly string[];
  /** How many users this run changed; the others were found complete. */
  readonly changed: number;
  /** How many slices have users of this run; absent when none. */
  readonly slices?: number;
  /** Why how many users failed, of a run with slices. */
  readonly codes?: FailureCounts;
  /** Why something temporary could not be removed at the end; absent when all was. */
  readonly cleanupFailure?: Omit<UserFailure, 'step'>;
  /** What became of the secrets that the users came from; absent when they came from none. */
  readonly drain?: DrainReport;
  /** Whom the end was told; absent when nobody was to be. A notice that failed changes nothing else here. */
  readonly notices?: readonly NoticeReport[];
}

/** `removed`: entries of completed users that this run took out of the secrets. */
export interface DrainReport {
  readonly secrets: readonly SecretSource[];
  readonly removed: number;
  /** Why a secret could not be changed; absent when all were. */
  readonly failure?: Omit<UserFailure, 'step'>;
}

/** How many users failed with each code. */
export type FailureCounts = Readonly<Partial<Record<FailureCode, number>>>;

/** One row of a status page. */
export interface UserRow {
  readonly key: string;
  readonly id: string;
  readonly kind: UserKind;
  readonly state: UserState;
  /** Of a user in a slice: its place among all users of the run. */
  readonly at?: number;
}

/** What the query `status` answers: at most `pageSize` rows (100 by default, 500 at most) of users that are in no slice. */
export interface StatusPage {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly phase: 'preparing' | 'running' | 'holding' | 'cleaning-up' | 'closed';
  readonly counts: Counts;
  readonly users: readonly UserRow[];
  /** Present while the run starts nobody. */
  readonly paused?: Paused;
  /** How many users the run changed so far. */
  readonly changed: number;
  /** How many slices hold users of the run, of whom `counts` knows a moment later; absent when none. */
  readonly slices?: number;
  /** How many slices still wait for their users; absent when none. */
  readonly missingPages?: number;
  /** The number of the next page; absent on the last. */
  readonly nextPage?: number;
}

/** The states in which runs are listed; `stuck`: whose tasks keep failing. */
export const runStatuses = [
  'running',
  'paused',
  'waiting-for-target',
  'needs-attention',
  'stuck',
  'completed',
  'completed-with-failures',
  'failed',
  'cancelled',
] as const;
export type ListedStatus = (typeof runStatuses)[number];
