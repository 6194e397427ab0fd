import { after } from '../plays.mjs';
import { emails, tenant, user } from './people.mjs';

const few = ['bob', 'eve'];
const done = { ends: [0], complete: emails(['ada', ...few]), partial: [], keys: 0 };
const nothingCalled = { ends: [1], complete: [], partial: [], calls: 0 };
const oddIds = ['a/b', 'boss#2', 'why?', 'x%41'];

/** The form of the former tool's documentation, as a person writes it. */
const documented = `users:
  primary:
    - email: john.smith1@example.com
      given_name: John
      family_name: Smith
      id: john1
  secondary:
    - email: jane.doe1@example.com
      given_name: Jane
      family_name: Doe
`;
const documentedUsers = [
  { id: 'john1', primary: true },
  { id: 'jane.doe1@example.com', primary: false },
];

/** What people hand in. */
export const input = [
  {
    name: 'documented',
    title: 'the flags and the file of the former documentation',
    users: documented,
    extra: ['--log-level', 'DEBUG'],
    equal: true,
    wanted: documentedUsers,
    former: { ends: [0], complete: ['john1', 'jane.doe1@example.com'], keys: 0 },
    ours: { ends: [0], complete: ['john1', 'jane.doe1@example.com'], keys: 0 },
  },
  {
    name: 'unknown-flag',
    title: 'a flag that is not known',
    users: tenant(few),
    extra: ['--verify', 'false'],
    equal: true,
    former: done,
    ours: done,
  },
  {
    name: 'odd-ids',
    title: 'the ids `a/b`, `boss#2`, `why?`, `x%41`',
    users: { primary: [], secondary: oddIds.map((id, n) => user(`user${n}`, { id })) },
    former: { ends: [1], complete: [], partial: oddIds },
    ours: { ends: [0], complete: oddIds, partial: [] },
  },
  {
    name: 'quoted-id',
    title: 'an id with `"`, MAS 9.1',
    masVersion: '9.1',
    users: { primary: [], secondary: [user('bob', { id: 'the "boss"' }), user('eve')] },
    former: { ends: [1], complete: emails(['eve']) },
    ours: { ends: [0], complete: ['the "boss"', 'eve@acme.example'] },
  },
  {
    name: 'no-email',
    title: 'a user without an e-mail address among others',
    users: {
      primary: [user('ada')],
      secondary: [user('bob'), { given_name: 'E', family_name: 'V', id: 'eve' }, user('zoe')],
    },
    former: { ends: [1], named: [], reason: /KeyError/ },
    ours: { ...nothingCalled, reason: /users\.yaml.*email: is missing/ },
  },
  {
    name: 'twice-in-file',
    title: 'a user in both lists',
    users: { primary: [user('ada')], secondary: [user('ada'), user('bob')] },
    former: { ends: [0], complete: emails(['ada', 'bob']) },
    ours: { ends: [0], complete: emails(['ada', 'bob']) },
  },
  {
    name: 'no-users',
    title: 'both lists are empty',
    users: { primary: [], secondary: [] },
    former: { ends: [0], calls: 0 },
    ours: { ends: [0], calls: 0 },
  },
  {
    name: 'empty-file',
    title: 'the file is empty',
    users: '',
    former: { ends: [1], calls: 0, reason: /TypeError/ },
    ours: { ...nothingCalled, reason: /users\.yaml.*is empty/ },
  },
  {
    name: 'wrong-workspace',
    title: 'a workspace that does not exist',
    users: tenant(few),
    workspace: 'elsewhere',
    former: { ends: [1], complete: [], partial: [], named: [] },
    ours: { ends: [1], complete: [], partial: [], reason: /^MAS_WORKSPACE_NOT_FOUND$/ },
  },
  {
    name: 'exists-already',
    title: 'a secondary user who is a primary one in the next file',
    users: { primary: [user('bob', { given_name: 'Robert' })], secondary: [user('ada')] },
    play: after({ primary: [], secondary: [user('bob')] }),
    equal: true,
    former: { ends: [0, 0], complete: emails(['ada', 'bob']) },
    ours: { ends: [0, 0], complete: emails(['ada', 'bob']) },
  },
];
