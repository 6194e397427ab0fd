import fastify from 'fastify';
import { addControls } from '../../simulator/server/control';
import { createFaultBook } from '../../simulator/server/faults';
import { createMasSystem } from '../../simulator/mas/mas-system';
import { createRequestLog } from '../../simulator/server/request-log';
import { definitionOf } from './people';
import { certificateFolder, logIn, manage, openStand, password, read, type Stand } from './stand';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let stand: Stand;
beforeAll(async () => {
  folder = await certificateFolder();
  stand = await openStand({ certDir: folder.dir, faults: [{ path: '/broken', do: { status: 418 } }] });
});
afterAll(async () => {
  await stand.close();
  await folder.remove();
});
const reset = () => stand.plain.call({ method: 'POST', path: '/__simulator/reset' });

describe('GET /__simulator/state', () => {
  it('shows each user as MAS has it, and how many API keys there are', async () => {
    await reset();
    const token = await logIn(stand.plain);
    const core = (method: string, path: string, body: unknown) =>
      stand.plain.call({ method, path, body, headers: { 'x-access-token': token } });
    await core('POST', '/v3/users', definitionOf('ada@acme.example'));
    await core('PUT', '/v3/users/ada@acme.example/idps/local?emailPassword=true', { idpUserId: 'ada@acme.example' });
    await core('PUT', '/workspaces/ws1/users/ada@acme.example', { permissions: { workspaceAdmin: true } });
    await core('PUT', '/workspaces/ws1/applications/manage/users/ada@acme.example', { role: 'MANAGEUSER' });
    const apikey = await stand.apiKey();
    await stand.plain.call({
      method: 'POST',
      path: `${manage}/mxapigroup/1?lean=1`,
      headers: { apikey, 'x-method-override': 'PATCH', patchtype: 'MERGE' },
      body: { groupuser: [{ userid: 'ada@acme.example' }] },
    });
    expect(await stand.state()).toEqual({
      users: {
        'ada@acme.example': {
          record: definitionOf('ada@acme.example'),
          identityProviders: ['local'],
          workspaces: { ws1: { workspaceAdmin: true } },
          roles: { manage: 'MANAGEUSER' },
          groups: ['MAXADMIN'],
          invitations: 1,
        },
      },
      apiKeys: 1,
    });
  });

  it('holds a user whose id is a name of the language', async () => {
    await reset();
    const token = await logIn(stand.plain);
    const headers = { 'x-access-token': token };
    const created = await stand.plain.call({
      method: 'POST',
      path: '/v3/users',
      headers,
      body: definitionOf('__proto__'),
    });
    const state = await stand.plain.call({ path: '/__simulator/state' });
    expect(created.status).toBe(201);
    expect(state.text).toContain('"__proto__":{"record"');
  });
});

describe('GET /__simulator/requests', () => {
  it('lists the requests in their order, and whether they changed something', async () => {
    await reset();
    const token = await logIn(stand.plain);
    const headers = { 'x-access-token': token };
    await stand.plain.call({ method: 'POST', path: '/v3/users', headers, body: definitionOf('ada@acme.example') });
    await stand.plain.call({ method: 'POST', path: '/v3/users', headers, body: definitionOf('ada@acme.example') });
    await stand.plain.call({ path: '/v3/users/ada%40acme.example', headers });
    await stand.plain.call({ path: '/broken?a=1' });
    const requests = await stand.requests();
    expect(requests.map(({ at: _at, ...rest }) => rest)).toEqual([
      {
        n: 1,
        method: 'POST',
        path: '/logininitial',
        query: { verify: 'False' },
        user: null,
        status: 200,
        effect: false,
        fault: null,
      },
      {
        n: 2,
        method: 'POST',
        path: '/v3/users',
        query: {},
        user: 'ada@acme.example',
        status: 201,
        effect: true,
        fault: null,
      },
      {
        n: 3,
        method: 'POST',
        path: '/v3/users',
        query: {},
        user: 'ada@acme.example',
        status: 409,
        effect: false,
        fault: null,
      },
      {
        n: 4,
        method: 'GET',
        path: '/v3/users/ada%40acme.example',
        query: {},
        user: 'ada@acme.example',
        status: 200,
        effect: false,
        fault: null,
      },
      {
        n: 5,
        method: 'GET',
        path: '/broken',
        query: { a: '1' },
        user: null,
        status: 418,
        effect: false,
        fault: 'status',
      },
    ]);
    expect(requests.every(({ at }) => !Number.isNaN(Date.parse(at)))).toBe(true);
  });

  it('shows what came after a request', async () => {
    await reset();
    for (const path of ['/a', '/b', '/c']) await stand.plain.call({ path });
    const got = await stand.plain.call({ path: '/__simulator/requests?after=2' });
    expect(read<{ path: string }[]>(got).map(({ path }) => path)).toEqual(['/c']);
    expect((await stand.plain.call({ path: '/__simulator/requests?after=b' })).status).toBe(400);
  });

  it('shows no secret, wherever a caller put one', async () => {
    await reset();
    const token = await logIn(stand.plain);
    const apikey = await stand.apiKey();
    const linked = await stand.plain.call({
      method: 'POST',
      path: '/v3/users',
      headers: { 'x-access-token': token },
      body: definitionOf('ada'),
    });
    expect(linked.status).toBe(201);
    const link = await stand.plain.call({
      method: 'PUT',
      path: '/v3/users/ada/idps/local',
      headers: { 'x-access-token': token },
      body: { idpUserId: 'ada' },
    });
    const userToken = read<{ token: string }>(link).token;
    for (const secret of [token, apikey, userToken, encodeURIComponent(password)]) {
      await stand.plain.call({ path: `/v3/users/${secret}?a=${secret}&${secret}=1&apikey=short` });
    }
    const { text } = await stand.plain.call({ path: '/__simulator/requests' });
    for (const secret of [token, apikey, userToken, password, encodeURIComponent(password), 'short']) {
      expect(secret.length).toBeGreaterThan(4);
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('[secret]');
  });
});

describe('POST /__simulator/faults', () => {
  it('replaces the list, and an empty list lifts all', async () => {
    await stand.faults([{ path: '/odd', do: { status: 503 } }]);
    expect((await stand.plain.call({ path: '/odd' })).status).toBe(503);
    expect((await stand.plain.call({ path: '/broken' })).status).toBe(404);
    await stand.faults([]);
    expect((await stand.plain.call({ path: '/odd' })).status).toBe(404);
  });

  it('says what is wrong with a list, and keeps the old one', async () => {
    await stand.faults([{ path: '/odd', do: { status: 503 } }]);
    const got = await stand.faults([{ path: '/odd', do: { dealy: '5s' } }]);
    expect(got.status).toBe(400);
    expect(read<{ details: string[] }>(got).details.join()).toContain('0.do: must be one of {status');
    expect((await stand.plain.call({ path: '/odd' })).status).toBe(503);
  });

  it('refuses what is no JSON', async () => {
    const got = await stand.plain.call({ method: 'POST', path: '/__simulator/faults', text: '[{' });
    expect(got.status).toBe(400);
  });
});

describe('POST /__simulator/reset', () => {
  it('goes back to how it was at the start: users, keys, tokens, faults and the log', async () => {
    await reset();
    const token = await logIn(stand.plain);
    await stand.plain.call({
      method: 'POST',
      path: '/v3/users',
      headers: { 'x-access-token': token },
      body: definitionOf('ada'),
    });
    await stand.apiKey();
    await stand.faults([]);
    await reset();
    expect(await stand.requests()).toEqual([]);
    expect(await stand.state()).toEqual({ users: {}, apiKeys: 0 });
    expect((await stand.plain.call({ path: '/v3/users/ada', headers: { 'x-access-token': token } })).status).toBe(401);
    expect((await stand.plain.call({ path: '/broken' })).status).toBe(418);
  });
});

describe('the calls of the simulator itself', () => {
  it('meet no fault and are not logged', async () => {
    await reset();
    await stand.faults([{ do: { status: 503 } }]);
    expect((await stand.plain.call({ path: '/__simulator/state' })).status).toBe(200);
    expect(await stand.requests()).toEqual([]);
  });
});

describe('the calls of the simulator itself, from another machine', () => {
  it.each(['/__simulator/state', '/__simulator/requests'])('are refused: %s', async (url) => {
    const app = fastify();
    const superuser = { username: 'superuser', password };
    const place = {
      instance: 'inst1',
      workspace: 'ws1',
      masVersion: '9.0',
      apps: [],
      ...({ readyDelayMs: 0, pageSize: 3, idCharacters: 'any', idCase: 'sent' } as const),
      syncDelayMs: 0,
      seed: 1,
    };
    const system = createMasSystem({ ...place, superuser, now: () => 0 }, 0);
    addControls(app, { system, faults: createFaultBook([]), log: createRequestLog(password), initialFaults: [] });
    const answers = [];
    for (const remoteAddress of ['10.0.0.7', '::ffff:10.0.0.7', '127.0.0.1', '::ffff:127.0.0.1', '::1']) {
      answers.push((await app.inject({ url, remoteAddress })).statusCode);
    }
    await app.close();
    expect(answers).toEqual([403, 403, 200, 200, 200]);
  });
});
