import { type CancellationScope, condition, isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { Prepared } from '../../domain/run/activities';
import type { PreparedDeparture } from '../../domain/run/departure';
import { defaultSlices, type OnboardTenantInput, type SlicePolicy } from '../../domain/run/run';
import { cutIntoPages } from '../../domain/run/run-size';
import type { SliceEnd, SliceReport, UserPage, UserSlice } from '../../domain/run/user-slice';
import { listenSignal } from '../messages/listen';
import { sliceReport } from '../messages/shapes';
import type { SliceEntry } from '../state/slice-book';
import type { TenantRun } from '../state/tenant-run';
import { childFailure } from '../state/user-failure';
import type { Slices } from '../window/user-window';
import { SliceLink } from './slice-link';
import { shareDue, reportsEvery } from './slice-shares';
import { told } from './slice-messages';

interface DeskParts {
  readonly input: OnboardTenantInput;
  readonly run: TenantRun;
  /** Every slice is cancelled with this scope, and ends before the run does. */
  readonly users: CancellationScope;
  /** Runs a slice's workflow to its end; `title` for people. */
  readonly carryOut: (slice: UserSlice, title: string) => Promise<SliceEnd>;
  /** For the Web UI, whenever a slice has told something. */
  readonly describe: () => string;
  /** Hears that users of a slice met nothing but an outage of the target. */
  readonly down: () => void;
}

/** How many slices end at once: all of them write into one ledger. */
const mostEnding = 8;

/**
 * Opens slices for the users of a large run, and gives those whose turn it is a share of the run's `concurrency`. What it knows
 * of them is what they told.
 */
export class SliceDesk implements Slices {
  readonly link: SliceLink;
  /** Nobody is started before the plans are made. */
  prepared: Prepared | PreparedDeparture | undefined;
  /** Entries of the users' secrets that slices removed, and why not. */
  readonly drained: NonNullable<SliceEnd['drain']>[] = [];
  private readonly parts: DeskParts;
  private readonly policy: SlicePolicy;
  private readonly beganAt = Date.now();
  private arrived = 0;
  private watching: Promise<void> | undefined;

  constructor(parts: DeskParts) {
    this.parts = parts;
    this.policy = parts.input.slices ?? defaultSlices;
    this.link = new SliceLink(parts.run);
    listenSignal(told, sliceReport, (report) => this.note(report));
  }

  /** Opens slices of users, or for pages that whoever started the run brings. */
  openFor({
    users,
    pages = [],
    edits,
    secrets,
  }: Pick<OnboardTenantInput, 'users' | 'pages' | 'edits' | 'secrets'>): void {
    const cuts = users.length === 0 ? [] : cutIntoPages(users, this.policy.size);
    const given = { ...(edits !== undefined && { edits }), ...(secrets !== undefined && { secrets }) };
    this.open(
      cuts.map((cut) => ({ ...cut, ...given, ...(edits !== undefined && { edits: editsOf(cut.users, edits) }) })),
    );
    this.openPages(pages);
  }

  /** Opens a slice for each page that none is open for; answers the numbers of all, in the order of the pages. */
  openPages(names: readonly string[], when: { readonly later?: true } = {}): readonly number[] {
    const known = (name: string) => this.book.havingPage(name)?.number;
    const fresh = names.filter((name) => known(name) === undefined);
    this.open(
      fresh.map((name) => ({ name, users: [], order: [] })),
      when,
    );
    return names.flatMap((name) => known(name) ?? []);
  }

  private open(pages: readonly UserPage[], when: { readonly later?: true } = {}): void {
    if (pages.length === 0) return;
    const asked = pages.map(({ name, users }) => ({ total: users.length, ...(name !== undefined && { name }) }));
    const opened = this.book.open(asked);
    for (const [index, page] of pages.entries()) {
      const entry = opened[index];
      if (entry !== undefined) void this.settle(entry, { page, ...when });
    }
    this.book.isGivenUp = false;
    if (this.book.missingPages > 0) this.watching ??= this.watchPages();
  }

  get inFlight(): number {
    return this.book.inFlight;
  }

  get areIdle(): boolean {
    const isIdle = ({ hasUsers, told: { counts } }: SliceEntry) =>
      hasUsers ? counts.pending + counts.running === 0 : this.book.isGivenUp;
    return this.book.openOnes.every(isIdle);
  }

  hasNews(free: number): boolean {
    return this.link.hasGateNews || this.due(free) !== undefined;
  }

  tellNews(free: number): void {
    const { prepared, link } = this;
    link.tellGate();
    if (prepared === undefined) return;
    for (let left = free, due = this.due(left); due !== undefined; due = this.due(left)) {
      left -= due.most - due.entry.share;
      link.share(due.entry, { most: due.most, prepared, ...this.reportsEvery() });
    }
  }

  /** Ends all slices, and answers whether they have; not those that got users meanwhile, with which the run then goes on. */
  async finish(stopped: () => boolean): Promise<boolean> {
    const goesOn = () => !stopped() && !this.areIdle;
    const ending: SliceEntry[] = [];
    const busy = () => ending.filter(({ ended }) => !ended).length;
    for (const entry of this.book.openOnes) {
      await condition(() => busy() < mostEnding || goesOn());
      if (goesOn()) return false;
      ending.push(entry);
      this.link.finish(entry);
    }
    const isOver = () => this.book.openOnes.length === 0;
    await condition(() => isOver() || goesOn());
    return isOver();
  }

  private get book() {
    return this.parts.run.slices;
  }

  private due(free: number) {
    if (this.prepared === undefined || !this.parts.run.gate.isOpen) return undefined;
    const { concurrency } = this.parts.input.options;
    return shareDue(this.book, { free, concurrency, atOnce: this.policy.atOnce });
  }

  private reportsEvery() {
    return reportsEvery({ slices: this.book.size, size: this.policy.size, elapsedMs: Date.now() - this.beganAt });
  }

  private note(report: SliceReport): void {
    const { down, describe } = this.parts;
    const before = this.book.missingPages;
    const entry = this.book.note(report);
    if (entry === undefined) return;
    if (this.book.missingPages < before) this.arrived += 1;
    if (report.down === true) {
      this.link.knowsClosed(entry.number);
      down();
    }
    setCurrentDetails(describe());
  }

  /** Never rejects: of a slice that could not tell, whoever is left is noted as well. */
  private async settle({ number }: SliceEntry, given: Pick<UserSlice, 'page' | 'later'>): Promise<void> {
    const { users, run, input, carryOut, describe } = this.parts;
    const { tenant, target, options } = input;
    const room = Math.ceil((this.policy.size * 4) / 3);
    const title = `slice ${number} of ${this.book.size}`;
    try {
      const end = await users.run(() => carryOut({ tenant, target, options, number, room, ...given }, title));
      run.endSlice(end);
      if (end.drain !== undefined) this.drained.push(end.drain);
    } catch (error) {
      const wanted = isCancellation(error) && users.consideredCancelled;
      run.loseSlice(number, wanted ? 'cancelled' : childFailure(error).failure);
    }
    this.link.forget(number);
    setCurrentDetails(describe());
  }

  /** Never rejects. Every page that comes gives the others their time anew. */
  private async watchPages(): Promise<void> {
    for (;;) {
      const before = this.arrived;
      const isThere = () => this.arrived !== before || this.book.missingPages === 0;
      const came = await condition(isThere, this.policy.patienceMs).catch(() => undefined);
      // Of a run that is being cancelled nobody waits for anything.
      if (came === true && this.book.missingPages > 0) continue;
      this.book.isGivenUp = came === false;
      this.watching = undefined;
      return;
    }
  }
}

function editsOf(users: UserPage['users'], edits: NonNullable<UserPage['edits']>): NonNullable<UserPage['edits']> {
  return Object.fromEntries(users.flatMap(({ key }) => (edits[key] === undefined ? [] : [[key, edits[key]]])));
}
