import { type OnboardingSystem, usersOf } from '../system/onboarding-system';
import { observeRun, startFaultySystem } from './faulty-run';
import type { LoggedRequest } from './request-log';
import { sampled } from './sampling';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const users = usersOf('secondary', ...Array.from({ length: 12 }, (_, index) => `member-${index}`));
const askedMs = 4_000;
/** A request that was on its way when the target asked for a pause arrives within this time. */
const onTheWayMs = 2_000;

let system: OnboardingSystem;

beforeEach(async () => {
  system = await startFaultySystem();
});

afterEach(() => system.stop());

const busy = (status: number, retryAfter: string) => ({
  method: 'PUT',
  path: '/\\/idps\\/local$/',
  user: 'member-3@acme.example',
  times: 1,
  do: { status, headers: { 'retry-after': retryAfter } },
});

const asked = (requests: readonly LoggedRequest[]): number =>
  Date.parse(requests.find(({ fault }) => fault === 'status')?.at ?? '');

describe('a target that asks for a pause', () => {
  it.each(sampled([429, 503, 408, 425], 0))(
    '(%i) is left alone by all users until the time is over',
    async (status) => {
      const { result, requests } = await observeRun(system, { users, faults: [busy(status, '4')] });
      expect(result.status).toBe('completed');
      const pauseBegan = asked(requests);
      const delays = requests.map(({ at }) => Date.parse(at) - pauseBegan);
      expect(delays.filter((ms) => ms > onTheWayMs && ms < askedMs)).toEqual([]);
      expect(delays.some((ms) => ms >= askedMs)).toBe(true);
    },
  );

  it('may name the end of the pause as a date', async () => {
    const end = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 6_000);
    const { result, requests } = await observeRun(system, { users, faults: [busy(429, end.toUTCString())] });
    expect(result.status).toBe('completed');
    const after = requests.map(({ at }) => Date.parse(at)).filter((at) => at > asked(requests) + onTheWayMs);
    expect(Math.min(...after)).toBeGreaterThanOrEqual(end.getTime());
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
    const { result, requests } = await observeRun(system, { users, faults: [busy(429, '1000000000')], options });
    expect(result.failed.map(({ email }) => email)).toContain('member-3@acme.example');
    expect(new Set(result.failed.map(({ code }) => code))).toEqual(new Set(['TARGET_BUSY']));
    const pauseBegan = asked(requests);
    expect(requests.filter(({ at }) => Date.parse(at) > pauseBegan + onTheWayMs)).toEqual([]);
  });
});
