import type { FailureCode } from '../../domain/failures/failures';
import type { Counts, FailedUser, FailureCounts, KeyedFailure, UserFailure } from '../../domain/run/outcome';
import type { SliceEnd, SliceGlance, SliceGroup, SliceReport, SlicesPage } from '../../domain/run/user-slice';

/** A slice as its run knows it: what it told last, and what it may do. */
export interface SliceEntry {
  readonly number: number;
  /** The page that it waits for, or has. */
  page: string | undefined;
  /** Whether it has told anything: then it has begun, and hears. */
  heard: boolean;
  /** Whether its users are there. */
  hasUsers: boolean;
  told: Omit<SliceReport, 'number' | 'page' | 'down' | 'share'>;
  /** How many users it may have in flight. */
  share: number;
  /** How many shares it was given, and which of them it is known to have. */
  given: number;
  reached: number;
  ended: boolean;
}

export const nobody: Counts = { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
const slicesOnPage = 100;

/** The slices of a run: how each one stands, by what it told. Plain data, no Temporal. */
export class SliceBook {
  private readonly entries = new Map<number, SliceEntry>();
  private readonly groupsOpened: SliceGroup[] = [];
  /** Whether users that did not come are no longer waited for. */
  isGivenUp = false;

  /** Opens slices for so many pages, or for users that they start with (`total` of each); answers them. */
  open(pages: readonly { readonly name?: string; readonly total: number }[]): readonly SliceEntry[] {
    const first = this.entries.size + 1;
    this.groupsOpened.push({ first, count: pages.length });
    return pages.map(({ name, total }, index) => {
      const told = { counts: { ...nobody, total, pending: total }, changed: 0, codes: {}, failed: [] };
      const shares = { share: 0, given: 0, reached: 0 };
      const state = { page: name, heard: false, hasUsers: name === undefined, ...shares, ended: false };
      const entry = { number: first + index, told, ...state };
      this.entries.set(entry.number, entry);
      return entry;
    });
  }

  get all(): readonly SliceEntry[] {
    return [...this.entries.values()];
  }

  get size(): number {
    return this.entries.size;
  }

  get openOnes(): readonly SliceEntry[] {
    return this.all.filter(({ ended }) => !ended);
  }

  get groups(): readonly SliceGroup[] {
    return this.groupsOpened;
  }

  get(number: number): SliceEntry | undefined {
    return this.entries.get(number);
  }

  /** The slice that waits for a page, or has it, and is open. */
  havingPage(name: string): SliceEntry | undefined {
    return this.openOnes.find(({ page }) => page === name);
  }

  /** How many slices still wait for their users; none when those are given up. */
  get missingPages(): number {
    return this.isGivenUp ? 0 : this.openOnes.filter(({ hasUsers }) => !hasUsers).length;
  }

  /** How many slices ended without the users that were to come. */
  get neverFilled(): number {
    return this.all.filter(({ ended, hasUsers }) => ended && !hasUsers).length;
  }

  /** The most users that slices may have in flight: a share that may not have come yet counts as a whole. */
  get inFlight(): number {
    return this.openOnes.reduce((sum, { share, given, reached, told: { counts } }) => {
      return sum + (given === reached ? Math.min(share, counts.pending + counts.running) : share);
    }, 0);
  }

  note({ number, page, down: _, share, ...report }: SliceReport): SliceEntry | undefined {
    const entry = this.entries.get(number);
    if (entry === undefined || entry.ended) return undefined;
    entry.told = report;
    entry.heard = true;
    if (page !== undefined) {
      entry.page = page;
      entry.hasUsers = true;
    }
    if (share !== undefined) noteShare(entry, share);
    return entry;
  }

  end({ leases: _, complete: __, drain: ___, ...report }: SliceEnd): void {
    const entry = this.note(report);
    if (entry !== undefined) entry.ended = true;
  }

  /** Of a slice that could not tell its end: whoever had not ended then failed, or was cancelled. */
  lose(number: number, how: 'cancelled' | UserFailure): void {
    const entry = this.entries.get(number);
    if (entry === undefined) return;
    const { pending, running, ...counts } = entry.told.counts;
    const lost = pending + running;
    const rest = { ...counts, pending: 0, running: 0 };
    entry.ended = true;
    entry.share = 0;
    if (how === 'cancelled') {
      entry.told = { ...entry.told, counts: { ...rest, cancelled: counts.cancelled + lost } };
      return;
    }
    const codes = sumOf([entry.told.codes, { [how.code]: lost }]);
    entry.told = { ...entry.told, counts: { ...rest, failed: counts.failed + lost }, codes };
  }

  get counts(): Counts {
    return this.all.map(({ told }) => told.counts).reduce(added, nobody);
  }

  get changed(): number {
    return this.all.reduce((sum, { told }) => sum + told.changed, 0);
  }

  get codes(): FailureCounts {
    return sumOf(this.all.map(({ told }) => told.codes));
  }

  /** The first failed users that slices told of. */
  failed(most: number): readonly KeyedFailure[] {
    return this.all.flatMap(({ told }) => told.failed).slice(0, most);
  }

  page(page: number): SlicesPage {
    const first = page * slicesOnPage;
    const slices = this.all.slice(first, first + slicesOnPage).map(glanceOf);
    const more = first + slicesOnPage < this.size;
    return { groups: this.groups, slices, ...(more && { nextPage: page + 1 }) };
  }
}

/** What was told before the last share came says nothing about it. Who has nobody that waits gives back what it does not need. */
function noteShare(entry: SliceEntry, { given, most }: NonNullable<SliceReport['share']>): void {
  const { pending, running } = entry.told.counts;
  entry.reached = given;
  if (given === entry.given) entry.share = pending === 0 ? Math.min(most, running) : most;
}

function glanceOf({ number, told: { counts }, page, hasUsers, ended }: SliceEntry): SliceGlance {
  return { number, counts, ...(hasUsers && page !== undefined && { page }), ...(ended && { ended }) };
}

export function added(one: Counts, other: Counts): Counts {
  const skipped = (one.skipped ?? 0) + (other.skipped ?? 0);
  return {
    total: one.total + other.total,
    pending: one.pending + other.pending,
    running: one.running + other.running,
    completed: one.completed + other.completed,
    failed: one.failed + other.failed,
    cancelled: one.cancelled + other.cancelled,
    ...(skipped > 0 && { skipped }),
  };
}

export function sumOf(all: readonly FailureCounts[]): FailureCounts {
  const sum = new Map<string, number>();
  for (const [code, count] of all.flatMap(Object.entries<number>)) sum.set(code, (sum.get(code) ?? 0) + count);
  const codes: Partial<Record<FailureCode, number>> = Object.fromEntries(sum);
  return codes;
}

/** How many users failed with each code. */
export function codesOf(failed: readonly Pick<FailedUser, 'code'>[]): FailureCounts {
  return sumOf(failed.map(({ code }) => ({ [code]: 1 })));
}
