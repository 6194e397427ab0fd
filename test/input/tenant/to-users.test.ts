import { toUsers } from '../../../src/input/tenant/to-users';
import { readableUserKey, userKey } from '../../../src/input/tenant/user-key';

const ada = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' };
const alan = { ...ada, email: 'alan@acme.example', id: 'aturing' };
const definition = { users: { primary: [alan], secondary: [ada] } };

describe('the users of a run', () => {
  test('are the records as they came, primary users first, keyed by the id that stands for them', () => {
    expect(toUsers(definition)).toEqual([
      { key: userKey('aturing'), kind: 'primary', record: alan },
      { key: userKey('ada@acme.example'), kind: 'secondary', record: ada },
    ]);
  });

  test("have the operator's key in their keys, or readable ones if he prefers", () => {
    expect(toUsers(definition, { idKey: 'a key of the operator' })[0]?.key).toBe(
      userKey('aturing', 'a key of the operator'),
    );
    expect(toUsers(definition, { readableIds: true })[1]?.key).toBe(readableUserKey('ada@acme.example'));
  });
});
