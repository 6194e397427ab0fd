import {
  CancellationScope,
  condition,
  proxyLocalActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { OnboardingActivities, Prepared } from '../../domain/run/activities';
import type { PreparedDeparture } from '../../domain/run/departure';
import type { Direction } from '../../domain/run/names';
import type { UserOutcome } from '../../domain/run/outcome';
import type { User } from '../../domain/tenant/user';
import type { SliceEnd, UserSlice } from '../../domain/run/user-slice';
import type { Check } from '../messages/checks';
import { LedgerEntry } from '../completed/ledger-entry';
import { Drain } from '../completed/secret-drain';
import { keepPolicy } from '../state/policies';
import { TenantRun } from '../state/tenant-run';
import { publishFailed } from '../telling/attributes';
import { describeSlice } from '../telling/describe-run';
import { UserWindow } from '../window/user-window';
import { obeyRun, type SliceState } from './obey-run';
import { SliceReports } from './slice-reports';

interface SliceWork<P extends Prepared | PreparedDeparture> {
  readonly input: UserSlice;
  readonly direction: Direction;
  readonly prepared: Check<P>;
  /** Runs one user's workflow to its end. */
  readonly carryOut: (user: User, prepared: P) => Promise<UserOutcome>;
}

/**
 * Conducts one slice of a run: holds its users, runs one workflow a user within the share that the run gives it, and tells the run
 * how it stands. Stays open, for users that are retried or added, until the run ends; then writes the ledger, and keeps what
 * became of each user in its history. Cancelled, it starts nobody any more, and does likewise.
 */
export async function conductSlice<P extends Prepared | PreparedDeparture>(work: SliceWork<P>): Promise<SliceEnd> {
  const { input, direction } = work;
  const { tenant, target, options, page, number } = input;
  const run = new TenantRun({ tenant, target, options, users: [] }, direction);
  const at: SliceState<P> = { cancelled: false, finishing: false, over: false };
  const reports = new SliceReports(number, run, () => at.share);
  CancellationScope.current().cancelRequested.catch(() => {
    at.cancelled = true;
  });
  const describe = () => describeSlice(run, workflowInfo().parent?.workflowId);
  const window = new UserWindow({
    ...{ target, run, users: new CancellationScope(), describe },
    most: () => at.share?.most ?? 0,
    carryOut: (user) => carryOut(work, at, user),
    down: () => reports.tellDown(),
  });
  const { take } = obeyRun({ input, run, reports, window, at, prepared: work.prepared });
  if (page.users.length > 0) take(page);
  const ledger = new LedgerEntry(run, target);
  const drain = new Drain(run);

  return CancellationScope.nonCancellable(async () => {
    setCurrentDetails(describe());
    const conducted = conduct(run, window, at).finally(() => {
      at.over = true;
    });
    await Promise.all([conducted, reports.tellUntil(() => at.over)]);
    run.cancelWaiting();
    run.phase = 'cleaning-up';
    await ledger.carryOut();
    await drain.carryOut();
    return end({ run, reports, drain, describe });
  });
}

/** Nobody starts without a share, and plans come with it. */
function carryOut<P extends Prepared | PreparedDeparture>(
  work: SliceWork<P>,
  { share }: SliceState<P>,
  user: User,
): Promise<UserOutcome> {
  if (share === undefined) throw new Error('a user was started without a share');
  return work.carryOut(user, share.prepared);
}

/** Runs users as long as there are any, and until the run ends. */
async function conduct<P>(run: TenantRun, window: UserWindow, at: SliceState<P>): Promise<void> {
  for (;;) {
    run.phase = 'running';
    await window.drain({ stopped: () => at.cancelled, held: () => !run.gate.isOpen });
    await condition(() => at.cancelled || at.finishing || run.waiting > 0);
    if (at.cancelled || (at.finishing && run.waiting === 0)) return;
    // Somebody was added as the run was about to end: it goes on.
    at.finishing = false;
  }
}

interface Ending {
  readonly run: TenantRun;
  readonly reports: SliceReports;
  readonly drain: Drain;
  readonly describe: () => string;
}

async function end({ run, reports, drain, describe }: Ending): Promise<SliceEnd> {
  publishFailed(run.failures, run.result(undefined).status);
  run.phase = 'closed';
  setCurrentDetails(describe());
  if (run.counts().total > 0) {
    const { keepUsers } = proxyLocalActivities<OnboardingActivities>(keepPolicy);
    await keepUsers(run.kept());
  }
  const { down: _, ...report } = reports.now();
  const drained = drain.report();
  const { secrets: __, ...rest } = drained ?? { secrets: [], removed: 0 };
  return { ...report, ...run.takeLeases(), ...(drained !== undefined && { drain: rest }) };
}
