import type { UserRecord } from '../../src/domain/tenant/user';
import { surveyTarget } from '../../src/plan/survey';
import { type Rig, startRig } from '../targets/mas/rig';
import { createPatience } from '../../src/plan/patience';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ apps: ['manage'], seedUsers: 1, idCharacters: 'usual' });
});
afterEach(() => rig.close());

function record(id: string, email = `${id}@acme.example`): UserRecord {
  return { email, given_name: 'Ada', family_name: 'Lovelace', id };
}

/** What a plan finds of the first step of each user, and how often it was told that nobody can be asked. */
async function created(users: UserRecord[], ask?: 'target', which?: 'unaskable') {
  let unasked = 0;
  const patience = createPatience({
    ...{ longestMs: 1_000, pollIntervalMs: 10, onWait: () => undefined },
    signal: AbortSignal.timeout(60_000),
  });
  const options = { patience, concurrency: 2, onUser: () => undefined, onUnasked: () => (unasked += 1) };
  const { ask: own, ...others } = rig.worker().target;
  const target = which === 'unaskable' || own === undefined ? others : { ...others, ask: own };
  const found = await surveyTarget(target, { primary: [], secondary: users }, { ...options, ask });
  return { unasked, steps: found.users.map(({ verdict, steps: [first] }) => ({ verdict, ...first })) };
}

describe('a plan that asks the target', () => {
  test('tells what it would refuse, and makes nobody', async () => {
    const last = (await rig.control.requests()).length;
    const { steps } = await created([record('ada'), record('bob', 'alias.1@seed.example'), record('odd/id')], 'target');
    expect(steps).toEqual([
      { verdict: 'change', step: 'create', state: 'missing', missing: ['user'] },
      expect.objectContaining({ verdict: 'refused', step: 'create', state: 'refused', code: 'MAS_USER_CONFLICT' }),
      expect.objectContaining({ verdict: 'refused', step: 'create', state: 'refused', code: 'MAS_ID_REFUSED' }),
    ]);
    expect(await rig.control.effects(last)).toEqual([]);
  });

  test('names the id of a deleted user, which stays taken', async () => {
    const worker = rig.worker();
    const person = { id: 'gone', email: 'gone@acme.example', givenName: 'A', familyName: 'B' };
    await worker.onboard(person, 'secondary');
    const { offboarding } = worker.target;
    const signal = AbortSignal.timeout(60_000);
    const { plans } = (await offboarding?.prepare('delete', signal)) ?? {};
    const want = { account: 'delete' as const, given: plans?.secondary.given.account ?? {} };
    const task = { person, want, signal, attempt: 1, present: [], reportLease: () => undefined };
    await offboarding?.verbs.deprovision.apply(task, []);
    const { steps } = await created([record('gone')], 'target');
    expect(steps).toMatchObject([{ state: 'refused', code: 'MAS_USER_DELETED_BEFORE' }]);
  });

  test('is off by default: the target is not asked to check anybody', async () => {
    const last = (await rig.control.requests()).length;
    expect((await created([record('odd/id')])).steps).toMatchObject([{ verdict: 'change' }]);
    expect(
      (await rig.control.requests(last)).filter(({ method, path }) => method === 'POST' && path === '/v3/users'),
    ).toEqual([]);
  });

  test('stops at a MAS that does not know the question and makes the user', async () => {
    await rig.control.faults([
      { method: 'GET', path: '/v3/users/ada', skip: 1, do: { status: 200, body: { id: 'ada' } } },
    ]);
    expect((await created([record('ada')], 'target')).steps).toMatchObject([{ code: 'MAS_VALIDATION_WROTE' }]);
  });

  test('says once where nobody can be asked', async () => {
    const { unasked, steps } = await created([record('ada')], 'target', 'unaskable');
    expect([unasked, steps]).toMatchObject([1, [{ verdict: 'change', step: 'create' }]]);
  });
});
