import { definitionOf } from '../people';
import { certificateFolder, openStand, type Stand } from '../stand';

const hourMs = 3_600_000;
let folder: Awaited<ReturnType<typeof certificateFolder>>;
let stand: Stand;
beforeAll(async () => {
  folder = await certificateFolder();
});
beforeEach(async () => {
  stand = await openStand({
    certDir: folder.dir,
    apps: ['manage', 'health', 'iot'],
    seedUsers: 2,
    syncDelayMs: hourMs,
  });
  await stand.core({ method: 'POST', path: '/v3/users', body: definitionOf('ada') });
});
afterEach(() => stand.close());
afterAll(() => folder.remove());

const join = (body: unknown, path = '/workspaces/ws1/users/ada') => stand.core({ method: 'PUT', path, body });
const member = (workspaceAdmin: boolean) => ({ permissions: { workspaceAdmin } });
const permissionPath = '/workspaces/ws1/applications/iot/users/ada';
const grant = (body: unknown, path = permissionPath) => stand.core({ method: 'PUT', path, body });
const lastEffect = async () => (await stand.requests()).at(-1)?.effect;

describe("a user's workspaces", () => {
  it('are none, then the one that was joined', async () => {
    expect((await stand.core({ path: '/v3/users/ada/workspaces' })).json()).toEqual([]);
    expect((await join(member(true))).status).toBe(200);
    const got = await stand.core({ path: '/v3/users/ada/workspaces' });
    expect(got.status).toBe(200);
    expect(got.json()).toEqual([{ id: 'ws1', permissions: { workspaceAdmin: true } }]);
    expect((await stand.state()).users['ada']?.workspaces).toEqual({ ws1: { workspaceAdmin: true } });
  });

  it('answer 404 for an unknown user', async () => {
    expect((await stand.core({ path: '/v3/users/bob/workspaces' })).status).toBe(404);
  });
});

describe('join workspace', () => {
  it('takes effect once, and again when the flag differs', async () => {
    const effects = [];
    for (const admin of [false, false, true]) {
      await join(member(admin));
      effects.push(await lastEffect());
    }
    expect(effects).toEqual([true, false, true]);
  });

  it('refuses an unknown user, an unknown workspace and a body that is not right', async () => {
    expect((await join(member(true), '/workspaces/ws1/users/bob')).status).toBe(404);
    expect((await join(member(true), '/workspaces/ws2/users/ada')).status).toBe(404);
    expect((await join({ permissions: {} })).status).toBe(400);
    expect((await join({ ...member(true), role: 'ADMIN' })).status).toBe(400);
    expect((await join({ permissions: { workspaceAdmin: 'true' } })).status).toBe(400);
  });
});

describe('applications', () => {
  it('are listed, health among them', async () => {
    const got = await stand.core({ path: '/workspaces/ws1/applications' });
    expect(got.status).toBe(200);
    expect(got.json()).toMatchObject([{ id: 'manage' }, { id: 'health' }, { id: 'iot' }]);
  });

  it('are ready and available', async () => {
    const got = await stand.core({ path: '/workspaces/ws1/applications/iot' });
    expect(got.json()).toEqual({ ready: true, available: true });
  });

  it('are not ready for as long as it is told', async () => {
    const later = await openStand({ certDir: folder.dir, readyDelayMs: 3_600_000 });
    const got = await later.core({ path: '/workspaces/ws1/applications/iot' });
    await later.close();
    expect(got.json()).toEqual({ ready: false });
  });

  it('answer 404 for an unknown application and an unknown workspace', async () => {
    expect((await stand.core({ path: '/workspaces/ws1/applications/monitor' })).status).toBe(404);
    expect((await stand.core({ path: '/workspaces/ws2/applications/iot' })).status).toBe(404);
    expect((await stand.core({ path: '/workspaces/ws2/applications' })).status).toBe(404);
  });
});

describe('application permission', () => {
  it('is absent, then what was granted', async () => {
    await join(member(false));
    expect((await stand.core({ path: permissionPath })).status).toBe(404);
    expect((await grant({ role: 'USER' })).status).toBe(200);
    const got = await stand.core({ path: permissionPath });
    expect(got.json()).toEqual({ role: 'USER', userId: 'ada', workspaceId: 'ws1', applicationId: 'iot' });
    expect((await stand.state()).users['ada']?.roles).toEqual({ iot: 'USER' });
  });

  it('takes effect once, and again when the role differs', async () => {
    await join(member(false));
    const effects = [];
    for (const role of ['USER', 'USER', 'ADMIN']) {
      await grant({ role });
      effects.push(await lastEffect());
    }
    expect(effects).toEqual([true, false, true]);
  });

  it.each(['ADMIN', 'USER', 'MANAGEUSER', 'PREMIUM', 'BASE'])('knows the role %s', async (role) => {
    await join(member(false));
    expect((await grant({ role })).status).toBe(200);
  });

  it('refuses whom it does not know, who is outside the workspace, and what is no role', async () => {
    expect((await grant({ role: 'USER' })).status).toBe(400);
    await join(member(false));
    expect((await grant({ role: 'KING' })).status).toBe(400);
    expect((await grant({ role: 'USER', admin: true })).status).toBe(400);
    expect((await grant({ role: 'USER' }, '/workspaces/ws1/applications/iot/users/bob')).status).toBe(404);
    expect((await grant({ role: 'USER' }, '/workspaces/ws1/applications/monitor/users/ada')).status).toBe(404);
    expect((await grant({ role: 'USER' }, '/workspaces/ws2/applications/iot/users/ada')).status).toBe(404);
    expect((await stand.core({ path: '/workspaces/ws1/applications/iot/users/bob' })).status).toBe(404);
    expect((await stand.core({ path: '/workspaces/ws1/applications/monitor/users/ada' })).status).toBe(404);
  });
});

describe('synchronisation', () => {
  const sync = async (id: string) => (await stand.core({ path: `/v3/users/${id}` })).json();

  it('is pending after a grant, for this application only', async () => {
    await join(member(false));
    await grant({ role: 'USER' });
    expect(await sync('ada')).toHaveProperty('applications', { iot: { role: 'USER', sync: { state: 'PENDING' } } });
  });

  it('is done for users who were there before, and starts again with a new display name', async () => {
    const [id = ''] = Object.keys((await stand.state()).users);
    expect(await sync(id)).toHaveProperty('applications.manage.sync.state', 'SUCCESS');
    await stand.core({ method: 'PATCH', path: `/v3/users/${id}`, body: { displayName: 'New Name' } });
    expect(await sync(id)).toHaveProperty('applications.manage.sync.state', 'PENDING');
    expect(await sync(id)).toHaveProperty('applications.iot.sync.state', 'PENDING');
  });

  it('starts again with the same display name, which counts as an effect', async () => {
    const [id = ''] = Object.keys((await stand.state()).users);
    const displayName = String((await stand.state()).users[id]?.record['displayName']);
    await stand.core({ method: 'PATCH', path: `/v3/users/${id}`, body: { displayName } });
    expect(await lastEffect()).toBe(true);
    expect(await sync(id)).toHaveProperty('applications.manage.sync.state', 'PENDING');
  });

  it('does not start again when the role stays', async () => {
    const [id = ''] = Object.keys((await stand.state()).users);
    await grant({ role: 'MANAGEUSER' }, `/workspaces/ws1/applications/manage/users/${id}`);
    expect(await sync(id)).toHaveProperty('applications.manage.sync.state', 'SUCCESS');
  });
});
