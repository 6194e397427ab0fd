import { personNamed, type Rig, startRig } from '../rig';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
});

afterEach(async () => {
  await rig.control.faults([]);
});

afterAll(() => rig.close());

describe('an answer that is lost after the write took effect', () => {
  const writes = [
    ['create', 'POST', '/v3/users'],
    ['link', 'PUT', '/v3/users/'],
    ['join', 'PUT', '/workspaces/ws1/users/'],
    ['grant', 'PUT', '/workspaces/ws1/applications/facilities/users/'],
    ['group', 'POST', '/maximo/api/os/mxapigroup/'],
    ['the API key', 'POST', '/maximo/api/os/mxapiapikey'],
  ] as const;

  test.each(writes)('(%s) leaves one effect when it is tried again', async (step, method, path) => {
    const user = personNamed(`user of ${step}`);
    const worker = rig.worker();
    await rig.control.faults([{ method, path, times: 1, do: { reset: 'after' } }]);
    await expect(worker.onboard(user, 'primary')).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await worker.onboard(user, 'primary', { attempt: 2, present: [] });
    const { users, apiKeys } = await rig.control.state();
    expect(users[user.id]).toMatchObject({ groups: ['MAXADMIN'], invitations: 1, identityProviders: ['local'] });
    const effects = (await rig.control.effects()).filter((request) => request.user === user.id);
    const wrote = effects.map((request) => `${request.method} ${request.path}`);
    expect(new Set(wrote).size).toBe(wrote.length);
    expect(apiKeys).toBe(0);
  });
});
