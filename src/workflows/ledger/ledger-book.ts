import {
  dealt,
  idIn,
  type LedgerPage,
  type LedgerPolicy,
  type LedgerRow,
  type Member,
  memberOf,
  type MembersRequest,
  positionOf,
} from '../../domain/run/ledger';

const pageSize = 500;
const pageBytes = 200_000;

/** What a ledger, or a shard of it, knows. Plain data, no Temporal. */
export class LedgerBook {
  private readonly rows = new Map<string, LedgerRow>();
  private bytes = 0;

  constructor(rows: readonly LedgerRow[]) {
    this.enter(rows);
  }

  get size(): number {
    return this.rows.size;
  }

  exceeds({ members, bytes }: LedgerPolicy): boolean {
    return this.size > members || this.bytes > bytes;
  }

  /** Whoever is known already stays what he was first onboarded as, and since when; the record is the newest. */
  enter(rows: readonly LedgerRow[]): void {
    for (const row of rows) {
      const position = positionOf(idIn(row));
      const [, kind, since] = this.rows.get(position) ?? row;
      const [key, , , ...record] = row;
      this.remove(position);
      this.put(position, [key, kind, since, ...record]);
    }
  }

  strike(ids: readonly string[]): void {
    for (const id of ids) this.remove(positionOf(id));
  }

  page({ after = '', most = pageSize }: MembersRequest): Omit<LedgerPage, 'shards'> {
    const rest = [...this.rows]
      .filter(([position]) => position > after)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const members: Member[] = [];
    let [bytes, last] = [0, after];
    for (const [position, row] of rest.slice(0, most)) {
      const member = memberOf(row);
      bytes += bytesOf(member);
      if (bytes > pageBytes && members.length > 0) break;
      members.push(member);
      last = position;
    }
    const more = members.length > 0 && members.length < rest.length;
    return { total: this.size, members, ...(more ? { next: last } : {}) };
  }

  /** What the next run goes on with. */
  handOver(): readonly LedgerRow[] {
    return [...this.rows.values()];
  }

  /** What each of the shards below this one begins with. */
  divide(shard: string): ReadonlyMap<string, readonly LedgerRow[]> {
    return dealt(this.rows.values(), shard, idIn);
  }

  clear(): void {
    this.rows.clear();
    this.bytes = 0;
  }

  private put(position: string, row: LedgerRow): void {
    this.rows.set(position, row);
    this.bytes += bytesOf(row);
  }

  private remove(position: string): void {
    const row = this.rows.get(position);
    if (row === undefined) return;
    this.rows.delete(position);
    this.bytes -= bytesOf(row);
  }
}

function bytesOf(value: LedgerRow | Member): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
