import { type CancellationScope, isCancellation, setCurrentDetails } from '@temporalio/workflow';
import { defaultSlices, type OnboardTenantInput, type SlicePolicy } from '../../domain/run/run';
import type { User } from '../../domain/tenant/user';
import { type SliceReport, type UserEnd, type UserSlice, widestSlice } from '../../domain/run/user-slice';
import { type OpenSlice, SliceLink } from './slice-link';
import type { TenantRun } from '../state/tenant-run';
import { noteEnd, type Slices } from '../window/user-window';
import { childFailure } from '../state/user-failure';

/** A slice, and what it is called for people. */
export interface TitledSlice {
  readonly slice: UserSlice;
  readonly title: string;
}

interface SliceWindowParts {
  readonly input: OnboardTenantInput;
  readonly run: TenantRun;
  /** Every slice is cancelled with this scope, and ends before the run does. */
  readonly users: CancellationScope;
  /** Runs a slice's workflow to its end. */
  readonly carryOut: (titled: TitledSlice) => Promise<SliceReport>;
  /** For the Web UI, whenever users have ended. */
  readonly describe: () => string;
  /** Hears that users of a slice met nothing but an outage of the target. */
  readonly down: () => void;
}

/**
 * Hands the users of a large run to slices. All of them together have at most `concurrency` users in flight; a slice whose
 * last users take long does not keep the next one from starting in the places that it no longer needs.
 */
export class SliceWindow implements Slices {
  private readonly parts: SliceWindowParts;
  private readonly policy: SlicePolicy;
  private readonly open = new Map<number, OpenSlice>();
  private readonly link: SliceLink;
  private begun = 0;

  constructor(parts: SliceWindowParts) {
    this.parts = parts;
    this.policy = parts.input.slices ?? defaultSlices;
    this.link = new SliceLink(parts.run, (report) => this.note(report));
  }

  get isInUse(): boolean {
    return this.parts.run.counts().total > this.policy.above;
  }

  get isBusy(): boolean {
    return this.open.size > 0;
  }

  get inFlight(): number {
    return this.slices.reduce((sum, { share, left }) => sum + Math.min(share, left.size), 0);
  }

  get hasNews(): boolean {
    return this.slices.some((slice) => this.link.hasNewsFor(slice));
  }

  /** Nobody waits any more for a target that does not come back. */
  giveUp(): void {
    for (const slice of this.slices) this.link.giveUp(slice);
  }

  tellNews(): void {
    for (const slice of this.slices) this.link.tellNews(slice);
  }

  /** Whether to start a slice where so many places are free: not for one of many, in which it would stay slow. */
  hasRoom(free: number): boolean {
    return this.lanes > 0 && free >= Math.ceil(this.share / 2);
  }

  startNext(free: number): void {
    const { run, input } = this.parts;
    const share = Math.min(this.share, free);
    const count = Math.max(share, Math.ceil(run.waiting / this.lanes));
    const users = run.take(Math.min(this.policy.size, count));
    this.begun += 1;
    const number = this.begun;
    const slice: OpenSlice = {
      number,
      share,
      left: new Map(users.map((user) => [user.key, user])),
      toldSkipped: new Set(),
    };
    this.open.set(number, slice);
    const { tenant, target, options } = input;
    void this.settle({ tenant, target, users, options: { ...options, concurrency: share }, number }, slice);
  }

  private get slices(): OpenSlice[] {
    return [...this.open.values()];
  }

  /** How many more slices may have users that wait. */
  private get lanes(): number {
    return this.atOnce - this.slices.filter(({ share, left }) => left.size > share).length;
  }

  private get atOnce(): number {
    return Math.min(this.policy.atOnce, this.parts.input.options.concurrency);
  }

  private get share(): number {
    return Math.min(widestSlice, Math.floor(this.parts.input.options.concurrency / this.atOnce));
  }

  /** Notes what a slice tells: each end once, however often it is told, and who runs: only the slice knows. */
  private note({ number, ended, inFlight, down }: SliceReport): void {
    const slice = this.open.get(number);
    if (slice === undefined) return;
    if (down === true) {
      slice.toldClosed = true;
      this.parts.down();
    }
    for (const end of ended) this.noteOne(slice, end);
    this.mark(slice, new Set(inFlight));
    setCurrentDetails(this.parts.describe());
  }

  private noteOne({ left }: OpenSlice, end: UserEnd): void {
    const { run, users } = this.parts;
    const user = left.get(end.key);
    if (user === undefined) return;
    left.delete(end.key);
    noteEnd(run, user, { end, wanted: users.consideredCancelled });
  }

  private mark({ left }: OpenSlice, inFlight: ReadonlySet<string>): void {
    const { run } = this.parts;
    for (const user of left.values()) {
      if (inFlight.has(user.key)) run.mark(user, 'running');
      else if (run.statusOf(user) === 'running') run.mark(user, 'pending');
    }
  }

  /** Never rejects: of a slice that could not tell, whoever is left is noted as well. */
  private async settle(given: UserSlice, slice: OpenSlice): Promise<void> {
    const { users, carryOut, describe } = this.parts;
    try {
      const titled = { slice: given, title: this.titleOf(given.users) };
      this.note(await users.run(() => carryOut(titled)));
      this.noteLeft(slice, (key) => ({ key, how: 'not-begun' }));
    } catch (error) {
      const wanted = isCancellation(error) && users.consideredCancelled;
      const detail = childFailure(error);
      this.noteLeft(slice, (key) => (wanted ? { key, how: 'not-begun' } : { key, how: 'failed', detail }));
    }
    this.open.delete(given.number);
    setCurrentDetails(describe());
  }

  private noteLeft(slice: OpenSlice, endOf: (key: string) => UserEnd): void {
    for (const user of slice.left.values()) {
      if (this.parts.run.statusOf(user) !== 'skipped') this.noteOne(slice, endOf(user.key));
    }
  }

  /** `Users 401 to 800`, or how many they are when they do not stand together: users that are retried. */
  private titleOf(users: readonly User[]): string {
    const { run } = this.parts;
    const order = run.page(0, run.counts().total).users.map(({ key }) => key);
    const first = order.indexOf(users[0]?.key ?? '');
    const together = users.every(({ key }, index) => order[first + index] === key);
    if (!together) return `${users.length} users`;
    return users.length === 1 ? `User ${first + 1}` : `Users ${first + 1} to ${first + users.length}`;
  }
}
