import { enter } from '../../../src/activities/ledger-access';
import { type LedgerRow, shardsBelow } from '../../../src/domain/run/ledger';
import { type LedgerStand, openLedgerStand, payloadsIn } from './ledger-stand';

const count = 5_000;
const mostEvents = 4_096;
const mostBytes = 256 * 1_024;

let stand: LedgerStand;
beforeAll(async () => {
  stand = await openLedgerStand();
  await stand.work();
});
afterAll(() => stand.stop());

function row(index: number): LedgerRow {
  const name = `${index}-${'n'.repeat(60)}`;
  return [`key-${index}`, 's', 1_700_000_000, `u${index}@acme.example`, name, name];
}

it('knows 5,000 users, and nothing of it grows beyond what Temporal likes', async () => {
  const rows = Array.from({ length: count }, (_, index) => row(index));
  // As two slices of a run write, a batch at a time.
  const write = async (part: readonly LedgerRow[]) => {
    for (let first = 0; first < part.length; first += 100) await enter(stand.place, part.slice(first, first + 100));
  };
  await Promise.all([write(rows.slice(0, count / 2)), write(rows.slice(count / 2))]);
  const known = await stand.known();
  expect([known.length, new Set(known).size]).toEqual([count, count]);

  const events: number[] = [];
  const sizes: number[] = [];
  for (const shard of ['', ...shardsBelow('')]) {
    for (const history of await stand.histories(shard)) {
      events.push(history.events?.length ?? 0);
      sizes.push(...payloadsIn(history).map(({ length }) => length));
    }
  }
  expect(events.length).toBeGreaterThan(17);
  expect(Math.max(...events)).toBeLessThanOrEqual(mostEvents);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(mostBytes);
  expect(Math.max(...sizes)).toBeGreaterThan(8_000);
});
