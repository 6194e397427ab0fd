import type {
  Counts,
  DrainReport,
  FailedUser,
  StatusPage,
  TenantResult,
  UserFailureDetail,
  UserOutcome,
  UserRow,
  UserState,
} from '../domain/outcome';
import type { Direction } from '../domain/names';
import { type NoticeReport, type NoticeWish, noticeLabel } from '../domain/notice';
import { userId } from '../domain/person';
import type { OnboardTenantInput } from '../domain/run';
import type { SecretSource } from '../domain/secret-source';
import type { User, UserRecord } from '../domain/user';
import type { Reason } from './user-failure';

interface Entry {
  readonly user: User;
  state: UserState;
}

export type Phase = StatusPage['phase'];

/** The state of a tenant's run: who is to be onboarded, or offboarded, and how far each one is. Plain data, no Temporal. */
export class TenantRun {
  phase: Phase = 'preparing';
  readonly direction: Direction;
  private readonly input: Pick<OnboardTenantInput, 'tenant' | 'target'>;
  private readonly entries = new Map<string, Entry>();
  private readonly ids = new Set<string>();
  private readonly queue: string[] = [];
  private readonly changed = new Set<string>();
  private readonly found = new Set<string>();
  private told = true;
  private readonly sources = new Map<string, SecretSource>();
  private readonly drained = new Set<string>();
  private readonly wishes = new Map<string, NoticeWish>();
  private readonly tally = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };

  constructor(input: OnboardTenantInput, direction: Direction = 'onboard') {
    this.input = input;
    this.direction = direction;
    this.add(input.users);
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

  /** Takes users that the run does not have yet; answers how many. */
  add(users: readonly User[]): number {
    const fresh = this.unknown(users);
    for (const user of fresh) {
      this.entries.set(user.key, { user, state: { status: 'pending' } });
      this.ids.add(userId(user.record));
      this.tally.pending += 1;
      this.queue.push(user.key);
    }
    return fresh.length;
  }

  /** How many users the run would have with these added. */
  sizeWith(users: readonly User[]): number {
    return this.entries.size + this.unknown(users).length;
  }

  /** By key and by id: who starts runs with another key for ids must not have a person in a run twice. */
  private unknown(users: readonly User[]): readonly User[] {
    return users.filter(({ key, record }) => !this.entries.has(key) && !this.ids.has(userId(record)));
  }

  get tenant(): string {
    return this.input.tenant;
  }

  get waiting(): number {
    return this.queue.length;
  }

  get failures(): number {
    return this.tally.failed;
  }

  /** Takes the next user that waits, and marks it as running. */
  next(): User | undefined {
    const key = this.queue.shift();
    const entry = key === undefined ? undefined : this.entries.get(key);
    if (entry !== undefined) this.move(entry, { status: 'running' });
    return entry?.user;
  }

  /** Notes how a user's workflow ended by itself: all steps done, or cancelled on the way. */
  complete({ key }: User, outcome: UserOutcome): void {
    this.note(key, outcome);
    if (outcome.cancelled) this.told = false;
    this.moveTo(key, outcome.cancelled ? { status: 'cancelled' } : { status: 'completed', changed: outcome.changed });
  }

  fail({ key }: User, { failure, outcome }: UserFailureDetail): void {
    this.note(key, outcome);
    if (failure.step === 'unknown') this.told = false;
    this.moveTo(key, { status: 'failed', ...failure });
  }

  /** For a user whose workflow was cancelled before it began. */
  cancel({ key }: User): void {
    this.moveTo(key, { status: 'cancelled' });
  }

  cancelWaiting(): void {
    for (const key of this.queue.splice(0)) this.moveTo(key, { status: 'cancelled' });
  }

  statusOf({ key }: User): UserState['status'] {
    return this.entries.get(key)?.state.status ?? 'pending';
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

  completedUsers(): User[] {
    return [...this.entries.values()].filter(({ state }) => state.status === 'completed').map(({ user }) => user);
  }

  /** Users that completed; each is taken once. */
  takeCompleted(): User[] {
    const fresh = this.completedUsers().filter(({ key }) => !this.drained.has(key));
    for (const { key } of fresh) this.drained.add(key);
    return fresh;
  }

  /** Which of these ids or keys do not name a failed user. */
  notFailed(names: readonly string[]): string[] {
    const failed = new Set(this.failed().flatMap(({ user }) => [user.key, userId(user.record)]));
    return names.filter((name) => !failed.has(name));
  }

  /** Puts failed users (all, or those named by id or key) back into the queue; answers how many. */
  retry(names: readonly string[] | undefined): number {
    const wanted = this.failed().filter(
      ({ user }) => names === undefined || names.includes(user.key) || names.includes(userId(user.record)),
    );
    for (const entry of wanted) {
      this.move(entry, { status: 'pending' });
      this.queue.push(entry.user.key);
    }
    return wanted.length;
  }

  counts(): Counts {
    return { total: this.entries.size, ...this.tally };
  }

  page(page: number, size: number): StatusPage {
    const first = page * size;
    const rows = [...this.entries.values()].slice(first, first + size).map(rowOf);
    return {
      tenant: this.input.tenant,
      target: this.input.target,
      phase: this.phase,
      counts: this.counts(),
      users: rows,
      ...(first + size < this.entries.size ? { nextPage: page + 1 } : {}),
    };
  }

  result(cleanupFailure: Reason | undefined, drain?: DrainReport, notices?: readonly NoticeReport[]): TenantResult {
    const tidy = cleanupFailure === undefined && drain?.failure === undefined;
    const mended = this.tally.failed === 0 && tidy;
    const ended = mended ? 'completed' : 'completed-with-failures';
    return {
      tenant: this.input.tenant,
      target: this.input.target,
      status: this.tally.cancelled > 0 ? 'cancelled' : ended,
      counts: this.counts(),
      completed: this.records('completed'),
      failed: this.failedUsers(),
      cancelled: this.records('cancelled'),
      changed: this.changed.size,
      ...(cleanupFailure === undefined ? {} : { cleanupFailure }),
      ...(drain === undefined ? {} : { drain }),
      ...(notices === undefined ? {} : { notices }),
    };
  }

  failedUsers(): FailedUser[] {
    return this.failed().flatMap(({ user, state }) => {
      if (state.status !== 'failed') return [];
      const { step, code, message, attempts } = state;
      return [{ ...user.record, type: user.kind, step, code, message, attempts }];
    });
  }

  private records(status: UserState['status']): UserRecord[] {
    return [...this.entries.values()].filter(({ state }) => state.status === status).map(({ user }) => user.record);
  }

  private failed(): Entry[] {
    return [...this.entries.values()].filter(({ state }) => state.status === 'failed');
  }

  private note(key: string, { changed, leases }: UserOutcome): void {
    if (changed.length > 0) this.changed.add(key);
    this.keepLeases(leases);
  }

  private moveTo(key: string, state: UserState): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) this.move(entry, state);
  }

  private move(entry: Entry, state: UserState): void {
    this.tally[entry.state.status] -= 1;
    this.tally[state.status] += 1;
    entry.state = state;
  }
}

function rowOf({ user, state }: Entry): UserRow {
  return { key: user.key, id: userId(user.record), kind: user.kind, state };
}
