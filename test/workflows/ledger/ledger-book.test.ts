import type { User } from '../../../src/domain/tenant/user';
import { LedgerBook } from '../../../src/workflows/ledger/ledger-book';
import { usersOf } from '../../system/onboarding-system';

const at = '2026-01-02T03:04:05.000Z';
const later = '2026-02-02T03:04:05.000Z';

function person(index: number, length: number): User {
  const name = 'é'.repeat(length);
  return {
    key: `${index}`,
    kind: 'secondary',
    record: { email: `${index}@${name}`, given_name: name, family_name: name },
  };
}

describe('the ledger book', () => {
  it('knows who came, as what and since when, and forgets who went', () => {
    const book = new LedgerBook({});
    book.arrive([...usersOf('primary', 'ada'), ...usersOf('secondary', 'bob')], at);
    book.depart(usersOf('secondary', 'bob', 'nobody'));
    expect(book.page(0)).toEqual({
      total: 1,
      full: false,
      members: [{ user: usersOf('primary', 'ada')[0], since: at }],
    });
  });

  it('keeps kind and time of who comes again, and takes the newer record', () => {
    const book = new LedgerBook({});
    book.arrive(usersOf('primary', 'ada'), at);
    const [ada] = usersOf('secondary', 'ada');
    const married = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'King', id: 'ADA@acme.example' };
    book.arrive([{ key: ada?.key ?? '', kind: 'secondary', record: married }], later);
    expect(book.page(0).members).toEqual([{ user: { key: 'ada', kind: 'primary', record: married }, since: at }]);
  });

  it('is handed over whole, and goes on with that', () => {
    const book = new LedgerBook({});
    const users = usersOf('secondary', ...Array.from({ length: 1_200 }, (_, index) => `u${index}`));
    book.arrive(users, at);
    const next = new LedgerBook(JSON.parse(JSON.stringify(book.handOver())));
    const pages = [0, 1, 2].map((page) => next.page(page));
    expect(pages.map(({ nextPage }) => nextPage)).toEqual([1, 2, undefined]);
    expect(pages.flatMap(({ members }) => members.map(({ user }) => user))).toEqual(users);
  });

  it('has room for 3,000 users, and never grows beyond what Temporal takes', () => {
    const book = new LedgerBook({});
    book.arrive(
      Array.from({ length: 3_001 }, (_, index) => person(index, 10)),
      at,
    );
    expect(book.page(0)).toMatchObject({ total: 3_000, full: true });
    const long = new LedgerBook({});
    long.arrive(
      Array.from({ length: 3_000 }, (_, index) => person(index, 255)),
      at,
    );
    expect(Buffer.byteLength(JSON.stringify(long.handOver()))).toBeLessThan(2 * 1024 * 1024);
    expect(long.page(0)).toMatchObject({ full: true });
    expect(long.size).toBeGreaterThan(500);
  });

  it('has room again when somebody went', () => {
    const book = new LedgerBook({});
    const users = Array.from({ length: 3_000 }, (_, index) => person(index, 10));
    book.arrive(users, at);
    book.depart(users.slice(0, 1));
    book.arrive([person(3_000, 10)], at);
    expect(book.page(0)).toMatchObject({ total: 3_000, full: false });
  });
});
