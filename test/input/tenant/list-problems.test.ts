import { listProblems } from '../../../src/input/tenant/list-problems';
import { problemsOf, tenantWith } from './tenant-text';

const record = (fields: object) =>
  JSON.stringify({ email: 'ada@acme.example', given_name: 'A', family_name: 'B', ...fields });

function second(first: object, later: object): string[] {
  return problemsOf(tenantWith(record(first), record(later))).map((line) => line.replace(/^tenant\.yaml:6:\d+: /, ''));
}

describe('a user who stands in a file twice', () => {
  const once = '(a user may stand in one list, once)';

  test.each([
    { how: 'exactly', ids: ['ada', 'ada'], words: 'is the same id' },
    { how: 'but for case', ids: ['ada', 'ADA'], words: 'is the same id but for upper and lower case' },
    { how: 'in another Unicode form', ids: ['zo\u00eb', 'zoe\u0308'], words: 'is the same id in another Unicode form' },
    {
      how: 'in a compatibility form',
      ids: ['ada', '\uff41\uff44\uff41'],
      words: 'is the same id in another Unicode form',
    },
    { how: 'in case and form', ids: ['zo\u00eb', 'ZOE\u0308'], words: 'is the same id but for case and Unicode form' },
  ])('is an error that names both places: $how', ({ ids: [one, other], words }) => {
    expect(second({ id: one, email: 'a@acme.example' }, { id: other, email: 'b@acme.example' })).toEqual([
      `users.primary[1].id: ${words} as users.primary[0].id in line 5 ${once}`,
    ]);
  });

  test('is found by the id that stands for the user: the e-mail address when there is no other', () => {
    expect(second({}, {})).toEqual([
      `users.primary[1].email: is the same id as users.primary[0].email in line 5 ${once}`,
    ]);
    expect(second({ id: 'Bob@acme.example' }, { email: 'bob@acme.example' })).toEqual([
      `users.primary[1].email: is the same id but for upper and lower case as users.primary[0].id in line 5 ${once}`,
    ]);
  });

  test('is found in the other list', () => {
    const text = tenantWith(record({})).replace('secondary: []', `secondary: [${record({})}]`);
    expect(problemsOf(text)).toEqual([
      `tenant.yaml:6:24: users.secondary[0].email: is the same id as users.primary[0].email in line 5 ${once}`,
    ]);
  });

  test('is found beside users who are wrong in other ways', () => {
    const lines = problemsOf(tenantWith('nobody', record({ family_name: '' }), record({})));
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('users.primary[2].email: is the same id as users.primary[1].email in line 6');
  });

  test('is not confused with one whose id only resembles it', () => {
    expect(second({ id: 'ada' }, { id: 'ada2', email: 'ada2@acme.example' })).toEqual([]);
    expect(second({ id: 'strasse' }, { id: 'stra\u00dfe', email: 'b@acme.example' })).toEqual([]);
  });
});

describe('two users with one e-mail address', () => {
  test('are an error, whatever its case', () => {
    expect(second({ id: 'ada' }, { id: 'bob', email: 'ADA@acme.example' })).toEqual([
      'users.primary[1].email: is the e-mail address of another user, users.primary[0].email in line 5 (every user needs an address of their own)',
    ]);
  });
});

describe('an e-mail address longer than an id may be', () => {
  const email = `${'a'.repeat(60)}@${'b'.repeat(40)}.example`;

  test('needs an id beside it', () => {
    expect(problemsOf(tenantWith(record({ email })))).toEqual([
      'tenant.yaml:5:16: users.primary[0].email: is longer than an id may be (100 characters), and the user has no other id (add an id)',
    ]);
    expect(problemsOf(tenantWith(record({ email, id: 'ada' })))).toEqual([]);
  });
});

describe('a file of many users', () => {
  test('may have any number of them, and every user who stands there twice is told', () => {
    const emails = Array.from({ length: 100_000 }, (_, n) => ({ email: `u${n}@acme.example` }));
    const problemsIn = (primary: readonly object[]) => {
      const place = { line: 1, column: 1 };
      const pathOf = (kind: string, index: number) => ['users', kind, index];
      return listProblems({ lists: { primary, secondary: [] }, pathOf, placeOf: () => place }, 'mas');
    };
    expect(problemsIn(emails)).toEqual([]);
    const again = problemsIn([...emails, { email: 'u99999@acme.example' }]);
    expect(again.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'users.primary[100000].email is the same id as users.primary[99999].email in line 1',
    ]);
  });
});
