import type { FailureCode } from '../failures/failures';
import type { Counts, FailedUser, FailureCounts, TenantResult, UserFailure } from './outcome';
import type { TargetRef } from '../tenant/target-ref';

/** Whom the end of a run is told: an address that holds no secret, or the name of one in the worker configuration. */
export type NoticeAddress = { readonly url: string } | { readonly name: string };

/** `users`: with the records of the users that failed, which are personal data. */
export interface NoticeWish {
  readonly to: NoticeAddress;
  readonly users?: true;
}

/** What is told of a run that ended; no personal data but `failed`, which is there when it was wished for. */
export interface RunEnded {
  readonly tenant: string;
  readonly target: TargetRef;
  /** `failed`: as a whole, before any user was touched; `error` says why. */
  readonly status: TenantResult['status'] | 'failed';
  readonly counts: Counts;
  /** How many users the run changed. */
  readonly changed: number;
  readonly codes: FailureCounts;
  readonly error?: Omit<UserFailure, 'step'>;
  /** What was left behind at the end, and why: something temporary in the target, entries in a secret. */
  readonly leftovers: readonly { readonly what: 'target' | 'secret'; readonly code: FailureCode }[];
  readonly workflowId: string;
  readonly runId: string;
  readonly failed?: readonly FailedUser[];
}

/** One notice. `id` is the same for every attempt to deliver it; `time` in ISO 8601. */
export interface NoticeInput {
  readonly to: NoticeAddress;
  readonly id: string;
  readonly time: string;
  readonly ended: RunEnded;
}

/** Delivers a notice; throws `TargetError` NOTIFY_…. */
export type Notifier = (notice: NoticeInput, signal: AbortSignal) => Promise<void>;

/** The address in one word. */
export function noticeLabel(to: NoticeAddress): string {
  return 'url' in to ? to.url : to.name;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why a URL may not stand where everybody can read it, or may not be posted to, in words that do not repeat it;
 * undefined for one that may. Secrets hide in a user name, a query and a fragment.
 */
export function refusalOfUrl(text: string): string | undefined {
  const refusal = refusalOfSecretUrl(text);
  if (refusal !== undefined) return refusal;
  if (text.includes('?')) return 'has a query, which may hold a secret';
  return undefined;
}

/** Likewise for one that is itself kept as a secret, so that it may have a query. */
export function refusalOfSecretUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is no URL';
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback.test(hostname))) return 'must be an https:// address';
  if (username !== '' || password !== '') return 'holds a user name or password';
  if (text.includes('#')) return 'has a fragment, which is never sent';
  return undefined;
}
