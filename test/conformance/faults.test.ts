import { failures, type FailureCode } from '../../src/domain/failures/failures';
import { sampled } from '../faults/sampling';
import { fateOf, type Outcome, personNamed } from './outcome';
import { faultAt, type SeenCall, type Stand, startStand } from './stand';
import type { Fates } from './system';
import { conformingSystems } from './systems';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
const ada = personNamed('augusta-faulty');

describe.each(conformingSystems)('$name', (system) => {
  let stand: Stand;
  let allCalls: SeenCall[];
  /** Those of this test. */
  let calls: SeenCall[];
  let writes: SeenCall[];
  let turn = 0;
  let whole: unknown;
  let allWrites: string[];
  beforeAll(async () => {
    stand = await startStand(system);
    allCalls = await stand.callsOf(ada, 'primary');
    await stand.attempt(ada);
    whole = await stand.userIn(ada.id);
    allWrites = await writesMade();
  });
  beforeEach(() => {
    turn += 1;
    calls = sampled(allCalls, turn);
    const effective = allCalls.filter(({ effect, path }) => effect && system.temporary?.test(path) !== true);
    writes = sampled(effective, turn);
  });
  afterEach(() => stand.faults());
  afterAll(() => stand.close());

  /** Runs a fresh user with a fault at one call after the other: what became of it, and of the attempt after the fault. */
  async function atEach(chosen: readonly SeenCall[], meet: (call: SeenCall) => Promise<unknown>) {
    const met: Record<string, unknown> = {};
    for (const call of chosen) {
      await stand.reset(ada);
      met[nameOf(call)] = await meet(call);
    }
    expect(Object.keys(met).length).toBeGreaterThan(0);
    return met;
  }

  /** The fault for ever; then, when it is lifted, the user must end as every user does, with every write once. */
  async function endures(call: SeenCall, deed: object): Promise<Outcome> {
    await stand.faults(faultAt(call, deed));
    const outcome = await stand.attempt(ada);
    expect((await stand.requests()).some(({ fault }) => fault !== null)).toBe(true);
    await stand.faults();
    await completes();
    return outcome;
  }

  async function completes(): Promise<void> {
    expect(fateOf(await stand.attempt(ada))).toBe('done');
    expect(await stand.userIn(ada.id)).toEqual(whole);
    expect(await writesMade()).toEqual(allWrites);
  }

  /** In no order, for a lost one is made later. */
  async function writesMade(): Promise<string[]> {
    const names = (await stand.writes()).map(nameOf).toSorted();
    return names.filter((name) => system.repeatable?.test(name) !== true);
  }

  const all = <T>(chosen: readonly SeenCall[], answer: (call: SeenCall) => T) =>
    Object.fromEntries(chosen.map((call) => [nameOf(call), answer(call)]));
  const unavailable = (call: SeenCall) =>
    system.tolerated?.test(nameOf(call)) === true ? 'done' : 'TARGET_UNAVAILABLE';

  it('401 once is mended by one new log-in', async () => {
    const found = await atEach(calls, async (call) => {
      await stand.faults(faultAt(call, { status: 401 }, 1));
      return [fateOf(await stand.attempt(ada)), await logIns()];
    });
    const expected = (name: string) => {
      return [fitting(system.refusedOnce, name) ?? 'done', system.withoutLogIn?.test(name) === true ? 1 : 2];
    };
    expect(found).toEqual(all(calls, (call) => expected(nameOf(call))));
  });

  it('401 twice is CREDENTIALS_REJECTED, after two requests', async () => {
    const found = await atEach(calls, async (call) => {
      const { length } = await stand.requests();
      const outcome = await endures(call, { status: 401 });
      const met = (await stand.requests()).slice(length).filter(({ fault }) => fault !== null).length;
      return [fateOf(outcome), met <= 2];
    });
    expect(found).toEqual(all(calls, () => ['CREDENTIALS_REJECTED', true]));
  });

  it('403 is permanent and names the right that lacks', async () => {
    const found = await atEach(calls, async (call) => {
      const outcome = await endures(call, { status: 403 });
      return [fateOf(outcome), 'message' in outcome && system.right.test(outcome.message)];
    });
    expect(found).toEqual(all(calls, () => ['TARGET_FORBIDDEN', true]));
  });

  it('404 is what the contract says of the call', async () => {
    const found = await atEach(calls, async (call) => fateOf(await endures(call, { status: 404 })));
    expect(found).toEqual(all(calls, (call) => fitting(system.absent, nameOf(call)) ?? 'done'));
  });

  it.each([
    [503, 'TARGET_UNAVAILABLE'],
    [500, 'TARGET_UNAVAILABLE'],
    [400, 'TARGET_REJECTED'],
    [307, 'TARGET_REJECTED'],
  ] as const)('%i is %s', async (status, code) => {
    const body = { error: ada.email, message: `${ada.givenName} ${ada.familyName} ${ada.id}` };
    const found = await atEach(writes, async (call) => fateOf(await endures(call, { status, body })));
    expect(found).toEqual(all(writes, (call) => fitting(system.refused ?? [], `${nameOf(call)} ${status}`) ?? code));
  });

  it('429 with Retry-After is told, and no request is sent sooner', async () => {
    const found = await atEach(calls, async (call) => {
      const deed = { status: 429, headers: { 'retry-after': '60' } };
      await stand.faults(faultAt(call, deed, 1));
      const worker = stand.worker();
      const outcome = await stand.attempt(ada, 'primary', worker);
      const asked = async () => (await stand.requests()).filter((request) => nameOf(request) === nameOf(call)).length;
      const before = await asked();
      const sooner = await stand.attempt(ada, 'primary', worker);
      const silent = (await asked()) === before;
      await stand.clock.pause(60_000);
      return [told(outcome), fateOf(sooner), silent, fateOf(await stand.attempt(ada, 'primary', worker))];
    });
    expect(found).toEqual(all(calls, () => [['TARGET_BUSY', 60], 'TARGET_BUSY', true, 'done']));
  });

  it.each(['before', 'after'] as const)('a reset %s any call ends as one user with every write once', async (reset) => {
    const found = await atEach(calls, async (call) => {
      await stand.faults(faultAt(call, { reset }, 1));
      const fate = fateOf(await stand.attempt(ada));
      await completes();
      return fate;
    });
    expect(found).toEqual(all(calls, unavailable));
  });

  it.each([
    ['a login page', { status: 200, body: '<!doctype html><html><body>Log in</body></html>' }, 'UNEXPECTED_RESPONSE'],
    ['text that begins with Error', { status: 200, body: 'Error: upstream connect error' }, 'UNEXPECTED_RESPONSE'],
    ['a list in a list', { status: 200, body: [[]] }, 'UNEXPECTED_RESPONSE'],
    ['truncated JSON', { truncate: true }, 'TARGET_UNAVAILABLE'],
  ] as const)('%s is no success', async (_, deed, code) => {
    const answered =
      'truncate' in deed
        ? sampled(
            allCalls.filter(({ method }) => method === 'GET'),
            turn,
          )
        : calls;
    const found = await atEach(answered, async (call) => fateOf(await endures(call, deed)));
    expect(found).toEqual(all(answered, () => code));
  });

  it.each([[{}], [[]]])(
    'the empty answer %j makes nothing twice, and is no success where it cannot be one',
    async (body) => {
      const found = await atEach(calls, async (call) => fateOf(await endures(call, { status: 200, body })));
      const text = JSON.stringify(body);
      const fate = (call: SeenCall) => fitting(system.empty, `${nameOf(call)} ${text}`) ?? 'UNEXPECTED_RESPONSE';
      expect(found).toEqual(all(calls, fate));
    },
  );

  it('an answer that comes too late is TARGET_UNAVAILABLE, and what it wrote is found done', async () => {
    const found = await atEach(calls, async (call) => {
      await stand.faults(faultAt(call, { delay: '10s' }, 1));
      const outcome = await stand.attempt(ada, 'primary', stand.worker(500));
      await completes();
      return fateOf(outcome);
    });
    expect(found).toEqual(all(calls, unavailable));
  });

  const { conflict } = system;
  (conflict === undefined ? describe.skip : describe)('409', () => {
    const creation = () =>
      allCalls.find(({ method, path }) => method === 'POST' && path.startsWith(conflict?.path ?? ''));

    it('after somebody else created the user is no failure: it is read again', async () => {
      await stand.reset(ada);
      const slow = stand.worker();
      const signal = new AbortController().signal;
      const { plans, present } = await slow.prepare(signal);
      const reportLease = () => undefined;
      const task = { person: ada, want: plans.primary.account, signal, attempt: 1, present, reportLease };
      const found = await slow.verbs.create.check(task);
      expect(found).toMatchObject({ done: false });
      expect(fateOf(await stand.attempt(ada))).toBe('done');
      await slow.verbs.create.apply(task, 'missing' in found ? found.missing : []);
      expect(await stand.userIn(ada.id)).toEqual(whole);
    });

    it('without such a user is permanent, and says whose conflict it is', async () => {
      const call = creation();
      if (call === undefined) throw new Error('no call of the run creates the user');
      await stand.reset(ada);
      const outcome = await endures(call, { status: 409 });
      expect(fateOf(outcome)).toBe(conflict?.code);
      expect(conflict === undefined || failures[conflict.code].retry).toBe('never');
    });
  });

  describe('the log-in', () => {
    const logIn = { method: 'POST', path: system.logIn, effect: false };

    it.each([
      [{ status: 401 }, 'CREDENTIALS_REJECTED'],
      [{ status: 503 }, 'TARGET_UNAVAILABLE'],
      [{ status: 429 }, 'TARGET_BUSY'],
      [{ status: 200, body: '<html>Log in</html>' }, 'UNEXPECTED_RESPONSE'],
      [{ status: 200, body: {} }, 'UNEXPECTED_RESPONSE'],
      [{ reset: 'before' }, 'TARGET_UNAVAILABLE'],
      [{ truncate: true }, 'TARGET_UNAVAILABLE'],
    ] as const)('that meets %j is %s, and nothing is written', async (deed, code) => {
      await stand.reset(ada);
      await stand.faults(faultAt(logIn, deed));
      expect(fateOf(await stand.attempt(ada))).toBe(code);
      expect((await stand.requests()).filter(({ effect }) => effect)).toEqual([]);
    });
  });

  async function logIns(): Promise<number> {
    return (await stand.requests()).filter(({ path }) => path === system.logIn).length;
  }
});

function nameOf({ method, path }: Pick<SeenCall, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

function told(outcome: Outcome): unknown {
  return 'code' in outcome ? [outcome.code, Math.round((outcome.retryAfterMs ?? 0) / 1_000)] : 'done';
}

function fitting(fates: Fates | undefined, call: string): FailureCode | 'done' | undefined {
  return fates?.find(([pattern]) => pattern.test(call))?.[1];
}
