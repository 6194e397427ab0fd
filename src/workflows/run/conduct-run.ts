import type { ActivityOptions } from '@temporalio/common';
import { CancellationScope, condition, setCurrentDetails } from '@temporalio/workflow';
import type { Prepared } from '../../domain/run/activities';
import type { PreparedDeparture } from '../../domain/run/departure';
import { bytesOf, isLarge } from '../../domain/run/run-size';
import type { Direction } from '../../domain/run/names';
import type { TenantResult, UserOutcome } from '../../domain/run/outcome';
import type { Leaving, OnboardTenantInput } from '../../domain/run/run';
import type { User } from '../../domain/tenant/user';
import {
  FailedTally,
  introduce,
  publishFailed,
  publishRunFailure,
  publishStatus,
  statusNow,
} from '../telling/attributes';
import { describeRun } from '../telling/describe-run';
import { LedgerEntry } from '../completed/ledger-entry';
import { handleMessages } from './handle-messages';
import { conclude, end, failForMissingPages, release } from './end-run';
import { Notices } from './notices';
import { preparePolicy } from '../state/policies';
import { RunOutages } from '../pauses/run-outages';
import { RunPauses } from '../pauses/run-pauses';
import { countRun } from '../telling/run-metrics';
import { Drain } from '../completed/secret-drain';
import { SliceDesk } from '../slices/slice-desk';
import { runSlice } from '../slices/user-slice';
import { TenantRun } from '../state/tenant-run';
import { reasonOf, runFailure, wasCancelled } from '../state/user-failure';
import { waitOut } from '../user/wait-out';
import { UserWindow } from '../window/user-window';

/** The plans, and leases that were there before the run. */
type Preparation = Prepared | PreparedDeparture;

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
 * Conducts a tenant's run: makes the plans, runs one workflow a user in a sliding window, of many users in slices, stays open for
 * mending when asked to, removes what was temporary, aggregates, and tells whom it was asked to. One user's failure never stops
 * another. Fails as a whole only when the target could not be prepared: then no user was touched; or when users that were announced
 * never came.
 */
export async function conductRun<P extends Preparation>(work: Work<P>): Promise<TenantResult> {
  const { input, leaving } = work;
  introduce(input);
  const inSlices = isLarge(input.users.length, bytesOf(input.users), input.slices);
  const run = new TenantRun(inSlices ? { ...input, users: [] } : input, directionOf(work));
  const desk = { closed: false, cancelled: false };
  const users = new CancellationScope();
  const describe = describer(run);
  const outages: { begin?: () => void } = {};
  const slices = new SliceDesk({
    ...{ input, run, users, describe },
    down: () => outages.begin?.(),
    carryOut: (slice, title) => runSlice(slice, title, leaving),
  });
  handleMessages(run, { aim: { target: input.target, leaving }, slices }, () => {
    desk.closed = true;
  });
  const pauses = new RunPauses(run, input);
  CancellationScope.current().cancelRequested.catch(() => {
    desk.cancelled = true;
  });
  slices.openFor(inSlices ? input : { ...input, users: [] });
  const ending = { run, drain: new Drain(run, slices), notices: new Notices(run) };
  const ledger = new LedgerEntry(run, input.target);
  const prepared = await prepare(work, { notices: ending.notices, pauses, slices, users });
  if (prepared !== undefined) slices.prepared = prepared;

  return CancellationScope.nonCancellable(async () => {
    if (prepared === undefined) {
      await slices.finish(() => true);
      await conclude(ending, undefined);
      return end(ending, undefined);
    }
    const window = windowOf(work, { run, users, prepared, describe, slices, outages });
    // Somebody may add users whenever.
    const goesOn = () => run.waiting > 0 && !desk.cancelled;
    for (;;) {
      await conductAndHold({ input, run, desk, window });
      if (!(await slices.finish(() => desk.cancelled)) || goesOn()) continue;
      const cleanupFailure = await release(input, prepared, run);
      await ledger.carryOut();
      await ending.drain.carryOut();
      if (goesOn()) continue;
      if (run.slices.isGivenUp && run.slices.neverFilled > 0 && !desk.cancelled) await failForMissingPages(ending);
      await conclude(ending, cleanupFailure);
      if (!goesOn()) return end(ending, cleanupFailure);
    }
  });
}

interface Crew<P> {
  readonly run: TenantRun;
  readonly users: CancellationScope;
  readonly prepared: P;
  readonly describe: () => string;
  readonly slices: SliceDesk;
  readonly outages: { begin?: () => void };
}

function describer(run: TenantRun): () => string {
  const tally = new FailedTally();
  return () => {
    tally.note(run.counts());
    return describeRun(run);
  };
}

function windowOf<P extends Preparation>(work: Work<P>, crew: Crew<P>): UserWindow {
  const { input } = work;
  const { run, users, prepared, describe, slices } = crew;
  const outages = new RunOutages({
    ...{ run, input, scope: users },
    probe: (policy) => work.prepare(policy),
    back: () => window.beginSlowly(),
    givenUp: () => slices.link.giveUp(),
  });
  crew.outages.begin = () => outages.begin();
  const window = new UserWindow({
    ...{ target: input.target, run, users, describe, slices },
    most: () => input.options.concurrency,
    down: () => outages.begin(),
    carryOut: (user) => work.carryOut(user, prepared),
  });
  return window;
}

function directionOf({ leaving }: Pick<Work<Preparation>, 'leaving'>): Direction {
  return leaving === undefined ? 'onboard' : 'offboard';
}

/** What there is of a run before the target is ready. */
interface Anteroom {
  readonly notices: Notices;
  readonly pauses: RunPauses;
  readonly slices: SliceDesk;
  readonly users: CancellationScope;
}

/** Undefined when the run was cancelled meanwhile. */
async function prepare<P extends Preparation>(
  work: Work<P>,
  { notices, pauses, slices, users }: Anteroom,
): Promise<P | undefined> {
  const { options } = work.input;
  try {
    await pauses.waitOutMaintenance();
    return await waitOut({ options, policy: preparePolicy(options), outage: 'fail' }, (policy) => work.prepare(policy));
  } catch (error) {
    if (wasCancelled(error)) return undefined;
    publishRunFailure(reasonOf(error).code);
    countRun({ direction: directionOf(work), target: work.input.target }, 'failed');
    users.cancel();
    await CancellationScope.nonCancellable(async () => {
      await slices.finish(() => true);
      await notices.tellFailure(reasonOf(error));
    });
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
async function conductAndHold(course: Course): Promise<void> {
  const { input, run, desk, window } = course;
  for (;;) {
    run.phase = 'running';
    await window.drain({ stopped: () => desk.cancelled, held: () => !run.gate.isOpen });
    if (desk.cancelled) return run.cancelWaiting();
    if (!run.gate.isOpen && !desk.closed) {
      await condition(() => run.gate.isOpen || desk.closed || desk.cancelled || run.waiting > 0);
    } else {
      if (run.failures === 0 || desk.closed || input.options.holdForMs === 0) return;
      if ((await hold(course)) === 'over') return;
    }
  }
}

/** A hold that a pause outlasts is no chance to mend: there is another one after the pause. */
async function hold({ input, run, desk }: Course): Promise<'over' | 'goes-on'> {
  run.phase = 'holding';
  publishFailed(run.failures, statusNow(run));
  setCurrentDetails(describeRun(run));
  const over = () => desk.closed || desk.cancelled || run.waiting > 0 || run.failures === 0;
  await condition(over, input.options.holdForMs, { summary: 'Hold for mending' });
  if (desk.cancelled || (run.waiting === 0 && (desk.closed || run.gate.isOpen))) return 'over';
  run.phase = 'running';
  publishStatus(statusNow(run));
  return 'goes-on';
}
