import type { Counts, KeptUser, KeyedFailure, UserRow, UserState } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import { correctedRecord, failedAt, goesBy, type Standing } from '../../domain/run/record-edits';
import type { RetryFailed } from '../../domain/run/run';
import { bytesOf } from '../../domain/run/run-size';
import type { User, UserRecord } from '../../domain/tenant/user';
import { inBrief, mostInFull } from './brief-failures';

interface Entry {
  /** As it came in. */
  readonly came: User;
  /** As it is now. */
  user: User;
  state: UserState;
  /** When it began to run, in milliseconds. */
  since?: number;
  /** Its place among all users of the run, of which a slice has some. */
  readonly at?: number;
}

type Edits = NonNullable<RetryFailed['edits']>;

/** A user that runs; `since` in ISO 8601. */
export interface InFlightUser {
  readonly id: string;
  readonly since: string;
}

/** The users of a run: who there is, who waits, and how each one stands. Plain data, no Temporal. */
export class Roster {
  private readonly entries = new Map<string, Entry>();
  private readonly ids = new Set<string>();
  private readonly queue: string[] = [];
  private readonly tally = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0, skipped: 0 };

  /** Takes users that the run does not have yet, `order` being their places; answers how many. */
  add(users: readonly User[], order?: readonly number[]): number {
    const places = new Map(users.map(({ key }, index) => [key, order?.[index]]));
    const fresh = this.unknown(users);
    for (const user of fresh) {
      const at = places.get(user.key);
      this.entries.set(user.key, { came: user, user, state: { status: 'pending' }, ...(at !== undefined && { at }) });
      this.ids.add(userId(user.record));
      this.tally.pending += 1;
      this.queue.push(user.key);
    }
    return fresh.length;
  }

  /** How many users the run would keep itself with these added. */
  sizeWith(users: readonly User[]): number {
    return this.entries.size + this.unknown(users).length;
  }

  /** How many bytes as JSON the run's users would have with these added. */
  bytesWith(users: readonly User[]): number {
    return bytesOf([...[...this.entries.values()].map(({ user }) => user), ...this.unknown(users)]);
  }

  /** By key and by id: who starts runs with another key for ids must not have a person in a run twice. */
  private unknown(users: readonly User[]): readonly User[] {
    return users.filter(({ key, record }) => !this.entries.has(key) && !this.ids.has(userId(record)));
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get waiting(): number {
    return this.queue.length;
  }

  get failures(): number {
    return this.tally.failed;
  }

  /** Takes the next user that waits, which runs from now on. */
  next(): User | undefined {
    const entry = this.entries.get(this.queue.shift() ?? '');
    if (entry === undefined) return undefined;
    entry.since = Date.now();
    this.move(entry, { status: 'running' });
    return entry.user;
  }

  /** Takes everybody who waits. */
  protected takeWaiting(): User[] {
    return this.queue.splice(0).flatMap((key) => this.entries.get(key)?.user ?? []);
  }

  /** A user that runs is the next to begin again. */
  protected putBack({ key }: User): void {
    this.moveTo(key, { status: 'pending' });
    this.queue.unshift(key);
  }

  /** For a user whose workflow was cancelled before it began. */
  cancel({ key }: User): void {
    this.moveTo(key, { status: 'cancelled' });
  }

  cancelWaiting(): void {
    for (const key of this.queue.splice(0)) this.moveTo(key, { status: 'cancelled' });
  }

  stateOf({ key }: User): UserState {
    return this.entries.get(key)?.state ?? { status: 'pending' };
  }

  completedUsers(): User[] {
    return this.having('completed').map(({ user }) => user);
  }

  /** How a user came in, whatever was corrected since. */
  cameIn(user: User): User {
    return this.entries.get(user.key)?.came ?? user;
  }

  /** Keys of the users whose record was corrected. */
  corrected(): string[] {
    return [...this.entries.values()].filter(({ came, user }) => came !== user).map(({ user }) => user.key);
  }

  /** What edits of users are held against. */
  standings(): Standing[] {
    return [...this.entries.values()].map(({ user: { key, record }, state }) => ({
      key,
      record,
      ...(state.status === 'failed' && { failedAt: failedAt(state) }),
    }));
  }

  /** Which of these ids or keys name a user that stands like this. */
  named(names: readonly string[], standing: readonly UserState['status'][]): string[] {
    const among = new Set(
      standing.flatMap((status) => this.having(status)).flatMap(({ user }) => [user.key, userId(user.record)]),
    );
    return names.filter((name) => among.has(name));
  }

  /** Which of these ids or keys name no user that stands like this; who is known goes by the key. */
  notNamed(names: readonly string[], standing: readonly UserState['status'][]): string[] {
    const among = new Set(this.named(names, standing));
    return names.filter((name) => !among.has(name)).map((name) => this.keyOf(name) ?? name);
  }

  /** Puts failed users (all, or those named by id or key) back into the queue, as corrected; answers how many. */
  retry(names: readonly string[] | undefined, edits: Edits = {}): number {
    const wanted = this.having('failed').filter(({ user }) => isNamed(user, names));
    this.correct(edits);
    for (const entry of wanted) {
      this.move(entry, { status: 'pending' });
      this.queue.push(entry.user.key);
    }
    return wanted.length;
  }

  /** Takes failed users and users that wait out of the run, by id or key; answers how many. */
  skip(names: readonly string[]): number {
    const left = [...this.having('failed'), ...this.having('pending')].filter(({ user }) => isNamed(user, names));
    for (const entry of left) {
      const place = this.queue.indexOf(entry.user.key);
      if (place >= 0) this.queue.splice(place, 1);
      this.move(entry, { status: 'skipped' });
    }
    return left.length;
  }

  counts(): Counts {
    const { skipped, ...others } = this.tally;
    return { total: this.entries.size, ...others, ...(skipped > 0 && { skipped }) };
  }

  /** The users that failed, with their keys. */
  protected failed(): readonly KeyedFailure[] {
    return this.having('failed').flatMap(({ user: { key, kind, record }, state }) => {
      if (state.status !== 'failed') return [];
      const { step, code, message, attempts } = state;
      return [{ key, user: { ...record, type: kind, step, code, message, attempts } }];
    });
  }

  /** The first users that run, the longest under way first. */
  inFlight(most: number): InFlightUser[] {
    const running = this.having('running').map(({ user, since = 0 }) => ({ id: userId(user.record), since }));
    const first = running.sort((one, other) => one.since - other.since).slice(0, most);
    return first.map(({ id, since }) => ({ id, since: new Date(since).toISOString() }));
  }

  correct(edits: Edits): void {
    const all = [...this.entries.values()];
    // Found before anything changes: an edit may give one user the id that another one had.
    const found = Object.entries(edits).map(
      ([name, edit]) => [all.find(({ user }) => goesBy(user, name)), edit] as const,
    );
    for (const [entry, edit] of found) {
      if (entry === undefined) continue;
      entry.user = { ...entry.user, record: correctedRecord(entry.user.record, edit) };
      this.ids.add(userId(entry.user.record));
    }
  }

  protected rows(first: number, size: number): { readonly users: UserRow[]; readonly more: boolean } {
    const users = [...this.entries.values()].slice(first, first + size).map(rowOf);
    return { users, more: first + size < this.entries.size };
  }

  protected records(status: UserState['status']): UserRecord[] {
    return this.having(status).map(({ user }) => user.record);
  }

  protected moveTo(key: string, state: UserState): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) this.move(entry, state);
  }

  /** Every user with what became of it, as a slice's history keeps it. */
  kept(): readonly KeptUser[] {
    const isShort = this.tally.failed > mostInFull;
    return [...this.entries.values()].map(({ user, came, state, at = 0 }) => {
      const told = isShort && state.status === 'failed' ? inBrief(state) : state;
      return { ...user, state: told, at, ...(came !== user && { came: came.record }) };
    });
  }

  private having(status: UserState['status']): Entry[] {
    return [...this.entries.values()].filter(({ state }) => state.status === status);
  }

  /** Users go by their keys in words that are stored. */
  private keyOf(name: string): string | undefined {
    return [...this.entries.values()].find(({ user }) => goesBy(user, name))?.user.key;
  }

  private move(entry: Entry, state: UserState): void {
    this.tally[entry.state.status] -= 1;
    this.tally[state.status] += 1;
    entry.state = state;
  }
}

function isNamed(user: User, names: readonly string[] | undefined): boolean {
  return names === undefined || names.some((name) => goesBy(user, name));
}

function rowOf({ user, state, at }: Entry): UserRow {
  return { key: user.key, id: userId(user.record), kind: user.kind, state, ...(at !== undefined && { at }) };
}
