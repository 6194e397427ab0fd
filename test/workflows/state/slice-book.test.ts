import type { Counts } from '../../../src/domain/run/outcome';
import type { SliceReport } from '../../../src/domain/run/user-slice';
import { nobody, SliceBook, type SliceEntry } from '../../../src/workflows/state/slice-book';
import { shareDue } from '../../../src/workflows/slices/slice-shares';

/** A slice that has begun, and was given so many shares, the last one of `most`. */
function begun(book: SliceBook, { given, most }: { readonly given: number; readonly most: number }): SliceEntry {
  const [entry] = book.open([{ name: 'p', total: 0 }]);
  if (entry === undefined) throw new Error('a slice was expected');
  book.note({ ...reportOf({ pending: 5 }), number: entry.number, page: 'p' });
  return Object.assign(entry, { share: most, given });
}

function reportOf(counts: Partial<Counts>, share?: SliceReport['share']): SliceReport {
  const said = { number: 1, changed: 0, codes: {}, failed: [], counts: { ...nobody, ...counts } };
  return { ...said, ...(share !== undefined && { share }) };
}

const due = (book: SliceBook, concurrency: number) =>
  shareDue(book, { free: concurrency - book.inFlight, concurrency, atOnce: 2 });

it('gives a share to a slice that gave its own back, though it never told that nobody waited', () => {
  for (const most of [1, 25]) {
    const book = new SliceBook();
    begun(book, { given: 1, most });
    book.note(reportOf({ pending: 1, completed: 4 }, { given: 1, most: 0 }));
    expect(book.inFlight).toBe(0);
    expect(due(book, most)?.most).toBe(1);
  }
});

it('gives no more than a slice needs, nor before it has what it was given', () => {
  const book = new SliceBook();
  const entry = begun(book, { given: 0, most: 0 });
  book.note(reportOf({ pending: 1 }));
  expect(due(book, 10)?.most).toBe(1);
  Object.assign(entry, { share: 1, given: 1 });
  expect(due(book, 10)).toBeUndefined();
  book.note(reportOf({ pending: 4, running: 1 }));
  expect(due(book, 10)).toBeUndefined();
  book.note(reportOf({ pending: 4, running: 1 }, { given: 1, most: 1 }));
  expect(due(book, 10)?.most).toBe(5);
});

it('counts a share as used until the slice has told since, whatever it told before that came', () => {
  const book = new SliceBook();
  const entry = begun(book, { given: 2, most: 10 });
  expect(book.inFlight).toBe(10);
  book.note(reportOf({ running: 2 }, { given: 1, most: 2 }));
  expect([entry.share, book.inFlight, due(book, 10)]).toEqual([10, 10, undefined]);
  book.note(reportOf({ running: 2 }, { given: 2, most: 10 }));
  expect([entry.share, book.inFlight]).toEqual([2, 2]);
});
