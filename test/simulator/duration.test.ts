import { Duration, durationMs } from '../../simulator/server/duration';

describe('Duration', () => {
  it.each([
    ['0s', 0],
    ['500ms', 500],
    ['5s', 5_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
  ])('reads %s', (text, ms) => {
    expect(durationMs(Duration.parse(text))).toBe(ms);
  });

  it.each(['5', 's', '-1s', '5 s', '5d', 5, '25h', '1e400s', ''])('refuses %p', (value) => {
    expect(Duration.safeParse(value).success).toBe(false);
  });
});
