import { type LedgerInput, type LedgerPage, type LedgerRow, type Member } from '../../domain/run/ledger';
import { sameUserKey, userId } from '../../domain/tenant/person';
import type { User } from '../../domain/tenant/user';

// A ledger is handed to its next run whole: Temporal refuses more than 2 MiB at once. Some 3,000 users of usual length.
const mostMembers = 3_000;
const mostBytes = 1_500_000;
const pageSize = 500;

/** What a ledger knows. Plain data, no Temporal. */
export class LedgerBook {
  private readonly rows = new Map<string, LedgerRow>();
  private bytes = 0;
  private overflowed: boolean;

  constructor({ rows = [], full = false }: Pick<LedgerInput, 'rows' | 'full'>) {
    this.overflowed = full;
    for (const row of rows) this.put(row);
  }

  get size(): number {
    return this.rows.size;
  }

  /** Whoever is known already stays what he was first onboarded as, and since when; the record is the newest. */
  arrive(users: readonly User[], at: string): void {
    const nowSeconds = Math.floor(Date.parse(at) / 1_000);
    for (const user of users) {
      const known = this.rows.get(keyOf(user));
      const row = known === undefined ? rowOf(user, nowSeconds) : rowOf({ ...user, kind: kindOf(known) }, known[2]);
      if (known === undefined && !this.hasRoomFor(row)) this.overflowed = true;
      else this.put(row);
    }
  }

  depart(users: readonly User[]): void {
    for (const user of users) this.remove(keyOf(user));
  }

  page(page: number): LedgerPage {
    const first = page * pageSize;
    const members = [...this.rows.values()].slice(first, first + pageSize).map(memberOf);
    const more = first + pageSize < this.size;
    return { total: this.size, full: this.overflowed, members, ...(more ? { nextPage: page + 1 } : {}) };
  }

  /** What the next run goes on with. */
  handOver(): Required<Pick<LedgerInput, 'rows' | 'full'>> {
    return { rows: [...this.rows.values()], full: this.overflowed };
  }

  private hasRoomFor(row: LedgerRow): boolean {
    return this.size < mostMembers && this.bytes + bytesOf(row) <= mostBytes;
  }

  private put(row: LedgerRow): void {
    const key = keyOf(userOf(row));
    this.bytes += bytesOf(row) - this.bytesAt(key);
    this.rows.set(key, row);
  }

  private remove(key: string): void {
    this.bytes -= this.bytesAt(key);
    this.rows.delete(key);
  }

  private bytesAt(key: string): number {
    const row = this.rows.get(key);
    return row === undefined ? 0 : bytesOf(row);
  }
}

function keyOf({ record }: User): string {
  return sameUserKey(userId(record));
}

function bytesOf(row: LedgerRow): number {
  return new TextEncoder().encode(JSON.stringify(row)).length;
}

function kindOf([, kind]: LedgerRow): User['kind'] {
  return kind === 'p' ? 'primary' : 'secondary';
}

function rowOf({ key, kind, record }: User, sinceSeconds: number): LedgerRow {
  const { email, given_name, family_name, id } = record;
  const fields = [key, kind === 'primary' ? 'p' : 's', sinceSeconds, email, given_name, family_name] as const;
  return id === undefined ? fields : [...fields, id];
}

function userOf(row: LedgerRow): User {
  const [key, , , email, given_name, family_name, id] = row;
  return { key, kind: kindOf(row), record: { email, given_name, family_name, ...(id === undefined ? {} : { id }) } };
}

function memberOf(row: LedgerRow): Member {
  return { user: userOf(row), since: new Date(row[2] * 1_000).toISOString() };
}
