import type { Simulator } from '../../../simulator/start';
import { apiCases } from '../../keycloak/api-cases';
import type { Ask } from '../../keycloak/cases/case';
import { startTestSimulator } from '../../system/simulator';
import { type Caller, createCaller, type Got } from '../caller';

let simulator: Simulator;
let caller: Caller;
let token: string;
beforeAll(async () => {
  simulator = await startTestSimulator({ system: 'keycloak', password: 'secret word', seedUsers: 2 });
  caller = await createCaller(simulator);
  token = await logIn();
});
afterAll(async () => {
  caller.close();
  await simulator.close();
});

const realm = '/admin/realms/acme';
const service = { grant_type: 'client_credentials', client_id: 'tenant-onboarding', client_secret: 'secret word' };

async function askToken(form: Readonly<Record<string, string>>, of = 'master'): Promise<Got> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const path = `/realms/${of}/protocol/openid-connect/token`;
  return caller.call({ method: 'POST', path, headers, text: new URLSearchParams(form).toString() });
}

async function logIn(): Promise<string> {
  return String(Object((await askToken(service)).json()).access_token);
}

const ask: Ask = async (method, path, body) => {
  const headers = { authorization: `Bearer ${token}` };
  const got = await caller.call({ method, path: `${realm}${path}`, headers, ...(body === undefined ? {} : { body }) });
  return { status: got.status, body: got.text === '' ? undefined : got.json(), location: got.headers.location };
};

describe('answers as a real Keycloak does:', () => {
  it.each(apiCases)('$title', async ({ run, answer }) => {
    expect(await run(ask)).toEqual(answer);
  });
});

describe('is strict:', () => {
  it.each([
    [{ ...service, client_secret: 'wrong' }, 'master', 401],
    [{ ...service, client_id: 'nobody' }, 'master', 401],
    [{ ...service, grant_type: 'password', username: 'superuser', password: 'wrong' }, 'master', 401],
    [{ ...service, grant_type: 'password', username: 'superuser', password: 'secret word' }, 'master', 200],
    [{ ...service, grant_type: 'implicit' }, 'master', 400],
    [service, 'elsewhere', 404],
  ])('a token is asked for with %j in the realm %s: %i', async (form, of, status) => {
    expect((await askToken(form, of)).status).toBe(status);
  });

  it('every call wants a token, a realm that is there, JSON, and no field that nobody uses', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const statuses = [
      await caller.call({ path: realm }),
      await caller.call({ path: '/admin/realms/elsewhere', headers }),
      await caller.call({ path: `${realm}/users`, headers }),
      await caller.call({
        ...{ method: 'POST', path: `${realm}/users`, text: '{"username":"form"}' },
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      }),
      await caller.call({ method: 'POST', path: `${realm}/users`, headers, body: { username: 'known', groups: [] } }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([401, 404, 400, 415, 400]);
  });

  it('groups come ten at a time, unless more are asked for', async () => {
    const [{ id } = { id: '' }] = JSON.parse(
      JSON.stringify((await ask('GET', '/users?username=seed.1%40seed.example&exact=true')).body),
    );
    for (let n = 0; n < 12; n += 1) {
      const group = Object((await ask('GET', `/group-by-path/crowd/${n}`)).body).id;
      await ask('PUT', `/users/${id}/groups/${group}`);
    }
    const pages = ['', '?first=10', '?first=0&max=100'].map((query) => ask('GET', `/users/${id}/groups${query}`));
    expect((await Promise.all(pages)).map(({ body }) => Object(body).length)).toEqual([10, 2, 12]);
  });
});
