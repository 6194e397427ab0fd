import type { Simulator } from '../../../simulator/start';
import { type Caller, createCaller, type Got } from '../caller';
import { startTestSimulator } from '../../system/simulator';

const api = '/idmgmt/identity/api/v1';
const viewer = { id: 'crn:v1:icp:private:iam::::role:Viewer' };
const password = 'correct horse';
let simulator: Simulator;
let caller: Caller;
let token: string;

const logIn = (form: Record<string, string>) =>
  caller.call({
    method: 'POST',
    path: '/idprovider/v1/auth/identitytoken',
    text: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

beforeAll(async () => {
  const directory = ['ada', 'bob'].map((userId) => ({ userId, email: `${userId}@acme.example`, known: true }));
  simulator = await startTestSimulator({ system: 'idmgmt', directory, password });
  caller = await createCaller(simulator);
});
beforeEach(async () => {
  await caller.call({ method: 'POST', path: '/__simulator/reset' });
  const got = await logIn({ grant_type: 'password', scope: 'openid', username: 'superuser', password });
  token = Object(got.json()).access_token;
});
afterAll(async () => {
  caller.close();
  await simulator.close();
});

function call(method: string, path: string, body?: object): Promise<Got> {
  const headers = { authorization: `Bearer ${token}` };
  return caller.call({ method, path: `${api}${path}`, headers, ...(body === undefined ? {} : { body }) });
}

const member = (userId: string) => ({ userId, userBaseDN: `uid=${userId}`, roles: [viewer] });
const acme = { teamId: 'acme', name: 'acme', users: [], usergroups: [], serviceids: [] };

describe('the simulated identity management', () => {
  it('gives a token for a form with the right password, and wants it for every call', async () => {
    const wrong = await logIn({ grant_type: 'password', scope: 'openid', username: 'superuser', password: 'wrong' });
    expect(wrong).toMatchObject({ status: 401, text: expect.stringMatching(/^Error/) });
    expect((await logIn({ grant_type: 'magic' })).status).toBe(400);
    expect((await caller.call({ path: `${api}/users` })).status).toBe(401);
    expect((await call('GET', '/users')).json()).toMatchObject([{ userId: 'superuser' }, { userId: 'ada' }, {}]);
  });

  it('tells role and resources to the logged-in user alone, as JSON', async () => {
    expect((await call('GET', '/users/superuser/getHighestRole')).text).toBe('"ClusterAdministrator"');
    expect((await call('GET', '/users/superuser/getTeamResources')).json()).toMatchObject([{ serviceName: 'k8' }, {}]);
    expect((await call('GET', '/users/ada/getHighestRole')).status).toBe(403);
    expect((await call('GET', '/users/ada/getTeamResources')).status).toBe(403);
  });

  it('has errors in words with status 200', async () => {
    expect((await call('GET', '/users/ADA/getAccounts')).json()).toMatchObject({ url: '/identity/api/v1/users/ada' });
    const missing = await call('GET', '/users/nobody/getAccounts');
    expect(missing).toMatchObject({ status: 200, text: expect.stringMatching(/^Error/) });
  });

  it('replaces all of a team: what a PUT leaves out is gone', async () => {
    expect((await call('POST', '/teams', acme)).json()).toMatchObject({ teamId: 'acme', type: 'Custom' });
    expect((await call('POST', '/teams', acme)).status).toBe(409);
    await call('PUT', '/teams/acme', { ...acme, users: [member('ada'), member('bob')], usergroups: [{ name: 'g' }] });
    await call('PUT', '/teams/acme', { teamId: 'acme', name: 'acme', users: [member('bob')] });
    const team = (await call('GET', '/teams/acme')).json();
    expect(team).toMatchObject({ users: [{ userId: 'bob' }], usergroups: [], type: 'Custom' });
  });

  it('refuses members who are not in the directory, roles that do not exist, and System teams', async () => {
    await call('POST', '/teams', acme);
    expect((await call('PUT', '/teams/acme', { ...acme, users: [member('nobody')] })).status).toBe(400);
    const king = { ...member('ada'), roles: [{ id: 'crn:v1:icp:private:iam::::role:King' }] };
    expect((await call('PUT', '/teams/acme', { ...acme, users: [king] })).status).toBe(400);
    const system = { teamId: 'platform-operators', name: 'x', users: [] };
    expect((await call('PUT', '/teams/platform-operators', system)).status).toBe(403);
    expect((await call('GET', '/teams/nowhere')).status).toBe(404);
  });

  it('counts whom it deletes, who leaves every team', async () => {
    await call('POST', '/teams', acme);
    await call('PUT', '/teams/acme', { ...acme, users: [member('ada')] });
    expect((await call('DELETE', '/users/ada')).text).toBe('"Count: 1"');
    expect((await call('DELETE', '/users/ada')).text).toBe('"Count: 0"');
    expect((await call('GET', '/teams/acme')).json()).toMatchObject({ users: [] });
  });

  it('lists whom the cluster knows, and takes others of the directory into teams', async () => {
    await caller.call({
      method: 'POST',
      path: '/__simulator/people',
      body: [{ userId: 'new', email: 'n@acme.example' }],
    });
    expect((await call('GET', '/users')).text).not.toContain('"new"');
    await call('POST', '/teams', acme);
    expect((await call('PUT', '/teams/acme', { ...acme, users: [member('new')] })).status).toBe(200);
    const twoRoles = { ...member('ada'), roles: [viewer, { id: viewer.id.replace('Viewer', 'Editor') }] };
    expect((await call('PUT', '/teams/acme', { ...acme, users: [twoRoles] })).status).toBe(400);
  });

  it('wants to be told what a body is', async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' };
    const sent = { method: 'POST', path: `${api}/teams`, headers, text: JSON.stringify(acme) };
    expect((await caller.call(sent)).status).toBe(415);
  });

  it('takes people into its directory, and shows who has which role', async () => {
    const cyd = [{ userId: 'cyd', email: 'cyd@acme.example' }];
    expect((await caller.call({ method: 'POST', path: '/__simulator/people', body: cyd })).status).toBe(200);
    expect((await caller.call({ method: 'POST', path: '/__simulator/people', body: [{}] })).status).toBe(400);
    await call('POST', '/teams', acme);
    await call('PUT', '/teams/acme', { ...acme, users: [member('cyd')] });
    const state = (await caller.call({ path: '/__simulator/state' })).json();
    expect(state).toMatchObject({ users: { cyd: { teams: { acme: [viewer.id] } }, ada: { teams: {} } } });
  });
});
