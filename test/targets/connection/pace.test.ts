import { systemClock } from '../../../src/http/clock';
import { createPace } from '../../../src/targets/connection/pace';
import { createManualClock } from '../../http/server/manual-clock';

function entering(pace: ReturnType<typeof createPace>, limitMs: number, signal?: AbortSignal) {
  const entry = { state: 'waiting' };
  const done = pace.enter(limitMs, signal).then(
    () => Object.assign(entry, { state: 'entered' }),
    (error: unknown) => Object.assign(entry, { state: 'refused', error }),
  );
  return { entry, done };
}

test('a pause holds everybody, and lets in those who have the time to wait for its end', async () => {
  const clock = createManualClock();
  const pace = createPace(1_000, clock);
  pace.hold(3_000);
  const patient = entering(pace, 5_000);
  await clock.advance(2_999);
  expect(patient.entry.state).toBe('waiting');
  await clock.advance(1);
  expect(patient.entry.state).toBe('entered');
});

test('who has not the time is refused at once, with the time that remains', async () => {
  const clock = createManualClock();
  const pace = createPace(1_000, clock);
  pace.hold(10_000);
  await clock.advance(1_000);
  await expect(pace.enter(5_000)).rejects.toMatchObject({ kind: 'paused', retryAfterMs: 9_000 });
});

test('a shorter pause does not end a longer one', async () => {
  const clock = createManualClock();
  const pace = createPace(1_000, clock);
  pace.hold(4_000);
  pace.hold(1_000);
  const { entry } = entering(pace, 5_000);
  await clock.advance(1_000);
  expect(entry.state).toBe('waiting');
  await clock.advance(3_000);
  expect(entry.state).toBe('entered');
});

test('at two requests a second, five that come at once enter one by one', async () => {
  const clock = createManualClock();
  const pace = createPace(2, clock);
  const entries = [1, 2, 3, 4, 5].map(() => entering(pace, 60_000).entry);
  const entered = () => entries.filter(({ state }) => state === 'entered').length;
  await clock.advance(0);
  const counts = [entered()];
  for (let half = 0; half < 4; half += 1) {
    await clock.advance(500);
    counts.push(entered());
  }
  expect(counts).toEqual([1, 2, 3, 4, 5]);
});

test('a pause that begins while a turn is awaited is waited out too', async () => {
  const clock = createManualClock();
  const pace = createPace(1, clock);
  await pace.enter(0);
  const { entry } = entering(pace, 60_000);
  pace.hold(5_000);
  await clock.advance(1_000);
  expect(entry.state).toBe('waiting');
  await clock.advance(4_000);
  expect(entry.state).toBe('entered');
});

test('an abort ends the waiting with its reason', async () => {
  const pace = createPace(1_000, createManualClock());
  pace.hold(1_000);
  const stop = new AbortController();
  const { entry, done } = entering(pace, 5_000, stop.signal);
  const reason = new Error('cancelled');
  stop.abort(reason);
  await done;
  expect(entry).toEqual({ state: 'refused', error: reason });
});

test('a pause ends when it should, though the clock of the computer is set back meanwhile', async () => {
  const pace = createPace(1_000, systemClock);
  pace.hold(20);
  const back = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 600_000);
  try {
    await expect(pace.enter(1_000)).resolves.toMatchObject({ waitedFor: 'pause' });
  } finally {
    back.mockRestore();
  }
});

test('a target that hangs is not asked again by those who come, who are told when to come again', async () => {
  const clock = createManualClock();
  const pace = createPace(1_000, clock);
  const turns = await Promise.all([1, 2, 3, 4, 5].map(() => pace.enter(5_000)));
  for (const { over } of turns) over('unanswered');
  await expect(pace.enter(5_000)).rejects.toMatchObject({ kind: 'silent', retryAfterMs: 1_000 });
  await clock.advance(1_000);
  const turn = await pace.enter(5_000);
  await expect(pace.enter(5_000)).rejects.toMatchObject({ kind: 'silent' });
  turn.over('answered');
  await expect(pace.enter(5_000)).resolves.toBeDefined();
});
