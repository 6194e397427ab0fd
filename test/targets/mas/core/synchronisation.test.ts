import { createResyncPace, needsResync, unsynchronised } from '../../../../src/targets/mas/core/synchronisation';

test('only SUCCESS is synchronised, and what MAS does not tell is MISSING', () => {
  const applications = {
    a: { sync: { state: 'SUCCESS' } },
    b: { sync: { state: 'PENDING' } },
    c: { sync: { state: null } },
    d: { sync: null },
    e: null,
  };
  const states = unsynchronised({ id: 'x', applications }, ['a', 'b', 'c', 'd', 'e', 'f', 'constructor']);
  expect(states).toEqual([
    { application: 'b', state: 'PENDING' },
    ...['c', 'd', 'e', 'f', 'constructor'].map((application) => ({ application, state: 'MISSING' })),
  ]);
});

test.each([
  ['PENDING', false],
  ['WHATEVER', false],
  ['ERROR', true],
  ['MISSING', true],
])('at %s a resync is needed: %s', (state, needed) => {
  expect(needsResync([{ application: 'a', state }])).toBe(needed);
});

test('a resync is due at the first need, and again after six attempts', () => {
  const pace = createResyncPace();
  const due = [3, 4, 5, 6, 7, 8, 9, 10].filter((attempt) => pace.isDue('x', attempt));
  expect(due).toEqual([3, 9]);
});

test('users, runs and settled users do not hold each other up', () => {
  const pace = createResyncPace();
  expect([pace.isDue('x', 5), pace.isDue('y', 5), pace.isDue('x', 1)]).toEqual([true, true, true]);
  pace.settle('x');
  expect(pace.isDue('x', 2)).toBe(true);
});
