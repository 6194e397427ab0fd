import { formatDuration, parseDuration, parsePositiveDuration } from '../../../src/cli/terminal/duration';

it.each([
  ['0', 0],
  ['500ms', 500],
  ['30s', 30_000],
  ['10m', 600_000],
  ['24h', 86_400_000],
  ['2d', 172_800_000],
])('reads %s', (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
});

it.each(['', '5', '1.5h', '-1s', ' 1s', '1 s', '1S', '1w', '1h30m', '1e3s', '٣s', '367d', '9999999999ms'])(
  'refuses %p',
  (text) => {
    expect(() => parseDuration(text)).toThrow(/^(Write a duration|At most)/);
  },
);

it('refuses nothing where a duration must last', () => {
  expect(() => parsePositiveDuration('0')).toThrow('more than 0');
  expect(() => parsePositiveDuration('0s')).toThrow('more than 0');
});

it.each([
  [250, '250 ms'],
  [4_400, '4 s'],
  [89_000, '89 s'],
  [180_000, '3 min'],
  [7_500_000, '2 h 5 min'],
  [7_200_000, '2 h'],
])('writes %d ms as %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});
