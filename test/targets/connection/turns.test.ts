import fc from 'fast-check';
import { createTurns } from '../../../src/targets/connection/turns';
import { createManualClock } from '../../http/server/manual-clock';

const some = { key: 'acme', urgency: 3 };
const forEver = Number.MAX_SAFE_INTEGER;

/** Who has had a turn, in order, of those who ask. */
function asking(perSecond: number) {
  const clock = createManualClock();
  const turns = createTurns(perSecond, clock);
  const served: string[] = [];
  const ask = (name: string, whose = some, limitMs = forEver) =>
    turns.take(whose, limitMs).then(
      () => served.push(name),
      () => served.push(`not ${name}`),
    );
  /** Time passes in small steps, as it does. */
  const pass = async (ms: number) => {
    for (let at = 0; at < ms; at += 10) await clock.advance(10);
  };
  return { clock, turns, served, ask, pass };
}

test('what a fifth of a second saves up goes at once, the rest waits its turn', async () => {
  const { served, ask, pass } = asking(10);
  for (const name of ['a', 'b', 'c', 'd']) void ask(name);
  await pass(10);
  expect(served).toEqual(['a', 'b']);
  await pass(100);
  expect(served).toEqual(['a', 'b', 'c']);
  await pass(100);
  expect(served).toEqual(['a', 'b', 'c', 'd']);
});

test('a turn that comes too late is refused, and taken from nobody who waits', async () => {
  const { turns, served, ask, pass } = asking(1);
  await ask('first');
  const hasty = turns.take(some, 500);
  hasty.catch(() => undefined);
  void ask('patient');
  await pass(500);
  await expect(hasty).rejects.toMatchObject({ kind: 'rate', retryAfterMs: 1_000 });
  await pass(500);
  expect(served).toEqual(['first', 'patient']);
});

test('who gives up leaves the line', async () => {
  const { turns, served, ask, pass } = asking(1);
  await ask('first');
  const stop = new AbortController();
  const reason = new Error('cancelled');
  const waiting = turns.take(some, forEver, stop.signal);
  void ask('next');
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await pass(1_000);
  expect(served).toEqual(['first', 'next']);
});

test('one that has just come waits for one turn of each that were there before, not for all of theirs', async () => {
  const { served, ask, pass } = asking(5);
  for (const tenant of ['big', 'large']) {
    for (let n = 0; n < 10; n += 1) void ask(tenant, { key: tenant, urgency: 3 });
  }
  await pass(1_000);
  void ask('small', { key: 'small', urgency: 3 });
  const before = served.length;
  await pass(3_000);
  expect(served.indexOf('small') - before).toBeLessThan(3);
});

test('what people wait for goes before what a schedule does', async () => {
  const { served, ask, pass } = asking(1);
  await ask('first');
  for (const name of ['hourly', 'nightly']) void ask(name, { key: 'acme', urgency: 4 });
  void ask('retry', { key: 'beta', urgency: 2 });
  await pass(3_000);
  expect(served).toEqual(['first', 'retry', 'hourly', 'nightly']);
});

test('in no second more turns come up than were saved and are due', async () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(pauses, fc.integer({ min: 1, max: 60 }), async (steps, perSecond) => {
      const { clock, turns, pass } = asking(perSecond);
      const at: number[] = [];
      const asked = steps.map(async (step) => {
        await clock.pause(step * 10);
        await turns.take(some, forEver);
        at.push(clock.now());
      });
      while (at.length < steps.length) await pass(50);
      await Promise.all(asked);
      const busiest = Math.max(0, ...at.map((from) => at.filter((turn) => turn >= from && turn < from + 1_000).length));
      expect(busiest).toBeLessThanOrEqual(perSecond + Math.max(1, perSecond / 5) + 1);
    }),
    { numRuns: 30 },
  );
});
