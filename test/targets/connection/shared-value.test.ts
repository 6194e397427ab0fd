import { createSharedValue } from '../../../src/targets/connection/shared-value';

function counted() {
  let made = 0;
  return createSharedValue(async () => {
    made += 1;
    return { made };
  });
}

test('those who ask at the same time share one making, and those who come later its value', async () => {
  const shared = counted();
  const values = await Promise.all([shared.get(), shared.get(), shared.get()]);
  expect(values).toEqual([{ made: 1 }, { made: 1 }, { made: 1 }]);
  expect(await shared.get()).toBe(values[0]);
});

test('a dropped value is made anew, once, by however many drop it', async () => {
  const shared = counted();
  const stale = await shared.get();
  shared.drop(stale);
  const fresh = await shared.get();
  shared.drop(stale);
  expect(await shared.get()).toBe(fresh);
  expect(fresh).toEqual({ made: 2 });
});

test('a failed making is told to all who wait, and tried again by the next', async () => {
  let fails = true;
  const shared = createSharedValue(async () => {
    if (fails) throw new Error('not yet');
    return { ok: true };
  });
  const results = await Promise.allSettled([shared.get(), shared.get()]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  await expect(shared.get()).resolves.toEqual({ ok: true });
});

test('one who is aborted leaves with the reason; the making goes on', async () => {
  const shared = counted();
  const stop = new AbortController();
  const reason = new Error('cancelled');
  const leaving = shared.get(stop.signal);
  stop.abort(reason);
  await expect(leaving).rejects.toBe(reason);
  await expect(shared.get(AbortSignal.abort(reason))).resolves.toEqual({ made: 1 });
  expect(shared.peek()).toEqual({ made: 1 });
});

test('one who comes aborted begins no making', async () => {
  const shared = counted();
  const reason = new Error('cancelled');
  await expect(shared.get(AbortSignal.abort(reason))).rejects.toBe(reason);
  await expect(shared.get()).resolves.toEqual({ made: 1 });
});

test('a making that fails when all who waited have left disturbs nobody', async () => {
  let fail: (error: Error) => void = () => undefined;
  const shared = createSharedValue(
    () =>
      new Promise<object>((_, reject) => {
        fail = reject;
      }),
  );
  const stop = new AbortController();
  const leaving = shared.get(stop.signal);
  stop.abort(new Error('cancelled'));
  await expect(leaving).rejects.toThrow('cancelled');
  const settled = shared.settle();
  fail(new Error('nobody waits'));
  await expect(settled).resolves.toBeUndefined();
});

test('one who waits for the making to settle begins none', async () => {
  const shared = counted();
  await shared.settle();
  expect(shared.peek()).toBeUndefined();
  const asked = shared.get();
  await shared.settle();
  expect(shared.peek()).toBe(await asked);
});
