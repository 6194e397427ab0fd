import { makeCertificates } from '../../../simulator/server/certificate-authority';
import { type Caller, clientIdentity, createCaller, type Sent } from '../caller';
import { definitionOf } from '../people';
import { certificateFolder, logIn, manage, openStand, type Stand } from '../stand';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let stand: Stand;
let stranger: Caller;
beforeAll(async () => {
  folder = await certificateFolder();
  stand = await openStand({ certDir: folder.dir });
  const { client } = await makeCertificates(['localhost']);
  stranger = await createCaller(stand.simulator, { identity: client });
});
afterAll(async () => {
  stranger.close();
  await stand.close();
  await folder.remove();
});

const where = (clause: string) => `oslc.where=${encodeURIComponent(clause)}`;

describe('the core API', () => {
  const sent: readonly Sent[] = [
    { method: 'POST', path: '/v3/users', body: definitionOf('ada') },
    { method: 'GET', path: '/v3/users/ada' },
    { method: 'PUT', path: '/v3/users/ada', body: definitionOf('ada') },
    { method: 'PATCH', path: '/v3/users/ada', body: { displayName: 'A' } },
    { method: 'PUT', path: '/v3/users/ada/idps/local', body: { idpUserId: 'ada' } },
    { method: 'GET', path: '/v3/users/ada/workspaces' },
    { method: 'PUT', path: '/workspaces/ws1/users/ada', body: { permissions: { workspaceAdmin: true } } },
    { method: 'GET', path: '/workspaces/ws1/applications' },
    { method: 'GET', path: '/workspaces/ws1/applications/iot' },
    { method: 'GET', path: '/workspaces/ws1/applications/iot/users/ada' },
    { method: 'PUT', path: '/workspaces/ws1/applications/iot/users/ada', body: { role: 'USER' } },
  ];

  it.each(sent)(
    'refuses $method $path without a token, with a wrong one, and with a certificate only',
    async (call) => {
      const answers = [
        await stand.plain.call(call),
        await stand.plain.call({ ...call, headers: { 'x-access-token': 'wrong' } }),
        await stand.certified.call(call),
      ];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
      expect(answers[0]?.json()).toHaveProperty('exception.message');
      expect((await stand.state()).users).toEqual({});
    },
  );

  it('accepts every token that was given out', async () => {
    const tokens = [await logIn(stand.plain), await logIn(stand.plain)];
    expect(tokens[0]).not.toBe(tokens[1]);
    for (const token of tokens) {
      const headers = { 'x-access-token': token };
      expect((await stand.plain.call({ path: '/workspaces/ws1/applications', headers })).status).toBe(200);
    }
  });
});

describe('Manage', () => {
  const keys = `${manage}/mxapiapikey?${where('userid="MAXADMIN"')}`;
  const oneGroup = `${manage}/mxapigroup?${where('groupname="MAXADMIN"')}`;
  const allGroups = `${manage}/mxapigroup?oslc.select=groupname`;
  const membership = `${manage}/mxapigroup/1/groupuser?${where('userid="ada"')}`;
  const body = { groupuser: [{ userid: 'ada' }] };
  const add = { method: 'POST', path: `${manage}/mxapigroup/1`, body };

  it.each([keys, oneGroup, allGroups, membership])(
    'refuses %s to callers without anything, and to strangers',
    async (path) => {
      const answers = [await stand.plain.call({ path }), await stranger.call({ path })];
      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
      expect(answers[0]?.json()).toMatchObject({ Error: { statusCode: '401' } });
      expect(answers[1]?.text).toContain('not accepted');
    },
  );

  it.each([
    ['POST', `${manage}/mxapiapikey`, { expiration: -1, userid: 'MXINTADM' }],
    ['DELETE', `${manage}/mxapiapikey/_x`, undefined],
  ])('refuses %s %s without a certificate, also with an API key', async (method, path, sent) => {
    const headers = { apikey: await stand.apiKey() };
    expect((await stand.plain.call({ method, path, body: sent, headers })).status).toBe(401);
    expect((await stranger.call({ method, path, body: sent, headers })).status).toBe(401);
  });

  it('reads keys and all groups with the certificate, not with an API key', async () => {
    const headers = { apikey: await stand.apiKey() };
    for (const path of [keys, allGroups]) {
      expect((await stand.certified.call({ path })).status).toBe(200);
      expect((await stand.plain.call({ path, headers })).status).toBe(401);
    }
  });

  it('reads one group with an API key or the certificate', async () => {
    const headers = { apikey: await stand.apiKey() };
    for (const path of [oneGroup, membership]) {
      expect((await stand.plain.call({ path, headers })).status).toBe(200);
      expect((await stand.certified.call({ path })).status).toBe(200);
      expect((await stand.certified.call({ path, headers: { apikey: 'wrong' } })).status).toBe(401);
    }
  });

  it('adds to a group with an API key only', async () => {
    expect((await stand.certified.call(add)).status).toBe(401);
    expect((await stand.plain.call({ ...add, headers: { apikey: 'wrong' } })).status).toBe(401);
    // Let in: what it refuses now is the request.
    expect((await stand.plain.call({ ...add, headers: { apikey: await stand.apiKey() } })).status).toBe(400);
  });

  it('knows on a resumed TLS session whether the caller has a certificate', async () => {
    const identity = await clientIdentity(stand.simulator);
    const without = await createCaller(stand.simulator, { keepAlive: false });
    const within = await createCaller(stand.simulator, { keepAlive: false, identity });
    for (const [caller, status] of [
      [without, 401],
      [within, 200],
    ] as const) {
      const answers = [await caller.call({ path: keys }), await caller.call({ path: keys })];
      caller.close();
      expect(answers.map(({ resumed }) => resumed)).toEqual([false, true]);
      expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    }
  });
});
