import { systemClock } from '../../src/http/clock';

test('an aborted pause throws the reason of the abort', async () => {
  const stop = new AbortController();
  const pause = systemClock.pause(60_000, stop.signal);
  const reason = new Error('cancelled');
  stop.abort(reason);
  await expect(pause).rejects.toBe(reason);
});

test('a pause ends', async () => {
  const before = systemClock.now();
  await systemClock.pause(5);
  expect(systemClock.now()).toBeGreaterThanOrEqual(before + 4);
});
