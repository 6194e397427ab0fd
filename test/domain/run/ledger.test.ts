import { compareWanted, type Member, wantedOf } from '../../../src/domain/run/ledger';
import { refusalOf } from '../../../src/domain/sync/sync';
import { usersOf } from '../../system/onboarding-system';

const since = '2026-01-02T03:04:05.000Z';
const ada = usersOf('primary', 'ada');
const bob = usersOf('secondary', 'bob');
const members: Member[] = [...ada, ...bob].map((user) => ({ user, since }));

describe('a comparison with the ledger', () => {
  it('finds who is gone', () => {
    const found = compareWanted(wantedOf([...ada, ...usersOf('primary', 'cy')]), { members, full: false });
    expect(found).toEqual({ known: 2, goneTotal: 1, gone: bob, differing: [], full: false });
  });

  it('takes a change of letters or keys for no change of the user', () => {
    const found = compareWanted([{ id: 'ADA@Acme.example', kind: 'primary' }], { members, full: false });
    expect(found.gone).toEqual(bob);
  });

  it('reports who changed kind, and removes nobody for it', () => {
    const found = compareWanted(wantedOf([...usersOf('secondary', 'ada'), ...bob]), { members, full: false });
    expect(found).toMatchObject({
      goneTotal: 0,
      differing: [{ id: 'ada@acme.example', kind: 'secondary', was: 'primary' }],
    });
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
