import fc from 'fast-check';
import { createTokenBucket } from '../../src/http/pace';

test('what a fifth of a second saves up goes at once, the rest waits its turn', () => {
  const bucket = createTokenBucket(10, () => 0);
  expect([1, 2, 3, 4].map(() => bucket.take(60_000))).toEqual([0, 0, 100, 200]);
});

test('a turn that comes too late is not taken from those who wait', () => {
  const bucket = createTokenBucket(1, () => 0);
  expect(bucket.take(0)).toBe(0);
  expect(bucket.take(999)).toBe(1_000);
  expect(bucket.take(1_000)).toBe(1_000);
  expect(bucket.take(60_000)).toBe(2_000);
});

test('in no second more turns come up than were saved and are due', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 100 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 60 }), (pauses, perSecond) => {
      let now = 0;
      const bucket = createTokenBucket(perSecond, () => now);
      const turns = pauses.map((pause) => {
        now += pause;
        return now + bucket.take(Number.MAX_SAFE_INTEGER);
      });
      const busiest = Math.max(0, ...turns.map((from) => turns.filter((at) => at >= from && at < from + 1_000).length));
      expect(busiest).toBeLessThanOrEqual(perSecond + Math.max(1, perSecond / 5) + 1);
    }),
  );
});
