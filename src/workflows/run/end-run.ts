import { ApplicationFailure } from '@temporalio/common';
import { log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import { factsOf } from '../../domain/failures/failures';
import type { OnboardingActivities, Prepared } from '../../domain/run/activities';
import { targetLabel } from '../../domain/run/names';
import type { TenantResult } from '../../domain/run/outcome';
import type { OnboardTenantInput } from '../../domain/run/run';
import type { Drain } from '../completed/secret-drain';
import { releasePolicy } from '../state/policies';
import type { TenantRun } from '../state/tenant-run';
import { type Reason, reasonOf, runFailure } from '../state/user-failure';
import { publishFailed, publishRunFailure } from '../telling/attributes';
import { describeRun } from '../telling/describe-run';
import { countRun } from '../telling/run-metrics';
import type { Notices } from './notices';

/** Removes what steps made for the time of the run; a failure is reported, it doesn't undo what was achieved. */
export async function release(
  { target }: OnboardTenantInput,
  { present }: Pick<Prepared, 'present'>,
  run: TenantRun,
): Promise<Reason | undefined> {
  run.phase = 'cleaning-up';
  const { leases, complete } = run.takeLeases();
  if (leases.length === 0 && complete) return undefined;
  const summary = `Remove what was temporary in ${targetLabel(target)}`;
  const { releaseTarget } = proxyActivities<OnboardingActivities>({ ...releasePolicy, summary });
  try {
    await releaseTarget({ target, leases, present, complete });
    return undefined;
  } catch (error) {
    run.keepLeases(leases);
    const reason = reasonOf(error);
    log.error('cleanup failed', { target: targetLabel(target), code: reason.code });
    return reason;
  }
}

export interface Ending {
  readonly run: TenantRun;
  readonly drain: Drain;
  readonly notices: Notices;
}

/** Whoever still waits is not taken any more: the result is what it is, and is told. */
export async function conclude({ run, drain, notices }: Ending, cleanupFailure: Reason | undefined): Promise<void> {
  run.cancelWaiting();
  await notices.tell(run.result(cleanupFailure, drain.report()));
}

export function end({ run, drain, notices }: Ending, cleanupFailure: Reason | undefined): TenantResult {
  run.cancelWaiting();
  run.phase = 'closed';
  const result = run.result(cleanupFailure, drain.report(), notices.report());
  publishFailed(run.failures, result.status);
  countRun({ direction: run.direction, target: result.target }, result.status);
  setCurrentDetails(describeRun(run));
  return result;
}

/** Users that were announced never came: whoever did was carried out, and stands in the slices. */
export async function failForMissingPages({ notices }: Ending): Promise<never> {
  const error = ApplicationFailure.nonRetryable(factsOf('PAGES_MISSING').cause, 'PAGES_MISSING');
  publishRunFailure('PAGES_MISSING');
  await notices.tellFailure(reasonOf(error));
  throw runFailure(error);
}
