import { defineSignal, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { Prepared } from '../../domain/run/activities';
import type { PreparedDeparture } from '../../domain/run/departure';
import { messages } from '../../domain/run/names';
import {
  refusals,
  type SliceAnswer,
  type SliceChange,
  type SliceShare,
  type UserPage,
  type UserSlice,
} from '../../domain/run/user-slice';
import { refusalOfRetry, refusalOfUsers } from '../messages/check-updates';
import { type Check, nothing } from '../messages/checks';
import { listenQuery, listenSignal, listenUpdate } from '../messages/listen';
import { gate, sliceChange, sliceShare, statusRequest, userKeys, userPage } from '../messages/shapes';
import { outageOutlasted } from '../pauses/run-outages';
import type { TenantRun } from '../state/tenant-run';
import type { UserWindow } from '../window/user-window';
import { change, changed, finish, gateChanged, giveUp, missingUsers, sliceStatus, takeUsers } from './slice-messages';
import { asked, type ChangePart, partFor } from './change-part';
import type { SliceReports } from './slice-reports';

/** How a slice is to go on. */
export interface SliceState<P> {
  share?: SliceShare<P>;
  cancelled: boolean;
  /** The run ends. */
  finishing: boolean;
  over: boolean;
}

interface Parts<P> {
  readonly input: UserSlice;
  readonly run: TenantRun;
  readonly reports: SliceReports;
  readonly window: UserWindow;
  readonly at: SliceState<P>;
  readonly prepared: Check<P>;
}

/** The most bytes of all users of a slice: what is kept of them must stay below 256 KiB. */
const mostBytes = 130_000;

/** Lets a slice's run, and whoever brings its users, say how it goes on. */
export function obeyRun<P extends Prepared | PreparedDeparture>(
  parts: Parts<P>,
): { readonly take: (page: UserPage) => void } {
  const { run, window, at, reports } = parts;
  listenQuery(sliceStatus, statusRequest, (request) => run.page(request?.page ?? 0, request?.pageSize ?? 100));
  listenQuery(missingUsers, userKeys, (keys) => keys.filter((key) => !run.has(key)));
  const take = ({ name, users, order, edits = {}, secrets = [] }: UserPage): void => {
    giveBackShare(parts);
    run.addSecrets(secrets);
    run.add(users, order);
    run.correct(edits);
    if (name !== undefined) reports.notePage(name);
  };
  listenUpdate(takeUsers, {
    shape: userPage,
    refusal: (page) => refusalOfPage(parts, page),
    carryOut: (page) => {
      take(page);
      return run.counts();
    },
  });
  listenSignal(defineSignal<[SliceShare<P>]>(messages.share), sliceShare(parts.prepared), (given) => {
    if (at.share !== undefined && at.share.given > given.given) return;
    at.share = given;
    giveBackShare(parts);
    reports.obey(given);
  });
  listenSignal(gateChanged, gate, (paused) => {
    if (paused !== null) return run.gate.close(paused);
    run.gate.open('operator');
    run.gate.open('maintenance');
    if (run.gate.isClosedBy('target')) window.beginSlowly();
    run.gate.open('target');
  });
  listenSignal(giveUp, nothing, () => void run.giveUp(outageOutlasted()));
  listenSignal(finish, nothing, () => {
    at.finishing = true;
  });
  listenSignal(change, sliceChange, (wanted) => tellAnswer(carryOut(parts, wanted)));
  return { take };
}

/** Who has nobody that waits keeps no more of its share than it uses: the run has given the rest to others. */
function giveBackShare<P>({ run, window, at }: Pick<Parts<P>, 'run' | 'window' | 'at'>): void {
  if (at.share === undefined || run.waiting > 0) return;
  at.share = { ...at.share, most: Math.min(at.share.most, window.inFlight) };
}

function refusalOfPage<P>({ run, input, at }: Parts<P>, { users, order }: UserPage): string | undefined {
  if (at.cancelled || at.over) return refusals.ending;
  if (order.length !== users.length) return 'order must have a number for each user';
  const refusal = refusalOfUsers(run, users, input);
  if (refusal !== undefined) return refusal;
  return run.sizeWith(users) > input.room || run.bytesWith(users) > mostBytes ? refusals.full : undefined;
}

/** Of those who are named only the slice's own: the run knows whether the others are anybody's. */
function carryOut<P>(parts: Parts<P>, { id, kind, users, edits = {}, look }: SliceChange): SliceAnswer {
  const { run } = parts;
  const of = kind === 'retry' ? (['failed'] as const) : (['failed', 'pending'] as const);
  const named = run.named([...(users ?? []), ...Object.keys(edits)], of);
  const own = partFor(named, { users, edits });
  const refusal = refusalOfChange(parts, kind, own);
  if (refusal !== undefined) return { id, named, count: 0, refusal };
  if (look) return { id, named, count: 0 };
  giveBackShare(parts);
  return { id, named, count: kind === 'retry' ? run.retry(own.users, own.edits) : run.skip(own.users ?? []) };
}

function refusalOfChange<P>(
  { run, at, input }: Parts<P>,
  kind: SliceChange['kind'],
  own: ChangePart,
): string | undefined {
  if (at.cancelled || at.over) return refusals.ending;
  return kind === 'retry' ? refusalOfRetry(run, input.target.system, asked(own)) : undefined;
}

async function tellAnswer(said: SliceAnswer): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  await getExternalWorkflowHandle(parent.workflowId, parent.runId)
    .signal(changed, said)
    .catch(() => undefined);
}
