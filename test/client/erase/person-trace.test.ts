import { PersonTrace } from '../../../src/client/erase/person-trace';

const record = (email: string, id?: string) => ({
  ...{ email, given_name: 'Ada', family_name: 'Lovelace' },
  ...(id === undefined ? {} : { id }),
});
const keysOf = (id: string) => [`key-of-${id}`];

it('knows a person by every address and key that it had, and nobody else who shares the address', () => {
  const trace = new PersonTrace(['ada@acme.example'], keysOf);
  trace.read({ users: [{ key: 'k1', kind: 'primary', record: record('ada@acmee.example') }] });
  trace.read([{ user: { key: 'k1', kind: 'primary', record: record('Ada@acme.example') } }]);
  trace.read({ users: [{ key: 'k2', record: record('office@acme.example', 'bob') }] });
  trace.read({ users: [{ key: 'k3', record: record('office@acme.example', 'eve') }] });
  trace.learn();
  expect(trace.isIn('ada@acmee.example (primary)')).toBe(true);
  expect(trace.owns('k1', undefined)).toBe(true);
  expect(trace.owns('other', 'ADA@acme.example')).toBe(true);
  expect([trace.owns('k2', 'bob'), trace.owns('k3', 'eve')]).toEqual([false, false]);

  const bob = new PersonTrace(['bob'], keysOf);
  bob.read([{ key: 'k2', record: record('office@acme.example', 'bob') }]);
  bob.read([{ key: 'k3', record: record('office@acme.example', 'eve') }]);
  bob.learn();
  expect([bob.owns('k2', undefined), bob.owns('k3', undefined)]).toEqual([true, false]);
});

it("knows a person by a ledger's row", () => {
  const trace = new PersonTrace(['ada@acme.example', 'Bob@acme.example'], keysOf);
  const ada = ['k1', 's', 1, 'Ada@acme.example', 'Ada', 'Lovelace', 'ada-1'];
  trace.read({ rows: [ada, ['k2', 'p', 1, 'bob@acme.example', 'Bob', 'Li'], ['k3', 'p', 1, 'eve', 'Eve', 'Li']] });
  trace.learn();
  expect(['k1', 'k2', 'k3'].map((key) => trace.owns(key, undefined))).toEqual([true, true, false]);
  expect(trace.allIds).toContain('ada-1');
});

it.each([
  ['ada@acme.example', true],
  ['ada@acme.example (secondary)', true],
  ['create ada@acme.example: refused.', true],
  ['key-of-ada@acme.example', true],
  [{ edits: { 'ada@acme.example': { given_name: 'Ada' } } }, true],
  [[[{ person: { email: 'ADA@ACME.EXAMPLE' } }]], true],
  ['grada@acme.example', false],
  ['ada@acme.example.org', false],
  [{ user: 'eve@acme.example' }, false],
  [new Uint8Array([1]), false],
])('finds a person in %j: %s', (value, found) => {
  expect(new PersonTrace(['ada@acme.example'], keysOf).isIn(value)).toBe(found);
});
