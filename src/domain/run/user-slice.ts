import type { Prepared } from './activities';
import type { PreparedDeparture } from './departure';
import type { Counts, DrainReport, FailureCounts, KeyedFailure } from './outcome';
import type { Leaving, RetryFailed, RunOptions } from './run';
import type { SecretSource } from '../tenant/secret-source';
import type { TargetRef } from '../tenant/target-ref';
import type { User } from '../tenant/user';

// A run of many users keeps them in workflows of their own, a slice each: no history, payload or answer grows with the tenant.

/** The most users of one slice in flight. */
export const widestSlice = 25;

/** The most failed users that a slice tells its run while it goes on, and that a run with slices returns. */
export const mostTold = { bySlice: 20, byRun: 100 } as const;

/** Why a slice takes nobody more: whoever brings users then looks for another place. */
export const refusals = {
  full: 'the slice is full',
  ending: 'the run is ending',
  cancelled: 'the run is being cancelled',
} as const;

/** Users for one slice. */
export interface UserPage {
  /** What the page is known by; users that come to a slice later are none. */
  readonly name?: string;
  readonly users: readonly User[];
  /** The place of each one among all users of the run. */
  readonly order: readonly number[];
  /** By key. */
  readonly edits?: RetryFailed['edits'];
  readonly secrets?: readonly SecretSource[];
}

/** A slice of a run's users. It gets them with its start, or from whoever started the run: then the page is empty, but for its name. */
export interface UserSlice {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly options: RunOptions;
  /** Counts from 1 through the whole run. */
  readonly number: number;
  readonly page: UserPage;
  /** The most users that it takes. */
  readonly room: number;
  /** It was opened for users who joined the run. */
  readonly later?: true;
}

export type OnboardUsersInput = UserSlice;

/** Input of `offboardUsers`. */
export interface OffboardUsersInput extends UserSlice, Leaving {}

/** Argument of the signal `share`: how many users the slice may have in flight from now on, and how often it tells the run. */
export interface SliceShare<P = Prepared | PreparedDeparture> {
  /** Which of the slice's shares it is, from 1. */
  readonly given: number;
  readonly most: number;
  readonly prepared: P;
  /** It tells when so many users have ended, and this long after it told before, in ms. */
  readonly everyUsers: number;
  readonly everyMs: number;
}

/** What a slice tells its run, by the signal `told`: how it stands, whole each time. */
export interface SliceReport {
  readonly number: number;
  readonly counts: Counts;
  /** How many users it changed. */
  readonly changed: number;
  readonly codes: FailureCounts;
  /** The first failed users. */
  readonly failed: readonly KeyedFailure[];
  /** The page that it was given last; absent until it has one. */
  readonly page?: string;
  /** The share that it was given last, less what it has given back; absent until it has one. */
  readonly share?: Pick<SliceShare, 'given' | 'most'>;
  /** A user met nothing but an outage of the target: the slice starts nobody until the run says so. */
  readonly down?: true;
}

/** What a slice returns. Its users stand in its history: `KeptUser`. */
export interface SliceEnd extends SliceReport {
  /** What must be removed at the run's end; `complete` unless some users could not tell theirs. */
  readonly leases: readonly string[];
  readonly complete: boolean;
  readonly drain?: Omit<DrainReport, 'secrets'>;
}

/** Argument of the signal `change`: what an operator asked the run for. `look`: say what would be done, and do nothing. */
export interface SliceChange {
  readonly id: string;
  readonly kind: 'retry' | 'skip';
  readonly users?: readonly string[];
  readonly edits?: RetryFailed['edits'];
  readonly look?: true;
}

/** Argument of the signal `changed`: of a change, whom the slice has of those who were named, and how many it was for. */
export interface SliceAnswer {
  readonly id: string;
  readonly named: readonly string[];
  readonly count: number;
  /** Why nothing can be done. */
  readonly refusal?: string;
}

/** The slices of a run that were opened together: users are spread over them by `shardOf`. */
export interface SliceGroup {
  /** The number of the first one. */
  readonly first: number;
  readonly count: number;
}

/** How one slice stands. */
export interface SliceGlance {
  readonly number: number;
  readonly counts: Counts;
  readonly page?: string;
  readonly ended?: true;
}

/** What the query `slices` answers: at most 100 slices on a page, counted from 0. */
export interface SlicesPage {
  readonly groups: readonly SliceGroup[];
  readonly slices: readonly SliceGlance[];
  readonly nextPage?: number;
}

/** Argument of the update `openSlices`: the names of the pages that will come, one for each slice. Answers the number of the first. */
export interface OpenSlices {
  readonly target: TargetRef;
  readonly pages: readonly string[];
  readonly leaving?: Leaving;
}
