import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '../../../../src/domain/tenant/person';
import { createMasApi } from '../../../../src/targets/mas/parts/connection';
import { createSkippingClock, personNamed, type Rig, startRig, told, type Worker } from '../rig';

let rig: Rig;
const want = ['MAXADMIN'];
const keyPath = '/maximo/api/os/mxapiapikey';
const groupPath = '/maximo/api/os/mxapigroup';
const { signal } = new AbortController();
const idle = { signal, attempt: 1, present: [], reportLease: () => undefined };

let certDir: string;

beforeAll(async () => {
  certDir = await mkdtemp(join(tmpdir(), 'mas-keys-'));
});

afterAll(() => rm(certDir, { recursive: true }));

beforeEach(async () => {
  rig = await startRig({ apps: ['manage'], certDir });
});

afterEach(() => rig.close());

/** Users whom Manage knows, but who are in no group. */
async function known(...ids: string[]): Promise<Person[]> {
  const people = ids.map(personNamed);
  for (const person of people) await rig.worker().onboard(person, 'secondary');
  return people;
}

async function one(id: string): Promise<Person> {
  const [person = personNamed(id)] = await known(id);
  return person;
}

async function keys(): Promise<number> {
  return (await rig.control.state()).apiKeys;
}

async function isAdmin({ id }: Person): Promise<boolean> {
  return (await rig.control.state()).users[id]?.groups.includes('MAXADMIN') ?? false;
}

function add(worker: Worker, person: Person, more: { attempt?: number; present?: readonly string[] } = {}) {
  return worker.step('group', { person, want, ...more });
}

test('a key is made for the first write, serves all, and goes at the end', async () => {
  const people = await known('a', 'b', 'c');
  const worker = rig.worker();
  const outcomes = await Promise.all(people.map((person) => add(worker, person)));
  const leases = outcomes.flatMap((outcome) => outcome.leases);
  expect(new Set(leases).size).toBe(1);
  expect(await keys()).toBe(1);
  const made = (await rig.control.requests()).filter(({ method, path }) => method === 'POST' && path === keyPath);
  expect(made).toHaveLength(1);
  await worker.target.release(told(leases), signal);
  await worker.target.release(told(leases), signal);
  expect(await keys()).toBe(0);
  await expect(Promise.all(people.map(isAdmin))).resolves.toEqual([true, true, true]);
});

test('reading memberships makes no key', async () => {
  const person = await one('a');
  await rig.worker().onboard(person, 'primary');
  const last = (await rig.control.requests()).length;
  await expect(add(rig.worker(), person)).resolves.toEqual({ changed: false, differs: [], leases: [] });
  expect(await rig.control.effects(last)).toEqual([]);
});

test('a Manage that lets nobody read without a key gets one, and it goes at the end too', async () => {
  const person = await one('a');
  await rig.worker().onboard(person, 'primary');
  await rig.control.faults([{ method: 'GET', path: groupPath, times: 1, do: { status: 403 } }]);
  const worker = rig.worker();
  const outcome = await add(worker, person);
  expect(outcome).toMatchObject({ changed: false, leases: [expect.any(String)] });
  await worker.target.release(told(outcome.leases), signal);
  expect(await keys()).toBe(0);
});

test('a key that was there before the run is used and stays', async () => {
  const [first = personNamed('a'), second = personNamed('b')] = await known('a', 'b');
  await add(rig.worker(), first);
  const worker = rig.worker();
  const { present } = await worker.target.prepare(signal);
  expect(present).toHaveLength(1);
  const { leases } = await add(worker, second, { present, attempt: 2 });
  expect(leases).toEqual([]);
  expect(await isAdmin(second)).toBe(true);
  expect(await keys()).toBe(1);
});

test('another run that makes the key in between is met with its key, which stays', async () => {
  const person = await one('a');
  const conflict = { status: 400, body: { Error: { reasonCode: 'BMXAA10051E' } } };
  const otherRun = rig.worker();
  const [helper = personNamed('h')] = await known('h');
  await rig.control.faults([
    { method: 'GET', path: keyPath, times: 1, do: { status: 200, body: { member: [] } } },
    { method: 'POST', path: keyPath, skip: 1, times: 1, do: conflict },
  ]);
  await add(otherRun, helper);
  await rig.control.faults([{ method: 'GET', path: keyPath, times: 1, do: { status: 200, body: { member: [] } } }]);
  await expect(add(rig.worker(), person)).resolves.toMatchObject({ changed: true, leases: [] });
  expect(await keys()).toBe(1);
});

test('a 400 of another kind is an error', async () => {
  const person = await one('a');
  const body = { Error: { reasonCode: 'BMXAA4129E' } };
  await rig.control.faults([{ method: 'POST', path: keyPath, do: { status: 400, body } }]);
  await expect(add(rig.worker(), person)).rejects.toMatchObject({
    code: 'TARGET_REJECTED',
    message: 'create Manage API key: MAS answered 400 (BMXAA4129E)',
  });
});

test("a key that another run deleted is replaced, and the new one is this run's to remove", async () => {
  const [first = personNamed('a'), second = personNamed('b')] = await known('a', 'b');
  const [ours, theirs] = [rig.worker(), rig.worker()];
  const made = await add(theirs, first);
  const { present } = await ours.target.prepare(signal);
  await theirs.target.release(told(made.leases), signal);
  const { changed, leases } = await add(ours, second, { present });
  expect(changed).toBe(true);
  expect(await isAdmin(second)).toBe(true);
  await ours.target.release(told(leases), signal);
  expect(await keys()).toBe(0);
});

test('a deleted key that reads still show is not taken for a good one', async () => {
  const [first = personNamed('a'), second = personNamed('b')] = await known('a', 'b');
  const worker = rig.worker();
  const { leases } = await add(worker, first);
  const [key] = await createMasApi(worker.deps)('ws1').keys.list();
  const stale = { apikey: key?.value?.open(), userid: 'MAXADMIN', href: `https://manage.example${keyPath}/${key?.id}` };
  await worker.target.release(told(leases), signal);
  await rig.control.faults([
    { method: 'GET', path: keyPath, times: 2, do: { status: 200, body: { member: [stale] } } },
  ]);
  const last = (await rig.control.requests()).length;
  await expect(add(worker, second)).resolves.toMatchObject({ changed: true, leases: [expect.any(String)] });
  expect((await rig.control.requests(last)).filter(({ status }) => status === 401)).toEqual([]);
});

test('a key that vanished is noticed once, and reading goes on without one', async () => {
  const [first = personNamed('a'), second = personNamed('b')] = await known('a', 'b');
  const [ours, theirs] = [rig.worker(), rig.worker()];
  const made = await add(theirs, first);
  await ours.target.prepare(signal);
  await theirs.target.release(told(made.leases), signal);
  const last = (await rig.control.requests()).length;
  await expect(add(ours, first)).resolves.toMatchObject({ changed: false, leases: [] });
  await ours.target.verbs.group.check({ ...idle, person: second, want });
  const sent = await rig.control.requests(last);
  expect(sent.filter(({ status }) => status === 401)).toHaveLength(1);
  expect(sent.filter(({ effect }) => effect)).toEqual([]);
});

test('a key that shows only later is waited for', async () => {
  const person = await one('a');
  await rig.control.faults([{ method: 'GET', path: keyPath, times: 3, do: { status: 200, body: { member: [] } } }]);
  const clock = createSkippingClock();
  await expect(add(rig.worker({ clock }), person)).resolves.toMatchObject({ leases: [expect.any(String)] });
  expect(clock.pauses).toEqual([1_000, 2_000]);
});

test('a key that never shows is an unexpected response', async () => {
  const person = await one('a');
  await rig.control.faults([{ method: 'GET', path: keyPath, do: { status: 200, body: { member: [] } } }]);
  await expect(add(rig.worker(), person)).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
});

test('a key that Manage refuses for ever ends as CREDENTIALS_REJECTED', async () => {
  const person = await one('a');
  await rig.control.faults([{ method: 'POST', path: groupPath, do: { status: 401 } }]);
  await expect(add(rig.worker(), person)).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
});

describe('who answers for a key', () => {
  test('nobody here, when another run made it and this one was only tried again', async () => {
    const [first = personNamed('a'), second = personNamed('b')] = await known('a', 'b');
    const ours = rig.worker();
    await rig.control.faults([{ method: 'GET', path: groupPath, times: 1, do: { status: 500 } }]);
    await expect(add(ours, second)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await add(rig.worker(), first);
    await expect(add(ours, second, { attempt: 2 })).resolves.toMatchObject({ changed: true, leases: [] });
  });
});

test('without a client certificate the groups cannot be changed, and prepare does not try', async () => {
  const person = await one('a');
  const worker = rig.worker({ settings: { manageCertificate: undefined } });
  await expect(worker.target.prepare(signal)).resolves.toMatchObject({ present: ['*'] });
  await expect(add(worker, person)).rejects.toMatchObject({ code: 'TARGET_MISCONFIGURED' });
});

test('a group that does not exist is MAS_GROUP_NOT_FOUND, and no key is made', async () => {
  const person = await one('a');
  const adding = rig.worker().step('group', { person, want: ['NO"SUCH'] });
  await expect(adding).rejects.toMatchObject({ code: 'MAS_GROUP_NOT_FOUND' });
  expect(await keys()).toBe(0);
});

test('a group that vanishes is looked for again by the next one', async () => {
  const person = await one('a');
  const worker = rig.worker();
  await rig.control.faults([{ method: 'GET', path: `${groupPath}/1/`, times: 1, do: { status: 404 } }]);
  await expect(add(worker, person)).rejects.toMatchObject({ code: 'MAS_GROUP_NOT_FOUND' });
  await expect(add(worker, person)).resolves.toMatchObject({ changed: true });
});
