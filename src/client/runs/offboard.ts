import type { NoticeWish } from '../../domain/run/notice';
import type { Leaving, RunOptions } from '../../domain/run/run';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { User } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { startRun } from './start';
import type { Started } from './start-request';

export interface OffboardingRequest extends Leaving {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly users: readonly User[];
  readonly options: RunOptions;
  /** Who is told when the run has ended. */
  readonly notify?: readonly NoticeWish[];
  /** `fingerprintOf` the request; tells a run that waits for a worker apart from another one. */
  readonly fingerprint?: string;
}

/**
 * Starts an offboarding of a tenant's users, or joins the one that is open and gives it the users it does not have. The
 * caller has made sure that so many may go. Throws `ClientError` as `startOnboarding` does; RUN_REFUSED, too, when the open
 * one does otherwise with its users, or the tenant is being onboarded.
 */
export function startOffboarding(temporal: Temporal, request: OffboardingRequest): Promise<Started> {
  const { tenant, target, users, options, notify = [], how, force, fingerprint } = request;
  return startRun(temporal, {
    input: { tenant, target, users, options, ...(notify.length > 0 && { notify }) },
    leaving: { how, force },
    again: 'always',
    ...(fingerprint !== undefined && { fingerprint }),
  });
}
