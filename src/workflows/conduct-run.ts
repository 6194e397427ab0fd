import type { ActivityOptions } from '@temporalio/common';
import { CancellationScope, condition, log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { OnboardingActivities, Prepared } from '../domain/activities';
import { targetLabel } from '../domain/names';
import type { TenantResult, UserOutcome } from '../domain/outcome';
import type { Leaving, OnboardTenantInput } from '../domain/run';
import type { User } from '../domain/user';
import { publishFailed, publishStatus } from './attributes';
import { describeRun } from './describe-run';
import { LedgerEntry } from './ledger-entry';
import { handleMessages } from './messages';
import { Notices } from './notices';
import { preparePolicy, releasePolicy } from './policies';
import { Drain } from './secret-drain';
import { TenantRun } from './tenant-run';
import { type Reason, reasonOf, runFailure, wasCancelled } from './user-failure';
import { waitOut } from './wait-out';
import { UserWindow } from './user-window';

/** Leases that were there before the run. */
type Preparation = Pick<Prepared, 'present'>;

/** What a run of either way does of its own. */
export interface Work<P extends Preparation> {
  readonly input: OnboardTenantInput;
  /** Of an offboarding. */
  readonly leaving?: Leaving;
  /** Waits until the target is ready, and makes the plans. */
  prepare(policy: ActivityOptions): Promise<P>;
  /** Runs one user's workflow to its end. */
  carryOut(user: User, prepared: P): Promise<UserOutcome>;
}

/**
 * Conducts a tenant's run: makes the plans, runs one workflow a user in a sliding window, stays open for mending when
 * asked to, removes what was temporary, aggregates, and tells whom it was asked to. One user's failure never stops another. Fails as a whole only
 * when the target could not be prepared: then no user was touched.
 */
export async function conductRun<P extends Preparation>(work: Work<P>): Promise<TenantResult> {
  const { input, leaving } = work;
  const run = new TenantRun(input, leaving === undefined ? 'onboard' : 'offboard');
  const desk = { closed: false, cancelled: false };
  handleMessages(run, { target: input.target, leaving }, () => {
    desk.closed = true;
  });
  CancellationScope.current().cancelRequested.catch(() => {
    desk.cancelled = true;
  });
  const ending = { run, drain: new Drain(run), notices: new Notices(run) };
  const ledger = new LedgerEntry(run, input.target);
  const prepared = await prepare(work, ending.notices);
  const users = new CancellationScope();

  return CancellationScope.nonCancellable(async () => {
    if (prepared === undefined) {
      await conclude(ending, undefined);
      return end(ending, undefined);
    }
    const window = new UserWindow({ input, run, users, carryOut: (user) => work.carryOut(user, prepared) });
    for (;;) {
      await conductAndHold({ input, run, desk, window });
      const cleanupFailure = await release(input, prepared, run);
      await ledger.carryOut();
      await ending.drain.carryOut();
      // Somebody may have added users meanwhile.
      if (run.waiting > 0 && !desk.cancelled) continue;
      await conclude(ending, cleanupFailure);
      if (run.waiting === 0 || desk.cancelled) return end(ending, cleanupFailure);
    }
  });
}

/** Undefined when the run was cancelled meanwhile. */
async function prepare<P extends Preparation>(work: Work<P>, notices: Notices): Promise<P | undefined> {
  const { options } = work.input;
  try {
    return await waitOut({ options, policy: preparePolicy(options), outage: 'fail' }, (policy) => work.prepare(policy));
  } catch (error) {
    if (wasCancelled(error)) return undefined;
    publishStatus('failed');
    await CancellationScope.nonCancellable(() => notices.tellFailure(reasonOf(error)));
    throw runFailure(error);
  }
}

interface Course {
  readonly input: OnboardTenantInput;
  readonly run: TenantRun;
  readonly desk: { closed: boolean; cancelled: boolean };
  readonly window: UserWindow;
}

/** Runs every user; with failed ones, waits for somebody to retry them, to add users, or to close the run. */
async function conductAndHold({ input, run, desk, window }: Course): Promise<void> {
  for (;;) {
    run.phase = 'running';
    await window.drain(() => desk.cancelled);
    if (desk.cancelled) return run.cancelWaiting();
    if (run.failures === 0 || desk.closed || input.options.holdForMs === 0) return;

    run.phase = 'holding';
    publishFailed(run.failures, 'needs-attention');
    setCurrentDetails(describeRun(run));
    await condition(() => desk.closed || desk.cancelled || run.waiting > 0, input.options.holdForMs, {
      summary: 'Hold for mending',
    });
    if (run.waiting === 0 || desk.cancelled) return;
    publishStatus('running');
  }
}

/** Removes what steps made for the time of the run; a failure is reported, it doesn't undo what was achieved. */
async function release(
  { target }: OnboardTenantInput,
  { present }: Preparation,
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

interface Ending {
  readonly run: TenantRun;
  readonly drain: Drain;
  readonly notices: Notices;
}

/** Whoever still waits is not taken any more: the result is what it is, and is told. */
async function conclude({ run, drain, notices }: Ending, cleanupFailure: Reason | undefined): Promise<void> {
  run.cancelWaiting();
  await notices.tell(run.result(cleanupFailure, drain.report()));
}

function end({ run, drain, notices }: Ending, cleanupFailure: Reason | undefined): TenantResult {
  run.cancelWaiting();
  run.phase = 'closed';
  const result = run.result(cleanupFailure, drain.report(), notices.report());
  publishFailed(run.failures, result.status);
  setCurrentDetails(describeRun(run));
  return result;
}
