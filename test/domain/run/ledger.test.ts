import fc from 'fast-check';
import {
  type AskLedger,
  compareWanted,
  dealt,
  type Member,
  memberOf,
  positionOf,
  readLedger,
  rowOf,
  shardsBelow,
  wantedOf,
} from '../../../src/domain/run/ledger';
import { refusalOf } from '../../../src/domain/sync/sync';
import { usersOf } from '../../system/onboarding-system';

const since = '2026-01-02T03:04:05.000Z';
const ada = usersOf('primary', 'ada');
const bob = usersOf('secondary', 'bob');
const members: Member[] = [...ada, ...bob].map((user) => ({ user, since }));

/** A ledger that answers a member a page. */
async function* ledger(...known: readonly Member[]): AsyncGenerator<readonly Member[]> {
  for (const member of known) yield [member];
}

describe('a comparison with the ledger', () => {
  it('finds who is gone', async () => {
    const found = await compareWanted(wantedOf([...ada, ...usersOf('primary', 'cy')]), ledger(...members));
    expect(found).toEqual({ known: 2, goneTotal: 1, gone: bob, differingTotal: 0, differing: [] });
  });

  it('takes a change of letters or keys for no change of the user', async () => {
    const found = await compareWanted([{ id: 'ADA@Acme.example', kind: 'primary' }], ledger(...members));
    expect(found.gone).toEqual(bob);
  });

  it('reports who changed kind, and removes nobody for it', async () => {
    const found = await compareWanted(wantedOf([...usersOf('secondary', 'ada'), ...bob]), ledger(...members));
    expect(found).toMatchObject({
      goneTotal: 0,
      differing: [{ id: 'ada@acme.example', kind: 'secondary', was: 'primary' }],
    });
  });

  it('counts all, and names no more than the first of them', async () => {
    const names = Array.from({ length: 3_200 }, (_, index) => `u${index}`);
    const known = usersOf('primary', ...names).map((user) => ({ user, since }));
    const found = await compareWanted(wantedOf(usersOf('secondary', ...names.slice(0, 150))), ledger(...known));
    expect(found).toMatchObject({ known: 3_200, goneTotal: 3_050, differingTotal: 150 });
    expect([found.gone.length, found.differing.length]).toEqual([3_000, 100]);
  });
});

describe('the tree of a ledger', () => {
  it('keeps a row as it was', () => {
    const user = {
      key: 'k',
      kind: 'primary',
      record: { email: 'a@b', given_name: 'A', family_name: 'B', id: 'i' },
    } as const;
    expect(memberOf(rowOf(user, since))).toEqual({ user, since });
  });

  it('deals everybody to the one shard that the position names, whatever the letters of the id', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.constantFrom('', '3', '3a'), (ids, shard) => {
        const parts = dealt(ids, shard, (id) => id);
        for (const [below, part] of parts) {
          expect(below).toHaveLength(shard.length + 1);
          for (const id of part) expect(positionOf(id).startsWith(below)).toBe(true);
        }
        expect([...parts.values()].flat().sort()).toEqual([...ids].sort());
      }),
    );
    expect(positionOf('ADA@acme.example')).toBe(positionOf('ada@acme.example'));
    expect(positionOf('ada@acme.example')).toMatch(/^[0-9a-f]{8}ada@acme\.example$/);
  });

  it('is read as a whole in the order of positions, also when a shard divides between two pages', async () => {
    const known = usersOf('secondary', ...Array.from({ length: 200 }, (_, index) => `u${index}`))
      .map((user) => ({ user, since }))
      .sort((one, other) => (positionOf(one.user.record.email) < positionOf(other.user.record.email) ? -1 : 1));
    let asked = 0;
    const ask: AskLedger = (shard, { after = '' }) => {
      asked += 1;
      const depth = asked < 20 ? 1 : 2;
      if (shard === '7') return Promise.resolve(undefined);
      if (shard.length < depth) return Promise.resolve({ total: 0, members: [], shards: shardsBelow(shard) });
      const rest = known.filter(({ user }) => {
        const position = positionOf(user.record.email);
        return position.startsWith(shard) && position > after;
      });
      const [first, ...more] = rest.slice(0, 3);
      const members = first === undefined ? [] : [first, ...more];
      const last = members.at(-1);
      const next = rest.length > 3 && last !== undefined ? { next: positionOf(last.user.record.email) } : {};
      return Promise.resolve({ total: rest.length, members, shards: [], ...next });
    };
    const read: Member[] = [];
    for await (const page of readLedger(ask)) read.push(...page);
    expect(read).toEqual(known.filter(({ user }) => !positionOf(user.record.email).startsWith('7')));
    expect(read.length).toBeGreaterThan(150);
  });
});

describe('the guard of a synchronisation', () => {
  it.each([
    ['nobody', {}, { goneTotal: 0, known: 0 }, undefined],
    ['one of five', {}, { goneTotal: 1, known: 5 }, undefined],
    ['two of five', {}, { goneTotal: 2, known: 5 }, 'allows 10 users or 20 %'],
    ['eleven of a thousand', {}, { goneTotal: 11, known: 1_000 }, 'allows 10 users or 20 %'],
    ['as many as were named', { limit: { users: 11 } }, { goneTotal: 11, known: 11 }, undefined],
    ['more than one run takes', { limit: { users: 4_000 } }, { goneTotal: 3_001, known: 5_000 }, 'at most 3000'],
    ['one, when the list is empty', { users: [] }, { goneTotal: 1, known: 100 }, 'the list is empty'],
    [
      'one, when the list is empty and that was foreseen',
      { users: [], limit: { users: 1 } },
      { goneTotal: 1, known: 100 },
      undefined,
    ],
  ])('judges %s', (...[, input, found, refusal]) => {
    const judged = refusalOf({ users: ada, ...input }, found);
    if (refusal === undefined) expect(judged).toBeUndefined();
    else expect(judged).toContain(refusal);
  });
});
