import { createShares, type Shares } from '../../src/activities/shares';

const inst = (instance: string) => ({ system: 'mas', instance }) as const;

/** Sends activities to a target until one is refused; they stay there until `end`. Answers how many it took. */
async function fill(
  shares: Shares,
  instance: string,
  tenant: string,
): Promise<{ taken: number; end: () => Promise<unknown> }> {
  const place = { target: inst(instance), whose: { key: tenant, urgency: 3 } };
  const staying: Promise<void>[] = [];
  const over = new AbortController();
  const stay = () => new Promise<void>((end) => over.signal.addEventListener('abort', () => end()));
  for (;;) {
    let begun = false;
    const activity = shares.within(place, () => {
      begun = true;
      return stay();
    });
    if (!begun) {
      await expect(activity).rejects.toMatchObject({ code: 'LIMIT_REACHED', retryAfterMs: 1_000 });
      break;
    }
    staying.push(activity);
  }
  const end = () => {
    over.abort();
    return Promise.all(staying);
  };
  return { taken: staying.length, end };
}

test('tenants at one target have a share of its half each, and leave one for another', async () => {
  const shares = createShares(400);
  const taken: number[] = [];
  for (const tenant of ['a', 'b', 'c']) taken.push((await fill(shares, 'inst1', tenant)).taken);
  expect(taken).toEqual([100, 50, 25]);
});

test('whoever hangs at however many targets, there is room at another', async () => {
  const shares = createShares(400);
  for (const instance of ['inst1', 'inst2', 'inst3']) {
    for (let tenant = 0; tenant < 20; tenant += 1) await fill(shares, instance, `t${tenant}`);
  }
  expect((await fill(shares, 'inst4', 'other')).taken).toBeGreaterThan(5);
});

test('what ends gives its place back', async () => {
  const shares = createShares(40);
  const { taken, end } = await fill(shares, 'inst1', 'a');
  expect(taken).toBe(10);
  await end();
  expect((await fill(shares, 'inst1', 'a')).taken).toBe(10);
});

test('what fails gives its place back, too', async () => {
  const shares = createShares(1);
  const place = { target: inst('inst1'), whose: { key: 'a', urgency: 3 } };
  await expect(shares.within(place, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(shares.within(place, () => Promise.resolve('yes'))).resolves.toBe('yes');
});
