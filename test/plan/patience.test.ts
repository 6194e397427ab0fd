import { createPatience, type PatienceOptions } from '../../src/plan/patience';
import { TargetError } from '../../src/targets/contract/target';
import { createSkippingClock } from '../targets/mas/rig';

const gone = () => new TargetError('TARGET_UNAVAILABLE', 'nobody answered');

function patienceOf(change: Partial<PatienceOptions> = {}) {
  const clock = createSkippingClock();
  const waits: string[] = [];
  const { signal } = new AbortController();
  const onWait = ({ code }: TargetError) => void waits.push(code);
  const patience = createPatience({ longestMs: 60_000, pollIntervalMs: 5_000, signal, onWait, clock, ...change });
  return { patience, clock, waits };
}

/** Fails so many times, then answers with the number of the attempt. */
function failing(times: number, error = gone) {
  return async ({ attempt }: { attempt: number }) => {
    if (attempt <= times) throw error();
    return attempt;
  };
}

test('a passing fault is waited out, with the pauses of a run', async () => {
  const { patience, clock, waits } = patienceOf();
  await expect(patience.read(failing(2))).resolves.toBe(3);
  expect(waits).toEqual(['TARGET_UNAVAILABLE', 'TARGET_UNAVAILABLE']);
  expect(clock.pauses).toHaveLength(2);
});

test('a permanent failure is not tried again', async () => {
  const { patience, clock } = patienceOf();
  const refused = () => new TargetError('TARGET_REJECTED', 'no');
  await expect(patience.read(failing(1, refused))).rejects.toMatchObject({ code: 'TARGET_REJECTED' });
  expect(clock.pauses).toEqual([]);
});

test('one that lasts ends with its code, and all pauses together are no longer than allowed', async () => {
  const { patience, clock } = patienceOf();
  await expect(patience.read(failing(1_000))).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
  const waited = clock.pauses.reduce((sum, pause) => sum + pause, 0);
  expect(waited).toBeGreaterThan(30_000);
  expect(waited).toBeLessThanOrEqual(60_000);
});

test('what is waited for expires under its own code', async () => {
  const { patience } = patienceOf();
  const early = () => new TargetError('MAS_APPLICATION_NOT_READY', 'not ready and available: manage');
  await expect(patience.read(failing(1_000, early))).rejects.toMatchObject({
    code: 'MAS_APPLICATION_TIMEOUT',
    message: 'not ready and available: manage',
  });
});

test('while nothing succeeds, the next reads do not wait anew', async () => {
  const { patience, clock } = patienceOf();
  await expect(patience.read(failing(1_000))).rejects.toThrow('nobody answered');
  const before = clock.pauses.length;
  await expect(patience.read(failing(1_000))).rejects.toThrow('nobody answered');
  expect(clock.pauses).toHaveLength(before);
  await expect(patience.read(failing(0))).resolves.toBe(1);
  await expect(patience.read(failing(1))).resolves.toBe(2);
});

test('an abort ends the wait with its reason', async () => {
  const controller = new AbortController();
  const reason = new Error('stopped');
  const onWait = () => controller.abort(reason);
  const { patience } = patienceOf({ signal: controller.signal, onWait });
  await expect(patience.read(failing(1_000))).rejects.toBe(reason);
});

test('a defect passes at once', async () => {
  const { patience } = patienceOf();
  const defect = new TypeError('a defect');
  await expect(patience.read(() => Promise.reject(defect))).rejects.toBe(defect);
});
