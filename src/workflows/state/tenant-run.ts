import type {
  Counts,
  DrainReport,
  FailedUser,
  FailureCounts,
  KeyedFailure,
  NoticeReport,
  StatusPage,
  TenantResult,
  UserFailure,
  UserFailureDetail,
  UserOutcome,
} from '../../domain/run/outcome';
import type { Direction } from '../../domain/run/names';
import { noticeLabel, type NoticeWish } from '../../domain/run/notice';
import type { Joining, OnboardTenantInput, SlicePolicy } from '../../domain/run/run';
import type { SecretSource } from '../../domain/tenant/secret-source';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { User } from '../../domain/tenant/user';
import { mostTold, type SliceEnd, type SliceReport } from '../../domain/run/user-slice';
import { briefFailures, inBrief } from './brief-failures';
import { Roster } from './roster';
import { RunGate } from './run-gate';
import { added, codesOf, SliceBook, sumOf } from './slice-book';
import type { Reason } from './user-failure';

type Phase = StatusPage['phase'];

/** Whoever met an outage so often while the target was in order in between has one of its own. */
const mostAsides = 10;

/** The state of a tenant's run: who is to be onboarded, or offboarded, and how far each one is. Plain data, no Temporal. */
export class TenantRun extends Roster {
  phase: Phase = 'preparing';
  readonly gate = new RunGate();
  /** Of a run that keeps its users in slices, at least those that came later. */
  readonly slices = new SliceBook();
  readonly direction: Direction;
  private readonly input: Pick<OnboardTenantInput, 'tenant' | 'target' | 'slices'>;
  private readonly changed = new Set<string>();
  private readonly found = new Set<string>();
  private told = true;
  private isGivenUp = false;
  private readonly asides = new Map<string, number>();
  private readonly sources = new Map<string, SecretSource>();
  private readonly wishes = new Map<string, NoticeWish>();

  constructor(input: OnboardTenantInput, direction: Direction = 'onboard') {
    super();
    this.input = input;
    this.direction = direction;
    this.add(input.users);
    this.correct(input.edits ?? {});
    this.addSecrets(input.secrets ?? []);
    this.addWishes(input.notify ?? []);
  }

  addSecrets(secrets: readonly SecretSource[]): void {
    for (const secret of secrets) this.sources.set(secret.arn, secret);
  }

  addWishes(wishes: readonly NoticeWish[]): void {
    for (const wish of wishes) this.wishes.set(noticeLabel(wish.to), wish);
  }

  /** Who is told of the end. */
  get notify(): readonly NoticeWish[] {
    return [...this.wishes.values()];
  }

  /** Secrets that users came from. */
  get secrets(): readonly SecretSource[] {
    return [...this.sources.values()];
  }

  /** What of this the run does not have yet. */
  missing({ users, secrets, notify }: Joining): Pick<Joining, 'users' | 'secrets' | 'notify'> {
    return {
      users: users.filter((key) => !this.has(key)),
      secrets: secrets.filter((arn) => !this.sources.has(arn)),
      notify: notify.filter((label) => !this.wishes.has(label)),
    };
  }

  get tenant(): string {
    return this.input.tenant;
  }

  /** When the run keeps its users in slices. */
  get policy(): SlicePolicy | undefined {
    return this.input.slices;
  }

  get target(): TargetRef {
    return this.input.target;
  }

  /** Notes how a user's workflow ended by itself: all steps done, or cancelled on the way. */
  complete({ key }: User, outcome: UserOutcome): void {
    this.note(key, outcome);
    if (outcome.cancelled) this.told = false;
    this.moveTo(key, outcome.cancelled ? { status: 'cancelled' } : { status: 'completed', changed: outcome.changed });
  }

  /** Whether a user whose step met nothing but an outage waits for the target to be back; it is run again then. */
  setAside(user: User, { aside, outcome }: UserFailureDetail): boolean {
    const times = this.asides.get(user.key) ?? 0;
    if (aside !== true || this.isGivenUp || times === mostAsides) return false;
    this.asides.set(user.key, times + 1);
    this.putBack(user);
    this.note(user.key, outcome);
    this.gate.close({ by: 'target', since: new Date().toISOString() });
    return true;
  }

  /** Fails everybody who waits for a target that does not come back; answers them. From then on nobody is set aside. */
  giveUp(detail: UserFailureDetail): User[] {
    this.isGivenUp = true;
    const waiting = this.takeWaiting();
    for (const user of waiting) this.fail(user, detail);
    return waiting;
  }

  /** Notes how a slice of the run ended. */
  endSlice(end: SliceEnd): void {
    this.keepLeases(end.leases);
    if (!end.complete) this.told = false;
    this.slices.end(end);
  }

  /** Notes a slice that could not tell its end. */
  loseSlice(number: number, how: 'cancelled' | UserFailure): void {
    this.told = false;
    this.slices.lose(number, how);
  }

  fail({ key }: User, { failure, outcome }: UserFailureDetail): void {
    this.note(key, outcome);
    if (failure.step === 'unknown' && failure.code !== 'USER_BUSY') this.told = false;
    this.moveTo(key, { status: 'failed', ...failure });
  }

  /** Leases of the users that ended so far, taken once; `complete` unless some users could not tell theirs. */
  takeLeases(): { leases: string[]; complete: boolean } {
    const taken = { leases: [...this.found], complete: this.told };
    this.found.clear();
    this.told = true;
    return taken;
  }

  /** Puts back what could not be removed. */
  keepLeases(leases: readonly string[]): void {
    for (const lease of leases) this.found.add(lease);
  }

  override counts(): Counts {
    return this.slices.size === 0 ? super.counts() : added(super.counts(), this.slices.counts);
  }

  override get failures(): number {
    return super.failures + this.slices.counts.failed;
  }

  /** How many users wait that the run starts itself. */
  get waitingHere(): number {
    return super.waiting;
  }

  /** How many users wait to be started, or are still to come. */
  override get waiting(): number {
    return super.waiting + this.slices.counts.pending + this.slices.missingPages;
  }

  /** The first failed users, and their keys. */
  firstFailed(most: number): readonly KeyedFailure[] {
    return [...this.failed(), ...this.slices.failed(most)].slice(0, most);
  }

  codes(): FailureCounts {
    return sumOf([codesOf(this.failed().map(({ user }) => user)), this.slices.codes]);
  }

  page(page: number, size: number): StatusPage {
    const { users, more } = this.rows(page * size, size);
    const { size: slices, missingPages } = this.slices;
    return {
      tenant: this.input.tenant,
      target: this.input.target,
      phase: this.phase,
      counts: this.counts(),
      changed: this.changedUsers,
      users,
      ...(slices > 0 && { slices }),
      ...(missingPages > 0 && { missingPages }),
      ...(this.gate.paused === undefined ? {} : { paused: this.gate.paused }),
      ...(more ? { nextPage: page + 1 } : {}),
    };
  }

  /** How a slice stands, for its run. */
  report(number: number): SliceReport {
    const { bySlice } = mostTold;
    const failed = this.failed()
      .slice(0, bySlice)
      .map(({ key, user }) => ({ key, user: inBrief(user) }));
    return { number, counts: this.counts(), changed: this.changed.size, codes: this.codes(), failed };
  }

  result(cleanupFailure: Reason | undefined, drain?: DrainReport, notices?: readonly NoticeReport[]): TenantResult {
    const tidy = cleanupFailure === undefined && drain?.failure === undefined;
    const ended = this.failures === 0 && tidy ? 'completed' : 'completed-with-failures';
    const counts = this.counts();
    return {
      tenant: this.input.tenant,
      target: this.input.target,
      status: counts.cancelled + this.slices.neverFilled > 0 ? 'cancelled' : ended,
      counts,
      completed: this.records('completed'),
      failed: this.toldFailures(),
      cancelled: this.records('cancelled'),
      ...this.mended(),
      changed: this.changedUsers,
      ...(this.slices.size > 0 && { slices: this.slices.size, codes: this.codes() }),
      ...(cleanupFailure === undefined ? {} : { cleanupFailure }),
      ...(drain === undefined ? {} : { drain }),
      ...(notices === undefined ? {} : { notices }),
    };
  }

  private toldFailures(): readonly FailedUser[] {
    if (this.slices.size === 0) return briefFailures(this.failed().map(({ user }) => user));
    return this.firstFailed(mostTold.byRun).map(({ user }) => user);
  }

  private get changedUsers(): number {
    return this.changed.size + this.slices.changed;
  }

  /** What operators did about users; absent where they did nothing. */
  private mended(): Pick<TenantResult, 'skipped' | 'corrected'> {
    const skipped = this.records('skipped');
    const corrected = this.corrected();
    return { ...(skipped.length > 0 && { skipped }), ...(corrected.length > 0 && { corrected }) };
  }

  private note(key: string, { changed, leases }: UserOutcome): void {
    if (changed.length > 0) this.changed.add(key);
    this.keepLeases(leases);
  }
}
