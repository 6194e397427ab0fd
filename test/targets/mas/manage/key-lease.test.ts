import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '../../../../src/domain/tenant/person';
import { bookOf, createSkippingClock, personNamed, type Rig, startRig, told, type Worker } from '../rig';

const want = ['MAXADMIN'];
const keyPath = '/maximo/api/os/mxapiapikey';
const groupPath = '/maximo/api/os/mxapigroup';
const { signal } = new AbortController();
const noKeys = { method: 'GET', path: keyPath, times: 2, do: { status: 200, body: { member: [] } } };

const begun = 'api-key/core';

describe('the lease of a key', () => {
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

  describe('is written down before the key is made', () => {
    /** A task that notes what Manage had when it was told. */
    function told(person: Person, leases: Set<string>, at: string[]) {
      const book = bookOf(leases);
      const reportLease = async (name: string) => {
        at.push(`${name.replace(/_.*/, '…')} with ${await keys()} key`);
        book.reportLease(name);
      };
      return { person, want, signal, attempt: 1, present: [], ...book, reportLease };
    }

    test('and bears its id as soon as Manage shows it', async () => {
      const leases = new Set<string>();
      const at: string[] = [];
      const task = told(await known('a'), leases, at);
      const { group } = rig.worker().target.verbs;
      await group.apply(task, want);
      expect(at).toEqual(['api-key/core with 0 key', 'api-key/core/… with 1 key']);
      expect([...leases]).toEqual([expect.stringMatching(/^api-key\/core\/_/)]);
    });

    test('so that no key is made when it cannot be', async () => {
      const person = await known('a');
      const last = (await rig.control.requests()).length;
      const reportLease = async () => await Promise.reject(new Error('no'));
      const task = { person, want, signal, attempt: 1, present: [], reportLease };
      await expect(rig.worker().target.verbs.group.apply(task, want)).rejects.toThrow('no');
      expect((await rig.control.requests(last)).filter(({ method }) => method === 'POST')).toEqual([]);
    });

    test('so that the end of the run finds a key whose process died, in another process', async () => {
      const person = await known('a');
      const leases = new Set<string>();
      await rig.control.faults([{ method: 'POST', path: keyPath, times: 1, do: { reset: 'after' } }]);
      const task = told(person, leases, []);
      await expect(rig.worker().target.verbs.group.apply(task, want)).rejects.toMatchObject({
        code: 'TARGET_UNAVAILABLE',
      });
      expect([[...leases], await keys()]).toEqual([[begun], 1]);
      await rig.worker().target.release({ leases: [begun], present: ['*'], complete: true }, signal);
      expect(await keys()).toBe(0);
    });

    test.each([400, 403, 429])('and taken back when Manage answers %i', async (status) => {
      const leases = new Set<string>();
      const task = told(await known('a'), leases, []);
      await rig.control.faults([{ method: 'POST', path: keyPath, times: 1, do: { status } }]);
      await expect(rig.worker().target.verbs.group.apply(task, want)).rejects.toThrow('create Manage API key');
      expect([...leases]).toEqual([]);
    });
  });

  test('never takes a key that was there before the run', async () => {
    await add(rig.worker(), await known('a'));
    const worker = rig.worker();
    const { present } = await worker.target.prepare(signal);
    await worker.target.release(
      { leases: [begun, ...present.map((id) => `${begun}/${id}`)], present, complete: false },
      signal,
    );
    expect(await keys()).toBe(1);
  });

  test('that a terminated run left in this process is looked for by a later one, when nobody uses it any more', async () => {
    const clock = createSkippingClock();
    const worker = rig.worker({ clock });
    await add(worker, await known('a'));
    await expect(worker.target.prepare(signal)).resolves.toMatchObject({ present: [expect.any(String)] });
    await clock.pause(600_000);
    await expect(worker.target.prepare(signal)).resolves.toMatchObject({ present: [] });
    expect(await keys()).toBe(0);
  });

  describe('when it is not known which were there', () => {
    test('one that a dead process may have made stays, when it could not tell', async () => {
      const person = await known('a');
      await rig.control.faults([{ method: 'POST', path: groupPath, times: 1, do: { reset: 'before' } }]);
      await expect(add(rig.worker(), person)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
      const survivor = rig.worker();
      await expect(add(survivor, person, { present: ['*'] })).resolves.toMatchObject({ leases: [] });
      await survivor.target.release(told([], ['*']), signal);
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
