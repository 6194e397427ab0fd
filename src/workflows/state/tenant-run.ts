import type {
  DrainReport,
  FailedUser,
  NoticeReport,
  Paused,
  StatusPage,
  TenantResult,
  UserFailureDetail,
  UserOutcome,
} from '../../domain/run/outcome';
import type { Direction } from '../../domain/run/names';
import { noticeLabel, type NoticeWish } from '../../domain/run/notice';
import type { Joining, OnboardTenantInput } from '../../domain/run/run';
import type { SecretSource } from '../../domain/tenant/secret-source';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { User } from '../../domain/tenant/user';
import { Roster } from './roster';
import type { Reason } from './user-failure';

type Phase = StatusPage['phase'];

/** Whoever met an outage so often while the target was in order in between has one of its own. */
const mostAsides = 10;

/** The state of a tenant's run: who is to be onboarded, or offboarded, and how far each one is. Plain data, no Temporal. */
export class TenantRun extends Roster {
  phase: Phase = 'preparing';
  readonly gate = new RunGate();
  readonly direction: Direction;
  private readonly input: Pick<OnboardTenantInput, 'tenant' | 'target'>;
  private readonly changed = new Set<string>();
  private readonly found = new Set<string>();
  private told = true;
  private isGivenUp = false;
  private readonly asides = new Map<string, number>();
  private readonly sources = new Map<string, SecretSource>();
  private readonly drained = new Set<string>();
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
    const waiting = this.take(this.waiting);
    for (const user of waiting) this.fail(user, detail);
    return waiting;
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

  /** Users that completed, as they came in; each is taken once. */
  takeCompleted(): User[] {
    const fresh = this.completedUsers().filter(({ key }) => !this.drained.has(key));
    for (const { key } of fresh) this.drained.add(key);
    return fresh.map((user) => this.cameIn(user));
  }

  page(page: number, size: number): StatusPage {
    const { users, more } = this.rows(page * size, size);
    return {
      tenant: this.input.tenant,
      target: this.input.target,
      phase: this.phase,
      counts: this.counts(),
      users,
      ...(this.gate.paused === undefined ? {} : { paused: this.gate.paused }),
      ...(more ? { nextPage: page + 1 } : {}),
    };
  }

  result(cleanupFailure: Reason | undefined, drain?: DrainReport, notices?: readonly NoticeReport[]): TenantResult {
    const tidy = cleanupFailure === undefined && drain?.failure === undefined;
    const ended = this.failures === 0 && tidy ? 'completed' : 'completed-with-failures';
    const cancelled = this.records('cancelled');
    return {
      tenant: this.input.tenant,
      target: this.input.target,
      status: cancelled.length > 0 ? 'cancelled' : ended,
      counts: this.counts(),
      completed: this.records('completed'),
      failed: briefFailures(this.failedUsers()),
      cancelled,
      ...this.mended(),
      changed: this.changed.size,
      ...(cleanupFailure === undefined ? {} : { cleanupFailure }),
      ...(drain === undefined ? {} : { drain }),
      ...(notices === undefined ? {} : { notices }),
    };
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

/** More failures than this are told in brief: a result must fit into one payload. */
const mostInFull = 500;
const briefCharacters = 200;

/** The failed users of a result, with their messages cut when there are many. */
function briefFailures(failed: readonly FailedUser[]): readonly FailedUser[] {
  if (failed.length <= mostInFull) return failed;
  return failed.map((user) => ({ ...user, message: brief(user.message) }));
}

function brief(message: string): string {
  return message.length <= briefCharacters ? message : `${message.slice(0, briefCharacters - 1)}…`;
}

type Closer = Paused['by'];

/** Lets a run start users unless an operator paused it, or its target has a maintenance window or is out of order; all must be lifted. Plain data. */
export class RunGate {
  private readonly closed = new Map<Closer, Paused>();

  get isOpen(): boolean {
    return this.closed.size === 0;
  }

  /** Why nobody starts; what the operator did goes first. */
  get paused(): Paused | undefined {
    return this.closed.get('operator') ?? this.closed.get('maintenance') ?? this.closed.get('target');
  }

  isClosedBy(closer: Closer): boolean {
    return this.closed.has(closer);
  }

  close(paused: Paused): void {
    if (!this.closed.has(paused.by)) this.closed.set(paused.by, paused);
  }

  open(closer: Closer): void {
    this.closed.delete(closer);
  }
}
