import { CancellationScope, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { Direction } from '../../domain/run/names';
import type { UserOutcome } from '../../domain/run/outcome';
import type { User } from '../../domain/tenant/user';
import type { SliceReport, UserSlice } from '../../domain/run/user-slice';
import { publishFailed } from '../telling/attributes';
import { describeSlice } from '../telling/describe-user';
import { gateChanged, giveUp, leaveOut } from './slice-link';
import { nothing } from '../messages/checks';
import { outageOutlasted } from '../pauses/run-outages';
import { listenSignal } from '../messages/listen';
import { gate, userKeys } from '../messages/shapes';
import { SliceReports } from './slice-reports';
import { TenantRun } from '../state/tenant-run';
import { UserWindow } from '../window/user-window';

interface SliceWork {
  readonly input: UserSlice;
  readonly direction: Direction;
  /** Runs one user's workflow to its end. */
  readonly carryOut: (user: User) => Promise<UserOutcome>;
}

/**
 * Conducts one slice of a run: one workflow a user in a sliding window, and reports to the run. Returns what it has not
 * reported. Cancelled, it starts nobody any more, and reports those in flight.
 */
export async function conductSlice({ input, direction, carryOut }: SliceWork): Promise<SliceReport> {
  const run = new TenantRun(input, direction);
  run.phase = 'running';
  const at = { cancelled: false, over: false };
  const users = new CancellationScope();
  CancellationScope.current().cancelRequested.catch(() => {
    at.cancelled = true;
  });
  const reports = new SliceReports(input.number, () => inFlight(run));
  const describe = () => describeSlice(run, workflowInfo().parent?.workflowId);
  const window = new UserWindow({
    input,
    run,
    users,
    carryOut,
    describe,
    down: () => reports.tellDown(),
    ended: (end) => reports.note(end),
  });
  obeyRun({ run, reports, window });

  return CancellationScope.nonCancellable(async () => {
    setCurrentDetails(describe());
    const drained = window.drain({ stopped: () => at.cancelled, held: () => !run.gate.isOpen });
    const over = drained.finally(() => {
      at.over = true;
    });
    await Promise.all([over, reports.tellUntil(() => at.over)]);
    run.cancelWaiting();
    publishFailed(run.failures, run.result(undefined).status);
    run.phase = 'closed';
    setCurrentDetails(describe());
    return reports.rest();
  });
}

function inFlight(run: TenantRun): string[] {
  const { users } = run.page(0, run.counts().total);
  return users.filter(({ state }) => state.status === 'running').map(({ key }) => key);
}

interface Parts {
  readonly run: TenantRun;
  readonly reports: SliceReports;
  readonly window: UserWindow;
}

/** Lets the run close and open the slice's gate, leave users out, and give up waiting for the target. */
function obeyRun({ run, reports, window }: Parts): void {
  listenSignal(gateChanged, gate, (paused) => {
    if (paused === null) {
      run.gate.open('operator');
      run.gate.open('maintenance');
      if (run.gate.isClosedBy('target')) window.beginSlowly();
      run.gate.open('target');
    } else run.gate.close(paused);
  });
  listenSignal(leaveOut, userKeys, (keys) => void run.skip(keys));
  listenSignal(giveUp, nothing, () => {
    const detail = outageOutlasted();
    for (const { key } of run.giveUp(detail)) reports.note({ key, how: 'failed', detail });
  });
}
