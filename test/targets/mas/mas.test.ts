import { Secret } from '../../../src/http/secret';
import { createAuthority } from '../../http/server/authority';
import { ada, openFile, personNamed, type Rig, startRig, told } from './rig';

let rig: Rig;
const { signal } = new AbortController();

beforeAll(async () => {
  rig = await startRig({ apps: ['manage', 'health', 'iot'] });
});

afterEach(async () => {
  await rig.control.faults([]);
});

afterAll(() => rig.close());

describe('prepare', () => {
  test('makes the plans from the applications of the workspace, but health', async () => {
    const { plans, present } = await rig.worker().target.prepare(signal);
    expect(plans.primary.roles.map(({ application }) => application)).toEqual(['manage', 'iot']);
    expect(plans.secondary.synchronise).toEqual(['manage', 'iot']);
    expect(present).toEqual([]);
  });

  test('changes nothing', async () => {
    const last = (await rig.control.requests()).length;
    await rig.worker().target.prepare(signal);
    expect(await rig.control.effects(last)).toEqual([]);
  });

  test('does not find a workspace that is not there', async () => {
    const worker = rig.worker({ workspace: 'nowhere' });
    await expect(worker.target.prepare(signal)).rejects.toMatchObject({ code: 'MAS_WORKSPACE_NOT_FOUND' });
  });

  test('names the applications that are not ready', async () => {
    const path = '/workspaces/ws1/applications/manage';
    await rig.control.faults([{ path, times: 1, do: { status: 200, body: { id: 'manage', ready: true } } }]);
    await expect(rig.worker().target.prepare(signal)).rejects.toMatchObject({
      code: 'MAS_APPLICATION_NOT_READY',
      message: 'not ready and available: manage',
    });
  });

  test.each(['Error: no such thing', [{}], {}])('is not content with the list %j', async (body) => {
    await rig.control.faults([{ path: '/workspaces/ws1/applications', times: 1, do: { status: 200, body } }]);
    await expect(rig.worker().target.prepare(signal)).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
  });
});

describe('prepare, when the API keys cannot be listed', () => {
  const path = '/maximo/api/os/mxapiapikey';

  test.each([401, 403, 404, 429, 500, 503])(
    'answers that it is not known which there are, after a %i',
    async (status) => {
      await rig.control.faults([{ method: 'GET', path, do: { status } }]);
      const { target } = rig.worker({ version: '9.0' });
      await expect(target.prepare(signal)).resolves.toMatchObject({ present: ['*'] });
    },
  );

  test('lets secondary users through, and fails primary ones for the right that is missing', async () => {
    await rig.control.faults([
      { path, do: { status: 403 } },
      { method: 'GET', path: '/maximo/api/os/mxapigroup', do: { status: 403 } },
    ]);
    const worker = () => rig.worker({ version: '9.0' });
    await expect(worker().onboard(personNamed('second'), 'secondary')).resolves.toMatchObject({ leases: [] });
    await expect(worker().onboard(personNamed('first'), 'primary')).rejects.toMatchObject({
      code: 'TARGET_FORBIDDEN',
      message: expect.stringContaining('the client certificate needs access to API keys'),
    });
  });

  test('does not need the certificates of Manage to be good', async () => {
    const { ca } = createAuthority('Another CA');
    const badClient = rig.worker({
      version: '9.0',
      openSecret: async (reference) =>
        'file' in reference && reference.file.endsWith('client.crt') ? new Secret(ca) : await openFile(reference),
    });
    await expect(badClient.target.prepare(signal)).resolves.toMatchObject({ present: ['*'] });
  });

  test('still passes a cancellation', async () => {
    await rig.control.faults([{ path, do: { delay: '20s' } }]);
    const stop = new AbortController();
    const reason = new Error('cancelled');
    const worker = rig.worker({
      openSecret: async (reference) => {
        if ('file' in reference && reference.file.endsWith('client.key')) stop.abort(reason);
        return await openFile(reference);
      },
    });
    await expect(worker.target.prepare(stop.signal)).rejects.toBe(reason);
  });
});

describe('release', () => {
  test('of a key that is gone already is done', async () => {
    await expect(rig.worker().target.release(told(['api-key/core/_gone']), signal)).resolves.toBeUndefined();
  });

  test('that Manage cannot carry out now is tried again later', async () => {
    await rig.control.faults([{ method: 'DELETE', do: { status: 503, headers: { 'retry-after': '2' } } }]);
    await expect(rig.worker().target.release(told(['api-key/core/_gone']), signal)).rejects.toMatchObject({
      code: 'TARGET_UNAVAILABLE',
      retryAfterMs: 2_000,
    });
  });
});

test('a cancelled step stops with the reason of the cancellation', async () => {
  const reason = new Error('cancelled');
  await expect(rig.worker().target.prepare(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('the end of the time of an attempt is no fault of the user: another attempt may go on', async () => {
  await rig.control.faults([{ path: '/v3/users', do: { delay: '20s' } }]);
  const stop = new AbortController();
  const worker = rig.worker({
    openSecret: async (reference) => {
      stop.abort();
      return await openFile(reference);
    },
  });
  const person = personNamed('slow');
  const task = { person, want: ['local'], signal: stop.signal };
  await expect(worker.step('link', task)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
  await expect(worker.target.prepare(stop.signal)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
  await expect(worker.target.release(told(['api-key/core/_x']), stop.signal)).rejects.toMatchObject({
    code: 'TARGET_UNAVAILABLE',
  });
});

test('a right that is missing is named', async () => {
  await rig.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 403 } }]);
  await expect(rig.worker().onboard(ada, 'primary')).rejects.toMatchObject({
    code: 'TARGET_FORBIDDEN',
    message: expect.stringContaining('create user: MAS answered 403: the superuser needs the right'),
  });
});

test('half of the answers failing, each attempt brings the user further, and each effect comes once', async () => {
  const person = personNamed('patient');
  const worker = rig.worker();
  await rig.control.faults(
    Array.from({ length: 20 }, (_, n) => ({
      skip: n * 2 + 1,
      times: 1,
      do: n % 2 === 0 ? { status: 500 } : { reset: 'after' },
    })),
  );
  let attempt = 0;
  for (let done = false; !done && attempt < 60; ) {
    attempt += 1;
    done = await worker.onboard(person, 'primary', { attempt, present: [] }).then(
      () => true,
      () => false,
    );
  }
  const state = await rig.control.state();
  expect(state.users['patient']).toMatchObject({
    identityProviders: ['local'],
    invitations: 1,
    workspaces: { ws1: { workspaceAdmin: true } },
    roles: { manage: 'MANAGEUSER', iot: 'ADMIN' },
    groups: ['MAXADMIN'],
  });
  expect(state.apiKeys).toBe(0);
  expect(attempt).toBeGreaterThan(1);
});
