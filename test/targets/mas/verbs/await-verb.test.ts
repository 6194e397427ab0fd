import type { Person } from '../../../../src/domain/tenant/person';
import { personNamed, type Rig, startRig, type Worker } from '../rig';

let rig: Rig;
const want = ['facilities', 'manage'];

beforeAll(async () => {
  rig = await startRig({ apps: ['manage', 'facilities'] });
});

afterEach(async () => {
  await rig.control.faults([]);
});

afterAll(() => rig.close());

let count = 0;
async function onboarded(): Promise<Person> {
  count += 1;
  const person = personNamed(`waiting-${count}`);
  await rig.worker().onboard(person, 'secondary');
  return person;
}

async function shows(state: string, times = 1) {
  await rig.control.faults([{ method: 'GET', path: '/v3/users/', times, do: { sync: state } }]);
}

async function polls(worker: Worker, person: Person, attempts: readonly number[]) {
  const last = (await rig.control.requests()).length;
  for (const attempt of attempts) {
    await expect(worker.step('await', { person, want, attempt })).rejects.toMatchObject({ code: 'MAS_SYNC_PENDING' });
  }
  const sent = await rig.control.requests(last);
  return sent.filter(({ path }) => path !== '/logininitial').map(({ method }) => method);
}

test('one read tells for all applications', async () => {
  const person = await onboarded();
  const last = (await rig.control.requests()).length;
  await expect(rig.worker().step('await', { person, want })).resolves.toMatchObject({ changed: false });
  expect((await rig.control.requests(last)).map(({ method }) => method)).toEqual(['POST', 'GET']);
});

test('PENDING is waited for, by name, and nothing is written', async () => {
  const person = await onboarded();
  await shows('PENDING');
  await expect(rig.worker().step('await', { person, want })).rejects.toMatchObject({
    code: 'MAS_SYNC_PENDING',
    message: 'not synchronised yet: facilities PENDING, manage PENDING',
  });
  await shows('PENDING', 3);
  expect(await polls(rig.worker(), person, [1, 2, 3])).toEqual(['GET', 'GET', 'GET']);
});

test.each(['ERROR', 'MISSING'])('%s asks for another synchronisation, which may then succeed', async (state) => {
  const person = await onboarded();
  await shows(state);
  const worker = rig.worker();
  expect(await polls(worker, person, [1])).toEqual(['GET', 'PATCH']);
  await expect(worker.step('await', { person, want, attempt: 2 })).resolves.toMatchObject({ changed: false });
  expect((await rig.control.state()).users[person.id]?.record).toMatchObject({ displayName: 'Ada Lovelace' });
});

test('ERROR that stays asks once every six polls', async () => {
  const person = await onboarded();
  await shows('ERROR', 8);
  const sent = await polls(rig.worker(), person, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect(sent.map((method, at) => (method === 'PATCH' ? at : -1)).filter((at) => at >= 0)).toEqual([1, 8]);
});

test('a request for synchronisation that failed is made again at the next attempt', async () => {
  const person = await onboarded();
  await rig.control.faults([
    { method: 'GET', path: '/v3/users/', times: 2, do: { sync: 'ERROR' } },
    { method: 'PATCH', path: '/v3/users/', times: 1, do: { status: 503 } },
  ]);
  const worker = rig.worker();
  await expect(worker.step('await', { person, want })).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
  expect(await polls(worker, person, [2])).toEqual(['GET', 'PATCH']);
});

test('ERROR that comes after PENDING asks at once', async () => {
  const person = await onboarded();
  await rig.control.faults([
    { method: 'GET', path: '/v3/users/', times: 2, do: { sync: 'PENDING' } },
    { method: 'GET', path: '/v3/users/', times: 1, do: { sync: 'ERROR' } },
  ]);
  expect(await polls(rig.worker(), person, [1, 2, 3])).toEqual(['GET', 'GET', 'GET', 'PATCH']);
});

test('a user without a display name is only waited for', async () => {
  const person = { ...personNamed('nameless'), givenName: '', familyName: '' };
  await rig
    .worker()
    .onboard(person, 'secondary')
    .catch(() => undefined);
  await shows('ERROR');
  expect(await polls(rig.worker(), person, [1])).toEqual(['GET']);
});

test('a check alone writes nothing, even at ERROR', async () => {
  const person = await onboarded();
  await shows('ERROR');
  const last = (await rig.control.requests()).length;
  const { signal } = new AbortController();
  const task = { person, want, signal, attempt: 1, present: [], reportLease: () => undefined };
  await expect(rig.worker().target.verbs.await.check(task)).resolves.toEqual({
    done: false,
    missing: ['facilities ERROR', 'manage ERROR'],
  });
  expect(await rig.control.effects(last)).toEqual([]);
});

test('an unknown state is waited for and not repeated', async () => {
  const person = await onboarded();
  const body = { id: person.id, applications: { manage: { sync: { state: 'canary text' } } } };
  await rig.control.faults([{ method: 'GET', path: '/v3/users/', times: 1, do: { status: 200, body } }]);
  await expect(rig.worker().step('await', { person, want: ['manage'] })).rejects.toMatchObject({
    code: 'MAS_SYNC_PENDING',
    message: 'not synchronised yet: manage in another state',
  });
});
