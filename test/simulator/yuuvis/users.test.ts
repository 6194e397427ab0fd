import type { Simulator } from '../../../simulator/start';
import { type Caller, createCaller, type Got } from '../caller';
import { startTestSimulator } from '../../system/simulator';

let simulator: Simulator;
let caller: Caller;
let token: string;
beforeAll(async () => {
  simulator = await startTestSimulator({ system: 'yuuvis', password: 'secret word' });
  caller = await createCaller(simulator);
  token = await logIn();
});
beforeEach(async () => {
  await caller.call({ method: 'POST', path: '/__simulator/reset' });
  token = await logIn();
});
afterAll(async () => {
  caller.close();
  await simulator.close();
});

const users = '/tenant-management/api/system/tenants/acme/users';
const realm = '/realms/yuuvis/protocol/openid-connect/token';
const ada = { username: 'ADA', email: 'ada@acme.example', roles: ['YUUVIS_DEFAULT'], groups: ['hr'] };

async function askToken(form: Readonly<Record<string, string>>): Promise<Got> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return caller.call({ method: 'POST', path: realm, headers, text: new URLSearchParams(form).toString() });
}

async function logIn(): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: 'tenant-onboarding', client_secret: 'secret word' };
  return String(Object((await askToken(form)).json()).access_token);
}

function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Got> {
  const headers = { authorization: `Bearer ${token}` };
  return caller.call({ method, path, headers, ...(body === undefined ? {} : { body }) });
}

async function made(body: object): Promise<string> {
  return String(Object((await call('POST', users, body)).json()).id);
}

describe('a token', () => {
  it.each([
    [{ grant_type: 'client_credentials', client_id: 'tenant-onboarding', client_secret: 'wrong' }, 401],
    [{ grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'secret word' }, 401],
    [{ grant_type: 'password', client_id: 'tenant-onboarding', username: 'superuser', password: 'wrong' }, 401],
    [{ grant_type: 'password', client_id: 'tenant-onboarding', username: 'superuser', password: 'secret word' }, 200],
    [{ grant_type: 'implicit', client_id: 'tenant-onboarding' }, 400],
  ])('is asked for with %j: %i', async (form, status) => {
    expect((await askToken(form)).status).toBe(status);
  });

  it('is wanted by every call', async () => {
    expect((await caller.call({ path: users })).status).toBe(401);
    expect((await caller.call({ path: '/tenant-management/api/idm/me' })).status).toBe(401);
  });

  it('lets its account into its own section only, and into tenants that are there', async () => {
    expect((await call('GET', '/tenant-management/api/admin/users')).status).toBe(403);
    expect((await call('GET', users.replace('acme', 'elsewhere'))).status).toBe(404);
    expect((await call('GET', users)).status).toBe(200);
  });
});

describe('a user', () => {
  it('is stored under a name in lower case, has the roles of its groups, and is invited once', async () => {
    const got = await call('POST', users, ada);
    expect(got.status).toBe(201);
    expect(got.json()).toMatchObject({
      username: 'ada',
      enabled: true,
      roles: ['YUUVIS_DEFAULT', 'HR_MANAGER'],
      groups: ['hr'],
    });
    const state = await caller.call({ path: '/__simulator/state' });
    expect(state.json()).toMatchObject({ users: { ada: { invitations: 1, ownRoles: ['YUUVIS_DEFAULT'] } } });
  });

  it.each([
    ['the same name in other letters', { username: 'ada', email: 'other@acme.example' }],
    ['the same address in other letters', { username: 'other', email: 'Ada@acme.example' }],
  ])('is refused with 409 for %s', async (_, body) => {
    await made(ada);
    expect((await call('POST', users, body)).status).toBe(409);
  });

  it.each([
    ['no name', {}],
    ['an unknown role', { username: 'x', roles: ['NO_SUCH_ROLE'] }],
    ['an unknown group', { username: 'x', groups: ['__proto__'] }],
    ['an unknown property', { username: 'x', nickname: 'x' }],
    ['an address that is none', { username: 'x', email: 'x' }],
  ])('is refused with 400 for %s', async (_, body) => {
    expect((await call('POST', users, body)).status).toBe(400);
  });

  it.each([
    ['username', { username: 'ab' }, 'error-invalid-length'],
    ['username', { username: "o'hara" }, 'error-username-invalid-character'],
    ['username', { username: '名前名前' }, 'error-username-invalid-character'],
    ['firstName', { username: 'ada', firstName: '<Ada>' }, 'error-person-name-invalid-character'],
    ['lastName', { username: 'ada', lastName: 'x'.repeat(256) }, 'error-invalid-length'],
  ])('is refused by the profile for its %s: %j', async (field, body, errorMessage) => {
    const got = await call('POST', users, body);
    expect([got.status, got.json()]).toMatchObject([400, { field, errorMessage }]);
  });

  it('is not taken from a body that is not said to be JSON', async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' };
    const sent = { method: 'POST', path: users, headers, text: JSON.stringify(ada) };
    expect((await caller.call(sent)).status).toBe(415);
  });

  it('leaves every group at a PUT without groups, and keeps what else is absent', async () => {
    const id = await made(ada);
    expect((await call('PUT', `${users}/${id}`, { firstName: 'Ada' })).json()).toMatchObject({
      ...{ username: 'ada', email: 'ada@acme.example', firstName: 'Ada', roles: ['YUUVIS_DEFAULT'] },
    });
    expect(Object((await call('GET', `${users}/${id}`)).json())).not.toHaveProperty('groups');
  });

  it('is not renamed to a name that is taken', async () => {
    await made(ada);
    const id = await made({ username: 'bob' });
    expect((await call('PUT', `${users}/${id}`, { username: 'Ada' })).status).toBe(409);
  });

  it('is gone after a DELETE, and its name free', async () => {
    const id = await made(ada);
    expect((await call('DELETE', `${users}/${id}`)).status).toBe(204);
    expect((await call('DELETE', `${users}/${id}`)).status).toBe(404);
    expect((await call('POST', users, ada)).status).toBe(201);
  });
});
