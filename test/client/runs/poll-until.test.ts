import { pollUntil } from '../../../src/client/runs/poll-until';

const unavailable = 14;
const away = Object.assign(new Error('14 UNAVAILABLE'), { code: unavailable, details: 'no connection', metadata: {} });

it('tells of an absence that lasts, and of its end, each once', async () => {
  const began = Date.now();
  const told: boolean[] = [];
  const look = async () => {
    if (Date.now() - began < 6_000) throw away;
    return told.includes(false) ? 'there' : undefined;
  };
  expect(await pollUntil(look, { intervalMs: 50, onAway: (isAway) => told.push(isAway) })).toBe('there');
  expect(told).toEqual([true, false]);
}, 60_000);

it('looks at once when it is woken, and not ever again without a pause', async () => {
  let looks = 0;
  const stop = new AbortController();
  const woken = new Promise((resolve) => setTimeout(resolve, 50));
  const polling = pollUntil(
    async () => {
      looks += 1;
      if (looks === 2) setTimeout(() => stop.abort(new Error('enough')), 200);
      return undefined;
    },
    { intervalMs: 60_000, woken, signal: stop.signal },
  );
  await expect(polling).rejects.toThrow('enough');
  expect(looks).toBe(2);
});
