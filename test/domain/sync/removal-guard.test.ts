import fc from 'fast-check';
import { limitText, mostRemovals } from '../../../src/domain/sync/removal-guard';

describe('how many users may be removed', () => {
  it.each([
    [3, 1],
    [12, 2],
    [50, 10],
    [1_000, 10],
  ])('of %i known users it is %i when nobody says otherwise', (known, most) => {
    expect(mostRemovals(undefined, known)).toBe(most);
  });

  it('is what was said, and none when none was said', () => {
    expect(mostRemovals({ users: 40 }, 50)).toBe(40);
    expect(mostRemovals({ percent: 50 }, 9)).toBe(4);
    expect([mostRemovals({ users: 0 }, 50), mostRemovals({ percent: 0 }, 50)]).toEqual([0, 0]);
  });

  it('is everybody at 100 %, and never more than the part that was said but for one user', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 100 }), (known, percent) => {
        const most = mostRemovals({ percent }, known);
        return most >= 1 && most <= known && (most === 1 || most * 100 <= known * percent);
      }),
    );
    expect(mostRemovals({ percent: 100 }, 7)).toBe(7);
  });

  it('is told with the numbers', () => {
    expect(limitText(undefined, 40)).toBe('10 users or 20 % of 40 users');
    expect(limitText({ users: 3 }, 40)).toBe('3 users');
  });
});
