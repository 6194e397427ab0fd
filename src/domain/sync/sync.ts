import type { KindChange, LedgerComparison } from '../run/ledger';
import type { NoticeWish } from '../run/notice';
import type { NoticeReport, TenantResult, UserFailure } from '../run/outcome';
import { limitText, mostRemovals, type RemovalLimit } from './removal-guard';
import { type Leaving, maxUsers, type RunOptions, type SlicePolicy } from '../run/run';
import type { TargetRef } from '../tenant/target-ref';
import type { User } from '../tenant/user';

/** Input of `syncTenant`: these users, and nobody else whom this tool onboarded for the tenant at this place. */
export interface SyncInput {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly users: readonly User[];
  /** Of a long list, which goes to the slices of the onboarding: `users` is empty then. */
  readonly paged?: PagedList;
  readonly options: RunOptions;
  /** What becomes of those who are no longer wanted. */
  readonly leaving: Leaving;
  /** The guard; without one, as `mostRemovals` says, and nobody for an empty list: that may be a mistake. */
  readonly limit?: RemovalLimit;
  /** When its runs keep users in slices; `defaultSlices` when absent. */
  readonly slices?: SlicePolicy;
  /** Who is told when both parts have ended. */
  readonly notify?: readonly NoticeWish[];
}

/** A list that whoever starts the synchronisation has compared with the ledger, and hands over page by page. */
export interface PagedList {
  readonly pages: readonly string[];
  readonly total: number;
  readonly found: LedgerComparison;
}

/** How many users are wanted. */
export function wantedIn({ users, paged }: Pick<SyncInput, 'users' | 'paged'>): number {
  return paged?.total ?? users.length;
}

/** The result of a part without its lists of users, which its own run has; `failed` are the first ones. */
export type PartResult = Omit<TenantResult, 'completed' | 'cancelled' | 'skipped' | 'corrected'>;

/** More failures are told by the parts' own runs: two long results would not fit into one payload. */
const mostFailures = 100;

export function partOf({
  completed: _,
  cancelled: __,
  skipped: ___,
  corrected: ____,
  ...part
}: TenantResult): PartResult {
  return { ...part, failed: part.failed.slice(0, mostFailures) };
}

/** What `syncTenant` returns. `onboarded` is absent when nobody is wanted, `offboarded` when nobody was to go. */
export interface SyncResult {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly status: TenantResult['status'];
  /** How many users the ledger knew before. */
  readonly known: number;
  /** How many users' kind is another one than they were onboarded as: nothing was done about that. */
  readonly differingTotal: number;
  /** The first of them. */
  readonly differing: readonly KindChange[];
  readonly onboarded?: PartResult;
  readonly offboarded?: PartResult;
  /** Why the offboarding as a whole failed: nobody was removed. */
  readonly offboardingFailure?: Omit<UserFailure, 'step'>;
  /** What became of telling of the end. */
  readonly notices?: readonly NoticeReport[];
}

/** What the query `syncStatus` answers. */
export interface SyncStatus {
  readonly tenant: string;
  readonly phase: 'comparing' | 'waiting' | 'onboarding' | 'offboarding' | 'closed';
  /** How many users each part has; undefined while that is not known. */
  readonly users: { readonly onboard: number; readonly offboard: number | undefined };
}

/** Why the guard does not let a synchronisation begin; undefined when it does. */
export function refusalOf(
  { limit, ...list }: Pick<SyncInput, 'users' | 'paged' | 'limit'>,
  { goneTotal, known }: Pick<LedgerComparison, 'goneTotal' | 'known'>,
): string | undefined {
  if (goneTotal === 0) return undefined;
  const removed = `${goneTotal} of ${known} users would be removed`;
  if (goneTotal > maxUsers) return `${removed}; one run removes at most ${maxUsers}`;
  if (wantedIn(list) === 0 && limit === undefined) return `${removed}, for the list is empty`;
  if (goneTotal <= mostRemovals(limit, known)) return undefined;
  return `${removed}; the guard allows ${limitText(limit, known)}`;
}
