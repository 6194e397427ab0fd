import { type Case, fieldsOf, made, nameOf, nobody, person, statusAndBody, statusOf } from './case';

/** How a user is found, made and refused. */
export const accounts: readonly Case[] = [
  {
    title: 'a user is made where Location says; name and address are stored in lower case, unknown actions dropped',
    run: async (ask, name) => {
      const id = await made(ask, {
        ...person(`MiXed.${name}`),
        emailVerified: true,
        requiredActions: ['UPDATE_PASSWORD', 'NO_SUCH_ACTION'],
      });
      const shown = await fieldsOf(ask('GET', `/users/${id}`), 'username', 'email', 'enabled', 'emailVerified');
      return [shown, await fieldsOf(ask('GET', nameOf(`mixed.${name}`)), 'username')];
    },
    answer: [[['mixed.NAME', 'mixed.NAME@acme.example', true, true]], [['mixed.NAME']]],
  },
  {
    title: 'who is made without `enabled` is disabled',
    run: async (ask, name) => {
      const id = await made(ask, { username: name });
      return await fieldsOf(ask('GET', `/users/${id}`), 'enabled');
    },
    answer: [[false]],
  },
  {
    title: 'a user is found by the exact name, whatever its case, and by no part or pattern of it',
    run: async (ask, name) => {
      await made(ask, person(name));
      const found = [];
      for (const asked of [name.toUpperCase(), name.slice(1), `${name}*`, '%', '*']) {
        found.push(await fieldsOf(ask('GET', nameOf(asked)), 'username'));
      }
      return found;
    },
    answer: [[['NAME']], [], [], [], []],
  },
  {
    title: 'a name that is taken, in another case',
    run: async (ask, name) => {
      await made(ask, person(name));
      return await statusAndBody(ask('POST', '/users', { ...person(name.toUpperCase()), email: 'other@acme.example' }));
    },
    answer: [409, { errorMessage: 'User exists with same username' }],
  },
  {
    title: 'an address that is taken, in another case',
    run: async (ask, name) => {
      await made(ask, person(name));
      const email = person(name).email.toUpperCase();
      return await statusAndBody(ask('POST', '/users', { ...person(`other-${name}`), email }));
    },
    answer: [409, { errorMessage: 'User exists with same email' }],
  },
  {
    title: 'a change leaves what it does not name',
    run: async (ask, name) => {
      const id = await made(ask, { ...person(name), emailVerified: true });
      const status = await statusOf(ask('PUT', `/users/${id}`, { enabled: false }));
      const fields = ['username', 'email', 'firstName', 'lastName', 'emailVerified', 'enabled'] as const;
      return [status, await fieldsOf(ask('GET', `/users/${id}`), ...fields)];
    },
    answer: [204, [['NAME', 'NAME@acme.example', 'Ada', 'Lovelace', true, false]]],
  },
  {
    title: 'a user is deleted once',
    run: async (ask, name) => {
      const path = `/users/${await made(ask, person(name))}`;
      return [await statusOf(ask('DELETE', path)), await statusAndBody(ask('DELETE', path))];
    },
    answer: [204, [404, { error: 'User not found' }]],
  },
  {
    title: 'nobody',
    run: async (ask) => [
      await statusAndBody(ask('GET', `/users/${nobody}`)),
      await statusAndBody(ask('PUT', `/users/${nobody}`, { enabled: true })),
      await statusAndBody(ask('GET', `/users/${nobody}/groups`)),
      await statusAndBody(ask('GET', `/users/${nobody}/federated-identity`)),
      await statusAndBody(ask('GET', `/users/${nobody}/role-mappings/realm/composite`)),
    ],
    answer: Array.from({ length: 5 }, () => [404, { error: 'User not found' }]),
  },
];
