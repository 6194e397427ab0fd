import { ApplicationFailure } from '@temporalio/common';
import type { RetryFailed } from '../../domain/run/run';
import type { SliceAnswer, SliceChange } from '../../domain/run/user-slice';
import type { System } from '../../domain/systems/systems';
import { shardOf } from '../../domain/tenant/shard';
import { refusalOfRetry } from '../messages/check-updates';
import { isFields } from '../messages/checks';
import type { SliceEntry } from '../state/slice-book';
import type { TenantRun } from '../state/tenant-run';
import { asked, type ChangePart, partFor, type Wish } from './change-part';
import type { SliceDesk } from './slice-desk';

/** Users of a run, of those it starts itself and those in its slices, as an operator wants them changed. */
export class UserChange {
  private readonly run: TenantRun;
  private readonly slices: SliceDesk;
  private readonly system: System;
  private readonly kind: SliceChange['kind'];
  private readonly wish: Wish;

  constructor(place: Place, kind: SliceChange['kind'], { users, edits }: RetryFailed) {
    this.run = place.run;
    this.slices = place.slices;
    this.system = place.system;
    this.kind = kind;
    this.wish = { users, edits };
  }

  /**
   * Retries or skips them; answers how many. Throws `ApplicationFailure` UPDATE_REFUSED, before anything is done, when a name is of
   * nobody whom that can be done with, or an edit cannot be taken.
   */
  async carryOut(): Promise<number> {
    const { users, edits = {} } = this.wish;
    if (!isFields(edits)) throw refused('edits must be a map such as {"KEY": {"email": "…"}}');
    const names = [...new Set([...(users ?? []), ...Object.keys(edits)])];
    const own = this.run.named(names, this.kind === 'retry' ? ['failed'] : ['failed', 'pending']);
    const part = this.ownPart(own);
    const others = names.filter((name) => !own.includes(name));
    const answers = await this.find(others);
    this.refuseStrangers(others, answers);
    const here = this.kind === 'retry' ? this.run.retry(part.users, part.edits) : this.run.skip(part.users ?? []);
    const there = await Promise.all(this.partsOf(answers).map(([entry, one]) => this.ask(entry, asked(one))));
    return there.reduce((sum, { count }) => sum + count, here);
  }

  private ownPart(own: readonly string[]): ChangePart {
    const part = partFor(own, this.wish);
    const isAsked = this.kind === 'retry' && own.length > 0;
    const refusal = isAsked ? refusalOfRetry(this.run, this.system, asked(part)) : undefined;
    if (refusal !== undefined) throw refused(refusal);
    return part;
  }

  /** Which slices have these, asked where they should be first, then everywhere: a name may be a key, or an id of before. */
  private async find(names: readonly string[]): Promise<ReadonlyMap<SliceEntry, SliceAnswer>> {
    const found = new Map<SliceEntry, SliceAnswer>();
    let open = names;
    for (const some of [this.concerned.filter((entry) => this.holds(entry, names)), this.concerned]) {
      if (open.length === 0) break;
      const at = some.filter((entry) => !found.has(entry));
      const wanted = asked(partFor(open, this.wish));
      const answers = await Promise.all(at.map((entry) => this.ask(entry, wanted, true)));
      for (const [index, answer] of answers.entries()) note(found, at[index], answer);
      const known = new Set([...found.values()].flatMap(({ named }) => named));
      open = names.filter((name) => !known.has(name));
    }
    return found;
  }

  private refuseStrangers(names: readonly string[], answers: ReadonlyMap<SliceEntry, SliceAnswer>): void {
    const all = [...answers.values()];
    const refusal = all.find((answer) => answer.refusal !== undefined)?.refusal;
    if (refusal !== undefined) throw refused(refusal);
    const strangers = names.filter((name) => !all.some(({ named }) => named.includes(name)));
    const words = this.kind === 'retry' ? 'not failed' : 'neither failed nor waiting';
    if (strangers.length > 0) throw refused(`${words} in this run: ${strangers.join(', ')}`);
  }

  /** What each slice has to do: all of them, when nobody is named. */
  private partsOf(answers: ReadonlyMap<SliceEntry, SliceAnswer>): readonly (readonly [SliceEntry, ChangePart])[] {
    const all = this.wish.users === undefined ? this.concerned : [...answers.keys()];
    return all.map((entry) => [entry, partFor(answers.get(entry)?.named ?? [], this.wish)]);
  }

  private ask(entry: SliceEntry, { users, edits }: RetryFailed, look = false): Promise<SliceAnswer> {
    const named = { ...(users !== undefined && { users }), ...(edits !== undefined && { edits }) };
    return this.slices.link.ask(entry, { kind: this.kind, ...named, ...(look && { look }) });
  }

  private get concerned(): readonly SliceEntry[] {
    return this.run.slices.openOnes.filter(({ heard, told: { counts } }) => {
      return heard && (counts.failed > 0 || (this.kind === 'skip' && counts.pending > 0));
    });
  }

  /** Whether a slice would have been given one of these, were they ids. */
  private holds({ number }: SliceEntry, names: readonly string[]): boolean {
    const { groups } = this.run.slices;
    return groups.some(({ first, count }) => names.some((name) => first + shardOf(name, count) === number));
  }
}

interface Place {
  readonly run: TenantRun;
  readonly slices: SliceDesk;
  readonly system: System;
}

function note(found: Map<SliceEntry, SliceAnswer>, entry: SliceEntry | undefined, answer: SliceAnswer): void {
  if (entry !== undefined && answer.named.length > 0) found.set(entry, answer);
}

function refused(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(reason, 'UPDATE_REFUSED');
}
