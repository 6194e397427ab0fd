import { type Case, person, statusOf } from './case';

/** What the user profile of a new realm refuses: its own words. */
export const profile: readonly Case[] = [
  {
    title: 'names with odd characters, and too short or long ones',
    run: async (ask, name) => {
      const refused = [];
      for (const odd of ['a b', `a'b`, 'a/b/c', 'a%b', 'a:b', '=1+1', '名前名前', 'Ада Л', 'ab', 'x'.repeat(256)]) {
        refused.push((await ask('POST', '/users', { ...person(name), username: odd })).body);
      }
      return refused;
    },
    answer: [
      ...Array.from({ length: 6 }, () => wrong('username', 'error-username-invalid-character')),
      wrong('username', 'error-username-invalid-character'),
      { errors: [1, 2].map(() => wrong('username', 'error-username-invalid-character')) },
      ...[1, 2].map(() => wrong('username', 'error-invalid-length', 3, 255)),
    ],
  },
  {
    title: 'names with characters that are well',
    run: async (ask, name) => {
      const statuses = [];
      for (const odd of [`a+b-c_d.${name}@acme.example`, '__proto__', 'Ünïcödé']) {
        statuses.push(await statusOf(ask('POST', '/users', { username: odd, enabled: true })));
      }
      return statuses;
    },
    answer: [201, 201, 201],
  },
  {
    title: 'names of persons',
    run: async (ask, name) => {
      const answers = [];
      for (const firstName of ["O'Neil-Ада 名", 'A,b:c@d', '', 'x<y', 'A&B', 'A;b', 'x'.repeat(256)]) {
        const { status, body } = await ask('POST', '/users', { username: `${name}${answers.length}`, firstName });
        answers.push(status === 201 ? status : body);
      }
      return answers;
    },
    answer: [
      ...[201, 201, 201],
      ...[1, 2, 3].map(() => wrong('firstName', 'error-person-name-invalid-character')),
      wrong('firstName', 'error-invalid-length-too-long', null, 255),
    ],
  },
  {
    title: 'addresses that are none, and several faults at once',
    run: async (ask, name) => [
      (await ask('POST', '/users', { ...person(name), email: 'none' })).body,
      (await ask('POST', '/users', { ...person(name), email: 'a..b@acme.example' })).body,
      byField((await ask('POST', '/users', { ...person('a b'), email: 'none' })).body),
      (await ask('POST', '/users', { email: `${name}@acme.example` })).body,
    ],
    answer: [
      wrong('email', 'error-invalid-email', 'none'),
      wrong('email', 'error-invalid-email', 'a..b@acme.example'),
      [wrong('email', 'error-invalid-email', 'none'), wrong('username', 'error-username-invalid-character')],
      { errorMessage: 'User name is missing' },
    ],
  },
];

function wrong(field: string, errorMessage: string, ...limits: readonly unknown[]) {
  return { field, errorMessage, params: [field, ...limits] };
}

/** Keycloak names them in any order. */
function byField(body: unknown): unknown {
  const errors: unknown[] = Object(body).errors;
  return errors.toSorted((one, other) => String(Object(one).field).localeCompare(String(Object(other).field)));
}
