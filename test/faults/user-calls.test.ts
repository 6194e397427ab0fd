import type { OnboardingSystem } from '../system/onboarding-system';
import { lateAnswers, named, notFound, outages, refusals, strangeAnswers } from './fault-kinds';
import { fateOf, makeAccounts, type Observation, observeRun, startFaultySystem, wrongAttempts } from './faulty-run';
import { type Scenario, scenariosOf, userCalls } from './user-calls';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe('a user with a fault at any call', () => {
  let system: OnboardingSystem;

  beforeEach(async () => {
    system = await startFaultySystem();
  });

  afterEach(() => system.stop());

  async function run(scenarios: readonly Scenario[], options = {}): Promise<Observation> {
    const users = scenarios.map(({ user }) => user);
    const made = scenarios.filter(({ call }) => call.already === true).map(({ user }) => user);
    await makeAccounts(system, made);
    const observation = await observeRun(system, { users, faults: scenarios.flatMap(({ faults }) => faults), options });
    expect(notMet(scenarios, observation)).toEqual([]);
    return observation;
  }

  it('completes when the fault passes, whatever it was', async () => {
    const scenarios = scenariosOf(userCalls, [...outages, ...strangeAnswers], 1);
    const observation = await run(scenarios);
    expect(fates(scenarios, observation)).toEqual(all(scenarios, () => 'completed'));
  });

  it('completes when the fault comes back a few times', async () => {
    const kinds = [...named(outages, '503', '429', 'reset after the write'), ...named(strangeAnswers, 'login page')];
    const scenarios = scenariosOf(userCalls, kinds, 3);
    const observation = await run(scenarios);
    expect(fates(scenarios, observation)).toEqual(all(scenarios, () => 'completed'));
  });

  it('completes when an answer comes after the deadline of its request', async () => {
    const scenarios = scenariosOf(userCalls, lateAnswers, 1);
    const observation = await run(scenarios);
    expect(fates(scenarios, observation)).toEqual(all(scenarios, () => 'completed'));
  });

  it('fails at once, at that step, when trying again would not help', async () => {
    const unexpected = userCalls.filter(({ absent }) => absent !== undefined);
    const scenarios = [...scenariosOf(userCalls, refusals), ...renamed(scenariosOf(unexpected, [notFound]), 'gone')];
    const observation = await run(scenarios);
    expect(fates(scenarios, observation)).toEqual(all(scenarios, codeForEver));
    expect(wrongAttempts(observation.result)).toEqual([]);
    expect(observation.requests.filter(({ path }) => path.startsWith('/elsewhere'))).toEqual([]);
  });

  it('fails after a few attempts when the answers stay strange', async () => {
    const scenarios = scenariosOf(userCalls, strangeAnswers);
    const observation = await run(scenarios, { stepTimeoutMs: 600_000, syncTimeoutMs: 600_000 });
    expect(fates(scenarios, observation)).toEqual(all(scenarios, codeForEver));
    expect(wrongAttempts(observation.result)).toEqual([]);
  });

  it('completes when one strange answer comes after a long wait', async () => {
    const [reading] = userCalls.filter(({ name }) => name === 'read the synchronisation');
    if (reading === undefined) throw new Error('The process reads the synchronisation.');
    const pending = { method: 'GET', path: reading.path, times: 6, do: { sync: 'PENDING' } };
    const late = { ...reading, skip: 8, setting: pending };
    const scenarios = scenariosOf([late], strangeAnswers, 1);
    const observation = await run(scenarios);
    expect(fates(scenarios, observation)).toEqual(all(scenarios, () => 'completed'));
  });

  it('is tried again until the time of the step is up', async () => {
    const kinds = named(outages, '503', '429', 'reset before the write', 'answer cut in half');
    const reads = userCalls.filter(({ method }) => method === 'GET');
    const writes = userCalls.filter(({ method }) => method !== 'GET');
    const halves = named(kinds, 'answer cut in half');
    // A write whose answer is cut took effect: its next check finds it done.
    const lasting = [
      ...scenariosOf(reads, kinds),
      ...renamed(scenariosOf(writes, named(kinds, '503', '429', 'reset before the write')), 'w'),
    ];
    const scenarios = [...lasting, ...renamed(scenariosOf(writes, halves), 'half')];
    // How often it is tried in that time is the machine's affair.
    const observation = await run(scenarios, { stepTimeoutMs: 12_000, syncTimeoutMs: 12_000 });
    const done = new Set(scenarios.slice(lasting.length).map(({ label }) => label));
    const expected = all(scenarios, (scenario) => (done.has(scenario.label) ? 'completed' : codeForEver(scenario)));
    expect(fates(scenarios, observation)).toEqual(expected);
  });
});

function renamed(scenarios: readonly Scenario[], prefix: string): Scenario[] {
  return scenarios.map((scenario) => {
    const { user, faults } = scenario;
    const key = `${prefix}-${user.key}`;
    const email = `${key}@acme.example`;
    return {
      ...scenario,
      user: { ...user, key, record: { ...user.record, email } },
      faults: faults.map((fault) => ({ ...fault, user: email })),
    };
  });
}

/** What a fault that never ends makes of the user. */
function codeForEver({ call, kind }: Scenario): string {
  return `${call.step}: ${kind === notFound ? call.absent : kind.code}`;
}

function all(scenarios: readonly Scenario[], fate: (scenario: Scenario) => string): Record<string, string> {
  return Object.fromEntries(scenarios.map((scenario) => [scenario.label, fate(scenario)]));
}

function fates(scenarios: readonly Scenario[], observation: Observation): Record<string, string> {
  return all(scenarios, ({ user }) => fateOf(observation, user));
}

/** The scenarios whose fault was never met: they would prove nothing. */
function notMet(scenarios: readonly Scenario[], { requests }: Observation): string[] {
  const met = new Set(requests.filter(({ fault }) => fault !== null && fault !== 'sync').map(({ user }) => user));
  return scenarios.filter(({ user }) => !met.has(user.record.email)).map(({ label }) => label);
}
