import { definitionOf } from '../people';
import { certificateFolder, openStand, password, read, type Stand } from '../stand';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let stand: Stand;
beforeAll(async () => {
  folder = await certificateFolder();
});
beforeEach(async () => {
  stand = await openStand({ certDir: folder.dir, seedUsers: 2 });
});
afterEach(() => stand.close());
afterAll(() => folder.remove());

const create = (id: string, changes = {}) =>
  stand.core({ method: 'POST', path: '/v3/users', body: definitionOf(id, changes) });
const fetchUser = (id: string) => stand.core({ path: `/v3/users/${encodeURIComponent(id)}` });
const change = (method: string, id: string, body: unknown) =>
  stand.core({ method, path: `/v3/users/${encodeURIComponent(id)}`, body });

describe('log-in', () => {
  const logIn = (body: unknown, query = '') =>
    stand.plain.call({ method: 'POST', path: `/logininitial${query}`, body });

  it.each(['?verify=False', '?verify=false', ''])('gives a token (%s)', async (query) => {
    const got = await logIn({ username: 'superuser', password }, query);
    expect(got.status).toBe(200);
    expect(read<{ token: string }>(got).token).toMatch(/^sim-/);
  });

  it('refuses a wrong password and a wrong user name', async () => {
    expect((await logIn({ username: 'superuser', password: 'wrong' })).status).toBe(401);
    expect((await logIn({ username: 'someone', password })).status).toBe(401);
  });

  it('is refused with 415 when it does not say that it is JSON', async () => {
    const sent = { method: 'POST', path: '/logininitial', headers: { 'content-type': 'text/plain' }, body: {} };
    expect((await stand.plain.call(sent)).status).toBe(415);
  });

  it.each([{}, { username: 'superuser' }, { username: 'superuser', password: 1 }])(
    'refuses the body %j',
    async (body) => {
      expect((await logIn(body)).status).toBe(400);
    },
  );
});

describe('create user', () => {
  it('answers 201 with the user, who is then found', async () => {
    const got = await create('ada@acme.example');
    expect(got.status).toBe(201);
    const shown = { ...definitionOf('ada@acme.example'), identities: {}, workspaces: {}, applications: {} };
    expect(got.json()).toEqual(shown);
    expect((await fetchUser('ada@acme.example')).json()).toEqual(shown);
  });

  it('answers 409 AIUCO1005E when the id is taken, and leaves the user as it is', async () => {
    await create('ada');
    const got = await create('ada', { displayName: 'Somebody Else' });
    expect(got.status).toBe(409);
    expect(got.json()).toEqual({ exception: { message: 'AIUCO1005E' } });
    expect((await fetchUser('ada')).json()).toHaveProperty('displayName', 'Ada Lovelace');
  });

  it('answers 409 AIUCO1005E when the address is a secondary one of another user, and makes no user', async () => {
    const got = await create('ada', { emails: [{ value: 'Alias.1@seed.example', type: 'Work', primary: true }] });
    expect(got.status).toBe(409);
    expect(got.json()).toEqual({ exception: { message: 'AIUCO1005E' } });
    expect((await fetchUser('ada')).status).toBe(404);
  });

  it.each([
    ['an unknown field', { nickname: 'a' }],
    ['a missing field', { issuer: undefined }],
    ['a wrong type', { displayName: 7 }],
    ['an empty id', { id: '' }],
    ['an id of 101 characters', { id: 'x'.repeat(101) }],
    ['a display name of 83 characters', { displayName: 'x'.repeat(83) }],
    ['a given name of 31 characters', { givenName: 'x'.repeat(31) }],
    ['a family name of 51 characters', { familyName: 'x'.repeat(51) }],
    ['an address that is none', { emails: [{ value: 'ada', type: 'Work', primary: true }] }],
    ['no primary address', { emails: [] }],
    ['an unknown entitlement', { entitlement: { application: 'GOLD', admin: 'NONE', alwaysReserveLicense: true } }],
    [
      'an unknown permission',
      { permissions: { systemAdmin: false, userAdmin: false, apikeyAdmin: false, root: true } },
    ],
  ])('refuses %s with 400, and makes no user', async (_what, changes) => {
    const got = await create('ada', changes);
    expect(got.status).toBe(400);
    expect(got.json()).toHaveProperty('exception.message', expect.stringContaining('not valid'));
    expect(Object.keys((await stand.state()).users)).toHaveLength(2);
  });

  it('refuses a body that is no JSON', async () => {
    expect((await stand.core({ method: 'POST', path: '/v3/users', text: '{"id":' })).status).toBe(400);
  });

  it.each([
    'a/b',
    'boss#2',
    'a?b',
    '100%',
    'a%2Fb',
    'a+b@acme.example',
    'a b',
    `o'"\\`,
    'ä€',
    '__proto__',
    'x'.repeat(100),
  ])('takes the id %p, and finds it by its encoded form', async (id) => {
    expect((await create(id)).status).toBe(201);
    expect((await fetchUser(id)).json()).toHaveProperty('id', id);
  });

  it('finds a user whose @ and + are not encoded in the path', async () => {
    await create('a+b@acme.example');
    expect((await stand.core({ path: '/v3/users/a+b@acme.example' })).json()).toHaveProperty('id', 'a+b@acme.example');
  });
});

describe('update user', () => {
  it('replaces the definition', async () => {
    await create('ada');
    const got = await change('PUT', 'ada', definitionOf('ada', { familyName: 'King' }));
    expect(got.status).toBe(200);
    expect((await fetchUser('ada')).json()).toHaveProperty('familyName', 'King');
  });

  it('takes back what was read', async () => {
    await create('ada');
    const user = read<object>(await fetchUser('ada'));
    expect((await change('PUT', 'ada', { ...user, givenName: 'Augusta' })).status).toBe(200);
    expect((await stand.state()).users['ada']?.record).toEqual(definitionOf('ada', { givenName: 'Augusta' }));
  });

  it('refuses another id, an unknown field, a taken address and an unknown user', async () => {
    await create('ada');
    expect((await change('PUT', 'ada', definitionOf('bob'))).status).toBe(400);
    expect((await change('PUT', 'ada', definitionOf('ada', { nickname: 'a' }))).status).toBe(400);
    const taken = definitionOf('ada', { emails: [{ value: 'alias.2@seed.example', type: 'Work', primary: true }] });
    expect((await change('PUT', 'ada', taken)).status).toBe(409);
    expect((await change('PUT', 'bob', definitionOf('bob'))).status).toBe(404);
  });
});

describe('update display name', () => {
  it('changes nothing else', async () => {
    await create('ada');
    expect((await change('PATCH', 'ada', { displayName: 'A. L.' })).status).toBe(200);
    expect((await stand.state()).users['ada']?.record).toEqual(definitionOf('ada', { displayName: 'A. L.' }));
  });

  it('refuses an empty name, other fields and an unknown user', async () => {
    await create('ada');
    expect((await change('PATCH', 'ada', { displayName: '' })).status).toBe(400);
    expect((await change('PATCH', 'ada', { displayName: 'A', givenName: 'A' })).status).toBe(400);
    expect((await change('PATCH', 'bob', { displayName: 'A' })).status).toBe(404);
  });
});

describe('get user', () => {
  it('answers 404 for an unknown one', async () => {
    expect((await fetchUser('ada')).status).toBe(404);
  });
});

describe('link to the local identity provider', () => {
  const link = (query: string, body: unknown = { idpUserId: 'ada' }, id = 'ada') =>
    stand.core({ method: 'PUT', path: `/v3/users/${id}/idps/local${query}`, body });

  it.each(['?emailPassword=true', '?emailPassword=True'])('links and invites (%s)', async (query) => {
    await create('ada');
    expect((await link(query)).status).toBe(200);
    expect((await fetchUser('ada')).json()).toHaveProperty('identities._local.idpUserId', 'ada');
    expect((await stand.state()).users['ada']).toMatchObject({ identityProviders: ['local'], invitations: 1 });
  });

  it.each(['', '?emailPassword=false'])('links without an invitation (%s)', async (query) => {
    await create('ada');
    expect((await link(query)).status).toBe(200);
    expect((await stand.state()).users['ada']).toMatchObject({ identityProviders: ['local'], invitations: 0 });
  });

  it('answers with a generated user token, which nothing else shows', async () => {
    await create('ada');
    const { token } = read<{ token: string }>(await link('?emailPassword=true'));
    expect(token).toMatch(/^sim-/);
    expect((await fetchUser('ada')).text).not.toContain(token);
    expect(JSON.stringify(await stand.state())).not.toContain(token);
  });

  it('invites again when it is called again', async () => {
    await create('ada');
    await link('?emailPassword=true');
    await link('?emailPassword=true');
    expect((await stand.state()).users['ada']?.invitations).toBe(2);
  });

  it('refuses a body that is not right, an unknown user and another provider', async () => {
    await create('ada');
    expect((await link('', {})).status).toBe(400);
    expect((await link('', { idpUserId: '' })).status).toBe(400);
    expect((await link('', { idpUserId: 'ada', token: 'x' })).status).toBe(400);
    expect((await link('', { idpUserId: 'bob' }, 'bob')).status).toBe(404);
    const other = await stand.core({ method: 'PUT', path: '/v3/users/ada/idps/ldap', body: { idpUserId: 'ada' } });
    expect(other.status).toBe(404);
  });
});
