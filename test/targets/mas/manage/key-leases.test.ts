import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '../../../../src/domain/tenant/person';
import { createKeyLeases } from '../../../../src/targets/mas/manage/key-leases';
import type { ManageApiKey } from '../../../../src/targets/mas/manage/manage-api-key';
import { Secret } from '../../../../src/http/secret';
import { createSkippingClock, personNamed, type Rig, startRig, told, type Worker } from '../rig';

const want = ['MAXADMIN'];
const keyPath = '/maximo/api/os/mxapiapikey';
const groupPath = '/maximo/api/os/mxapigroup';
const { signal } = new AbortController();
const noKeys = { method: 'GET', path: keyPath, times: 2, do: { status: 200, body: { member: [] } } };

describe('a lease', () => {
  const key = (origin: ManageApiKey['origin']): ManageApiKey => ({ id: 'k', value: new Secret('x'), origin });

  interface Use {
    readonly origin: ManageApiKey['origin'];
    readonly attempt?: number;
    readonly present?: readonly string[];
  }

  function reportedBy({ origin, attempt = 1, present = [] }: Use): string[] {
    const reported: string[] = [];
    const leases = createKeyLeases();
    const task = { person: personNamed('a'), attempt, present, reportLease: (id: string) => void reported.push(id) };
    leases.begin(task);
    leases.use(task, key(origin));
    return reported;
  }

  test.each<[string, Use]>([
    ['that was made', { origin: 'made' }],
    ['that came up between two attempts', { origin: 'found', attempt: 2 }],
    ['that was made, when it is not known which were there', { origin: 'made', present: ['*'] }],
  ])('is reported for a key %s', (_what, use) => {
    expect(reportedBy(use)).toEqual(['k']);
  });

  test.each<[string, Use]>([
    ['that was found', { origin: 'found' }],
    ['that was there before, though it looks made', { origin: 'made', present: ['k'] }],
    ['that was there before, at a later attempt', { origin: 'found', attempt: 2, present: ['k'] }],
    ['that was found, when it is not known which were there', { origin: 'found', attempt: 2, present: ['*'] }],
  ])('is not reported for a key %s', (_what, use) => {
    expect(reportedBy(use)).toEqual([]);
  });

  test('that an earlier run left behind is not reported by a run that found its key there', () => {
    const leases = createKeyLeases();
    const task = { person: personNamed('a'), attempt: 1, present: [], reportLease: () => undefined };
    leases.use(task, key('made'));
    const reported: string[] = [];
    const later = { ...task, present: ['k'], reportLease: (id: string) => void reported.push(id) };
    leases.begin({ ...later, attempt: 2 });
    leases.use({ ...later, attempt: 2 }, key('made'));
    expect(reported).toEqual([]);
    expect([leases.owned([]), leases.owned(['k'])]).toEqual([['k'], []]);
  });
});

describe('of a key', () => {
  let rig: Rig;
  let certDir: string;

  beforeAll(async () => {
    certDir = await mkdtemp(join(tmpdir(), 'mas-leases-'));
  });

  afterAll(() => rm(certDir, { recursive: true }));

  beforeEach(async () => {
    rig = await startRig({ apps: ['manage'], certDir });
  });

  afterEach(() => rig.close());

  async function known(id: string): Promise<Person> {
    const person = personNamed(id);
    await rig.worker().onboard(person, 'secondary');
    return person;
  }

  async function keys(): Promise<number> {
    return (await rig.control.state()).apiKeys;
  }

  function add(worker: Worker, person: Person, more: { attempt?: number; present?: readonly string[] } = {}) {
    return worker.step('group', { person, want, ...more });
  }

  test.each([400, 401, 403, 404, 409, 429])(
    'that another run made after ours was refused one (%i), nothing is claimed',
    async (status) => {
      const [ours, theirs] = [rig.worker(), rig.worker()];
      const [first, second] = [await known('a'), await known('b')];
      await rig.control.faults([{ method: 'POST', path: keyPath, times: 1, do: { status } }]);
      await expect(add(ours, first)).rejects.toThrow('create Manage API key');
      await add(theirs, second);
      await expect(add(ours, first, { attempt: 2 })).resolves.toMatchObject({ changed: true, leases: [] });
    },
  );

  test('that was there before the run nothing is claimed, though a creation is in doubt', async () => {
    const [ours, theirs] = [rig.worker(), rig.worker()];
    const [first, second] = [await known('a'), await known('b')];
    await rig.control.faults([{ method: 'POST', path: keyPath, times: 1, do: { reset: 'before' } }]);
    await expect(add(ours, first)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await add(theirs, second);
    const { present } = await ours.target.prepare(signal);
    await expect(add(ours, first, { present })).resolves.toMatchObject({ changed: true, leases: [] });
    await ours.target.release({ leases: [], present, complete: false }, signal);
    expect(await keys()).toBe(1);
  });

  describe('a run whose users were stopped before they could tell', () => {
    const untold = { leases: [], present: [], complete: false };

    test('loses the key that this process made, and one in which all told does not look for it', async () => {
      const worker = rig.worker();
      await add(worker, await known('a'));
      await worker.target.release(told([]), signal);
      expect(await keys()).toBe(1);
      await worker.target.release(untold, signal);
      expect(await keys()).toBe(0);
    });

    test('loses a key that was made after its user had gone', async () => {
      const reason = new Error('cancelled');
      const stop = new AbortController();
      // The key is made by then, and not seen yet.
      const clock = { ...createSkippingClock(), pause: async () => stop.abort(reason) };
      const worker = rig.worker({ clock });
      const person = await known('a');
      await rig.control.faults([noKeys]);
      await expect(worker.step('group', { person, want, signal: stop.signal })).rejects.toBe(reason);
      await worker.target.release(untold, signal);
      expect(await keys()).toBe(0);
    });

    test('loses a key whose creation was not answered', async () => {
      const worker = rig.worker();
      await rig.control.faults([{ method: 'POST', path: keyPath, times: 1, do: { reset: 'after' } }]);
      await expect(add(worker, await known('a'))).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
      expect(await keys()).toBe(1);
      await worker.target.release(untold, signal);
      expect(await keys()).toBe(0);
    });

    test('leaves a key that was found', async () => {
      const worker = rig.worker();
      await add(rig.worker(), await known('a'));
      await add(worker, await known('b'));
      await worker.target.release({ ...untold, present: ['*'] }, signal);
      expect(await keys()).toBe(1);
    });

    test('asks nothing of Manage when it made no key', async () => {
      const worker = rig.worker();
      const last = (await rig.control.requests()).length;
      await worker.target.release(untold, signal);
      expect(await rig.control.requests(last)).toEqual([]);
    });
  });

  describe('when it is not known which were there', () => {
    test('one that a dead process may have made stays', async () => {
      const person = await known('a');
      await rig.control.faults([{ method: 'POST', path: groupPath, times: 1, do: { reset: 'before' } }]);
      await expect(add(rig.worker(), person)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
      const survivor = rig.worker();
      await expect(add(survivor, person, { attempt: 2, present: ['*'] })).resolves.toMatchObject({ leases: [] });
      expect(await keys()).toBe(1);
    });

    test('one that this process made goes', async () => {
      const worker = rig.worker();
      const { leases } = await add(worker, await known('a'), { present: ['*'] });
      await worker.target.release(told(leases, ['*']), signal);
      expect(await keys()).toBe(0);
    });
  });
});
