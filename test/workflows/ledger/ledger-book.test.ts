import { idIn, type LedgerRow, type Member, positionOf, rowOf } from '../../../src/domain/run/ledger';
import { LedgerBook } from '../../../src/workflows/ledger/ledger-book';
import { usersOf } from '../../system/onboarding-system';

const at = '2026-01-02T03:04:05.000Z';
const later = '2026-02-02T03:04:05.000Z';
const policy = { members: 3, bytes: 10_000 };

const rowsOf = (...names: readonly string[]) => usersOf('secondary', ...names).map((user) => rowOf(user, at));
const many = (count: number) => rowsOf(...Array.from({ length: count }, (_, index) => `u${index}`));

function long(index: number): LedgerRow {
  const name = 'é'.repeat(255);
  return [`${index}`, 's', 1, `${index}@${name}`, name, name];
}

function pagesOf(book: LedgerBook): readonly (readonly Member[])[] {
  const pages: (readonly Member[])[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: ReturnType<LedgerBook['page']> = book.page({ after });
    pages.push(page.members);
    after = page.next;
  }
  return pages;
}

describe('the ledger book', () => {
  it('knows who came, as what and since when, and forgets who went', () => {
    const [ada] = usersOf('primary', 'ada');
    const book = new LedgerBook(ada === undefined ? [] : [rowOf(ada, at)]);
    book.enter(rowsOf('bob'));
    book.strike(['BOB@acme.example', 'nobody@acme.example']);
    expect(book.page({})).toEqual({ total: 1, members: [{ user: ada, since: at }] });
  });

  it('keeps kind and time of who comes again, and takes the newer record', () => {
    const married = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'King', id: 'ADA@acme.example' };
    const book = new LedgerBook(usersOf('primary', 'ada').map((user) => rowOf(user, at)));
    book.enter([rowOf({ key: 'other', kind: 'secondary', record: married }, later)]);
    expect(book.page({}).members).toEqual([{ user: { key: 'other', kind: 'primary', record: married }, since: at }]);
  });

  it('answers in pages in the order of positions, also for who was handed over', () => {
    const rows = many(1_200);
    const pages = pagesOf(new LedgerBook(new LedgerBook(rows).handOver()));
    expect(pages.map(({ length }) => length)).toEqual([500, 500, 200]);
    const ids = pages.flat().map(({ user }) => positionOf(user.record.email));
    expect(ids).toEqual(rows.map((row) => positionOf(idIn(row))).sort());
  });

  it('goes on behind somebody who left meanwhile, and misses nobody', () => {
    const book = new LedgerBook(many(600));
    const { next = '', members } = book.page({});
    book.strike(members.map(({ user }) => user.record.email));
    expect(book.page({ after: next }).members).toHaveLength(100);
  });

  it('answers as few as are wanted, and no page that is too large', () => {
    const book = new LedgerBook(Array.from({ length: 400 }, (_, index) => long(index)));
    expect(book.page({ most: 0 })).toEqual({ total: 400, members: [] });
    expect(book.page({ most: 2 }).members).toHaveLength(2);
    const pages = pagesOf(book);
    expect(pages.flat()).toHaveLength(400);
    for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(210_000);
  });

  it('is too full by members, or by their bytes, and not any more when they left', () => {
    const book = new LedgerBook(rowsOf('a', 'b', 'c'));
    expect(book.exceeds(policy)).toBe(false);
    book.enter(rowsOf('c', 'd'));
    expect(book.exceeds(policy)).toBe(true);
    book.strike(['d@acme.example']);
    expect(book.exceeds(policy)).toBe(false);
    const large = new LedgerBook([1, 2].map(long));
    expect(large.exceeds({ members: 3, bytes: Buffer.byteLength(JSON.stringify(long(1))) * 2 })).toBe(false);
    expect(large.exceeds({ members: 3, bytes: Buffer.byteLength(JSON.stringify(long(1))) * 2 - 1 })).toBe(true);
  });

  it('divides among the shards below it, and is empty then', () => {
    const rows = many(300).filter((row) => positionOf(idIn(row)).startsWith('3'));
    const book = new LedgerBook(rows);
    const parts = book.divide('3');
    for (const [shard, part] of parts) {
      expect(shard).toMatch(/^3[0-9a-f]$/);
      expect(part.filter((row) => !positionOf(idIn(row)).startsWith(shard))).toEqual([]);
    }
    expect([...parts.values()].flat()).toHaveLength(rows.length);
    book.clear();
    expect([book.size, book.exceeds({ members: 0, bytes: 0 })]).toEqual([0, false]);
  });
});
