import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  sleep,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { sliceWorkflowId } from '../../domain/run/names';
import type { SliceAnswer, SliceChange, SliceShare } from '../../domain/run/user-slice';
import { listenSignal } from '../messages/listen';
import { sliceAnswer } from '../messages/shapes';
import type { SliceEntry } from '../state/slice-book';
import type { TenantRun } from '../state/tenant-run';
import { change, changed, finish, gateChanged, giveUp, share } from './slice-messages';

/** What a run says to its slices. */
export class SliceLink {
  private readonly run: TenantRun;
  /** Slices that know that the run's gate is closed; those that are being told of it: the next news would overtake this one. */
  private readonly closed = new Set<number>();
  private readonly telling = new Set<number>();
  private readonly answers = new Map<string, SliceAnswer>();

  constructor(run: TenantRun) {
    this.run = run;
    listenSignal(changed, sliceAnswer, (answer) => void this.answers.set(answer.id, answer));
  }

  get hasGateNews(): boolean {
    return this.gateNews().length > 0;
  }

  tellGate(): void {
    for (const entry of this.gateNews()) void this.tellGateTo(entry.number);
  }

  /** A slice that tells of an outage starts nobody, without being told. */
  knowsClosed(number: number): void {
    this.closed.add(number);
  }

  /** Of a slice that has ended. */
  forget(number: number): void {
    this.closed.delete(number);
  }

  share(entry: SliceEntry, news: Omit<SliceShare, 'given'>): void {
    const before = entry.share;
    const given = entry.given + 1;
    entry.share = news.most;
    entry.given = given;
    void whenLost(
      () => handleOf(entry.number).signal(share, { ...news, given }),
      () => {
        if (entry.ended || entry.given !== given) return;
        entry.share = before;
        entry.given = given - 1;
      },
    );
  }

  /** Nobody waits any more for a target that does not come back: tried until it is heard, or the slice has ended. */
  giveUp(): void {
    for (const entry of this.run.slices.openOnes) if (entry.told.counts.pending > 0) this.tellGiveUp(entry);
  }

  finish({ number }: SliceEntry): void {
    handleOf(number)
      .signal(finish, null)
      .catch(() => undefined);
  }

  /** What becomes of a change in one slice; nothing in one that ends before it answers. */
  async ask({ number }: SliceEntry, wanted: Omit<SliceChange, 'id'>): Promise<SliceAnswer> {
    const id = uuid4();
    const entry = this.run.slices.get(number);
    await handleOf(number)
      .signal(change, { id, ...wanted })
      .catch(() => undefined);
    await condition(() => this.answers.has(id) || entry?.ended !== false);
    const answer = this.answers.get(id) ?? { id, named: [], count: 0 };
    this.answers.delete(id);
    return answer;
  }

  private tellGiveUp(entry: SliceEntry): void {
    void whenLost(
      () => handleOf(entry.number).signal(giveUp, null),
      () => {
        if (!entry.ended) this.tellGiveUp(entry);
      },
    );
  }

  /** Slices that have nobody in flight hear of it with their share. */
  private gateNews(): readonly SliceEntry[] {
    const { gate, slices } = this.run;
    return slices.openOnes.filter(({ number, share: mayHave }) => {
      const knows = this.closed.has(number);
      return !this.telling.has(number) && (gate.isOpen ? knows : !knows && mayHave > 0);
    });
  }

  private async tellGateTo(number: number): Promise<void> {
    const { paused } = this.run.gate;
    const knew = this.closed.has(number);
    const set = (isClosed: boolean) => (isClosed ? this.closed.add(number) : this.closed.delete(number));
    this.telling.add(number);
    set(paused !== undefined);
    await whenLost(
      () => handleOf(number).signal(gateChanged, paused ?? null),
      () => set(knew),
    );
    this.telling.delete(number);
  }
}

function handleOf(number: number) {
  return getExternalWorkflowHandle(sliceWorkflowId(workflowInfo().workflowId, number));
}

/** A slice that has just ended does not hear any more. Never rejects, whoever is cancelled: nobody awaits it. */
function whenLost(signal: () => Promise<void>, forget: () => void): Promise<void> {
  return CancellationScope.nonCancellable(async () => {
    try {
      await signal();
    } catch {
      await sleep('1 second');
      forget();
    }
  });
}
