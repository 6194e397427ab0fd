import { longestPauseMs, parseRetryAfter } from '../../src/http/headers/retry-after';

const now = Date.parse('2030-01-01T00:00:00Z');

test.each([
  ['0', 0],
  ['3', 3_000],
  [' 120 ', 120_000],
  ['1000000000', longestPauseMs],
  ['9'.repeat(400), longestPauseMs],
  ['Tue, 01 Jan 2030 00:00:30 GMT', 30_000],
  ['Tuesday, 01-Jan-30 00:00:30 GMT', 30_000],
  ['Sat, 01 Jan 2000 00:00:00 GMT', 0],
  ['Fri, 01 Jan 2100 00:00:00 GMT', longestPauseMs],
])('Retry-After: %s is %i ms', (header, ms) => {
  expect(parseRetryAfter(header, now)).toBe(ms);
});

test.each(['', 'soon', '-5', '1.5', '3 apples', '2030-01-01', undefined, ['3']])(
  'Retry-After: %j is none',
  (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  },
);
