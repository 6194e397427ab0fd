import { setTimeout as pause } from 'node:timers/promises';
import { enter, strike } from '../../../src/activities/ledger-access';
import { type LedgerPage, positionOf, shardsBelow } from '../../../src/domain/run/ledger';
import { messages } from '../../../src/domain/run/names';
import { idOf, type LedgerStand, named, openLedgerStand, payloadsIn, rowsOf } from './ledger-stand';

let stand: LedgerStand;
beforeEach(async () => {
  stand = await openLedgerStand();
});
afterEach(() => stand.stop());

const policy = { members: 10, bytes: 100_000 };
const page = (shard?: string) => stand.ledger(shard).query<LedgerPage>(messages.members);
const inOrder = (names: readonly string[]) =>
  names.map(idOf).sort((one, other) => (positionOf(one) < positionOf(other) ? -1 : 1));

/** As an activity does, which is tried again. */
async function untilWritten(write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await write();
    } catch {
      await pause(200);
    }
  }
}

async function enterAll(names: readonly string[], batch = 15): Promise<void> {
  for (let first = 0; first < names.length; first += batch) {
    const rows = rowsOf(...names.slice(first, first + batch));
    await untilWritten(() => enter(stand.place, rows));
  }
}

/** The shards that divided, when none holds too much any more. */
async function dividedBelow(): Promise<readonly string[]> {
  const divided: string[] = [];
  for (const shard of shardsBelow('')) {
    let found = await page(shard);
    while (found.total > policy.members) found = await page(shard);
    if (found.shards.length > 0) divided.push(shard);
  }
  return divided;
}

const firstDigit = (name: string) => positionOf(idOf(name)).slice(0, 1);

it('divides when it holds too much, its shards likewise, and is read as one', async () => {
  await stand.work();
  const people = named('u', 150);
  await stand.start({ rows: rowsOf(...people.slice(0, 90)), policy });
  await enterAll(people);
  expect(await stand.known()).toEqual(inOrder(people));
  expect(await page()).toEqual({ total: 0, members: [], shards: shardsBelow('') });
  const divided = await dividedBelow();
  expect(divided.length).toBeGreaterThan(0);
  for (const shard of divided) await stand.replay(shard);
  let runs = await stand.histories();
  while (runs.length < 2) runs = await stand.histories();
  const saysOfPersons = runs.map((run) => payloadsIn(run).some((payload) => payload.includes('acme.example')));
  expect([saysOfPersons.at(0), saysOfPersons.at(-1)]).toEqual([true, false]);
  await stand.replay();

  await strike(stand.place, people.slice(20).map(idOf));
  await strike(stand.place, ['nobody@acme.example']);
  expect(await stand.known()).toEqual(inOrder(people.slice(0, 20)));
});

it('stays open when it is divided and knows nobody, and a shard that has ended begins anew', async () => {
  await stand.work();
  const people = named('u', 12);
  await stand.start({ rows: rowsOf(...people), policy });
  await untilWritten(() => strike(stand.place, people.map(idOf)));
  expect(await stand.known()).toEqual([]);
  const [first = ''] = people;
  const shard = stand.ledger(firstDigit(first));
  await shard.result();
  expect((await stand.ledger().describe()).status.name).toBe('RUNNING');
  await enter(stand.place, rowsOf(first));
  expect((await shard.describe()).status.name).toBe('RUNNING');
  expect(await stand.known()).toEqual([idOf(first)]);
});

it('loses nobody and keeps nobody when several write while it divides', async () => {
  await stand.work();
  const [early, ...groups] = ['early', 'one', 'two', 'three'].map((name) => named(name, 30));
  if (early === undefined) throw new Error('there are groups');
  await stand.start({ rows: rowsOf(...early.slice(0, 9)), policy });
  const leaving = async () => {
    for (const name of early) await untilWritten(() => strike(stand.place, [idOf(name)]));
  };
  await Promise.all([...groups.map((group) => enterAll(group, 7)), leaving()]);
  expect(await stand.known()).toEqual(inOrder(groups.flat()));
});

it('goes on with a division in which its worker was killed, with who was there already, and who leaves meanwhile is gone', async () => {
  const people = named('u', 100);
  const leaver = people.find((name) => firstDigit(name) === '3');
  const held = people.filter((name) => firstDigit(name) === '7');
  const resident = named('r', 100).find((name) => firstDigit(name) === '7');
  const [heldLeaver] = held;
  if (leaver === undefined || heldLeaver === undefined || resident === undefined) throw new Error('names are missing');
  // A shard that is there before its ledger divides, and answers nobody.
  const elsewhere = `${stand.place.taskQueue}-elsewhere`;
  await stand.start({ shard: '7', rows: rowsOf(resident), policy }, elsewhere);
  const kill = stand.workApart();
  await stand.start({ rows: rowsOf(...people), policy });
  const has = async (what: 'activityTaskScheduledEventAttributes' | 'workflowExecutionUpdateAcceptedEventAttributes') =>
    (await stand.ledger().fetchHistory()).events?.some((event) => event[what]);
  while (!(await has('activityTaskScheduledEventAttributes'))) await pause(50);
  const leaves = untilWritten(() => strike(stand.place, [leaver, heldLeaver].map(idOf)));
  while (!(await has('workflowExecutionUpdateAcceptedEventAttributes'))) await pause(50);
  expect(await page()).toMatchObject({ total: people.length, shards: [] });
  await kill();

  await Promise.all([stand.work(), stand.work(elsewhere)]);
  await leaves;
  const left = people.filter((name) => name !== leaver && name !== heldLeaver);
  expect(await stand.known()).toEqual(inOrder([...left, resident]));
  expect(await page('7')).toMatchObject({ total: held.length, shards: [] });
  for (const shard of ['', '3', '7']) await stand.replay(shard);
});
