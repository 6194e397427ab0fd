import { createRequestWatch } from '../../src/http/request-watch';
import { type OnboardingSystem, usersOf } from '../system/onboarding-system';
import { observeRun, startFaultySystem } from './faulty-run';
import { sampled } from './sampling';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const users = usersOf('secondary', ...Array.from({ length: 12 }, (_, index) => `member-${index}`));
const askedMs = 4_000;
/** A timer may fire so much too early. */
const tickMs = 5;

let system: OnboardingSystem;
/** When the worker was asked to pause, and when it sent requests from then on: by its own clock, in its own order. */
let paused: number | undefined;
let sentSince: number[] = [];

beforeEach(async () => {
  [paused, sentSince] = [undefined, []];
  const requests = createRequestWatch();
  requests.tell({
    sent: () => {
      if (paused !== undefined) sentSince.push(Date.now());
      return () => undefined;
    },
    paused: () => {
      paused ??= Date.now();
    },
  });
  system = await startFaultySystem({ requests });
});

afterEach(() => system.stop());

const busy = (status: number, retryAfter: string) => ({
  method: 'PUT',
  path: '/\\/idps\\/local$/',
  user: 'member-3@acme.example',
  times: 1,
  do: { status, headers: { 'retry-after': retryAfter } },
});

describe('a target that asks for a pause', () => {
  it.each(sampled([429, 503, 408, 425], 0))(
    '(%i) is left alone by all users until the time is over',
    async (status) => {
      const { result } = await observeRun(system, { users, faults: [busy(status, '4')] });
      expect(result.status).toBe('completed');
      const waits = sentSince.map((at) => at - (paused ?? Number.NaN));
      expect(waits.length).toBeGreaterThan(0);
      expect(waits.filter((ms) => !(ms >= askedMs - tickMs))).toEqual([]);
    },
  );

  it('may name the end of the pause as a date', async () => {
    const end = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 6_000);
    const { result } = await observeRun(system, { users, faults: [busy(429, end.toUTCString())] });
    expect(result.status).toBe('completed');
    expect(sentSince.length).toBeGreaterThan(0);
    expect(sentSince.filter((at) => at < end.getTime() - tickMs)).toEqual([]);
  });

  const misunderstood = [
    ['a date that is over', 'Wed, 21 Oct 2015 07:28:00 GMT'],
    ['no time', '1e9'],
    ['a negative time', '-5'],
    ['nothing', ''],
  ] as const;
  it.each(sampled(misunderstood, 0))('is tried again soon when it names %s', async (_, retryAfter) => {
    const { result } = await observeRun(system, { users, faults: [busy(429, retryAfter)] });
    expect(result.status).toBe('completed');
  });

  it('for years is not waited for: whoever is not done fails when the time of the step is up', async () => {
    const options = { stepTimeoutMs: 15_000, syncTimeoutMs: 15_000 };
    const { result } = await observeRun(system, { users, faults: [busy(429, '1000000000')], options });
    expect(result.failed.map(({ email }) => email)).toContain('member-3@acme.example');
    expect(new Set(result.failed.map(({ code }) => code))).toEqual(new Set(['TARGET_BUSY']));
    expect(paused).toBeDefined();
    expect(sentSince).toEqual([]);
  });
});
