import { nextPageOf } from '../../src/http/headers/next-page';

const base = 'https://target.example/auth/';
const next = (link: unknown) => nextPageOf(link, base, '/users?first=0').nextPage;

test.each([
  ['</auth/users?first=100&max=100>; rel="next"', { path: '/users', query: { first: '100', max: '100' } }],
  ['<https://target.example/auth/users?page=2>; rel=next', { path: '/users', query: { page: '2' } }],
  ['<?first=100>; rel="prev", <?first=300>; title="x"; rel="last next"', { path: '/users', query: { first: '300' } }],
  ['<https://elsewhere.example/auth/users?page=2>; rel="next"', 'elsewhere'],
  ['<http://target.example/auth/users?page=2>; rel="next"', 'elsewhere'],
  ['</other?page=2>; rel="next"', 'elsewhere'],
  ['</auth/users>; rel="first", </auth/users>; rel="nextish"', undefined],
  [undefined, undefined],
])('%s leads to %j', (link, page) => {
  expect(next(link)).toEqual(page);
});
