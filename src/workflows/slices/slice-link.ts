import {
  defineSignal,
  type ExternalWorkflowHandle,
  getExternalWorkflowHandle,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { messages, sliceWorkflowId } from '../../domain/run/names';
import type { Paused } from '../../domain/run/outcome';
import type { User } from '../../domain/tenant/user';
import type { SliceReport } from '../../domain/run/user-slice';
import { listenSignal } from '../messages/listen';
import { sliceReport } from '../messages/shapes';
import type { TenantRun } from '../state/tenant-run';

/** From a slice to its run. */
export const usersEnded = defineSignal<[SliceReport]>(messages.usersEnded);
/** From a run to its slices: why its gate is closed, or null when it is open. */
export const gateChanged = defineSignal<[Paused | null]>(messages.gateChanged);
/** From a run to a slice: the keys of users who are not to be started any more. */
export const leaveOut = defineSignal<[readonly string[]]>(messages.leaveOut);

/** From a run to a slice: nobody waits any more for a target that does not come back. */
export const giveUp = defineSignal<[null | undefined]>(messages.giveUp);

/** A slice that has not ended, as its run knows it. */
export interface OpenSlice {
  readonly number: number;
  /** The most of its users in flight. */
  readonly share: number;
  /** Users whose end is not known yet. */
  readonly left: Map<string, User>;
  readonly toldSkipped: Set<string>;
  /** Whether the slice knows that the run's gate is closed. */
  toldClosed?: boolean;
  /** Whether it is being told of the gate: the next news would overtake this one. */
  telling?: boolean;
}

/** What a run and its slices say to each other. */
export class SliceLink {
  private readonly run: TenantRun;

  constructor(run: TenantRun, note: (report: SliceReport) => void) {
    this.run = run;
    listenSignal(usersEnded, sliceReport, note);
  }

  hasNewsFor(slice: OpenSlice): boolean {
    return this.gateNews(slice) || this.skippedNews(slice).length > 0;
  }

  tellNews(slice: OpenSlice): void {
    const { toldSkipped, number } = slice;
    const handle = getExternalWorkflowHandle(sliceWorkflowId(workflowInfo().workflowId, number));
    if (this.gateNews(slice)) void this.tellGate(slice, handle);
    const skipped = this.skippedNews(slice);
    if (skipped.length === 0) return;
    for (const key of skipped) toldSkipped.add(key);
    void whenLost(handle.signal(leaveOut, skipped), () => {
      for (const key of skipped) toldSkipped.delete(key);
    });
  }

  /** Tried until it is heard, or the slice has ended. */
  giveUp({ number, left }: OpenSlice): void {
    const handle = getExternalWorkflowHandle(sliceWorkflowId(workflowInfo().workflowId, number));
    const tell = (): void =>
      void whenLost(handle.signal(giveUp, null), () => {
        if (left.size > 0) tell();
      });
    tell();
  }

  private async tellGate(slice: OpenSlice, handle: ExternalWorkflowHandle): Promise<void> {
    const { toldClosed = false } = slice;
    slice.telling = true;
    slice.toldClosed = !toldClosed;
    await whenLost(handle.signal(gateChanged, this.run.gate.paused ?? null), () => {
      slice.toldClosed = toldClosed;
    });
    slice.telling = false;
  }

  private gateNews({ toldClosed = false, telling = false }: OpenSlice): boolean {
    return !telling && toldClosed === this.run.gate.isOpen;
  }

  private skippedNews({ left, toldSkipped }: OpenSlice): string[] {
    return [...left.values()]
      .filter((user) => this.run.statusOf(user) === 'skipped' && !toldSkipped.has(user.key))
      .map(({ key }) => key);
  }
}

/** A slice that has not quite begun does not hear yet, one that has just ended not any more. */
async function whenLost(told: Promise<void>, forget: () => void): Promise<void> {
  try {
    await told;
  } catch {
    await sleep('1 second');
    forget();
  }
}
