import { joinTask, manualClock, type Rig, signal, startRig, type Worker } from './rig';

const logIn = '/idprovider/v1/auth/identitytoken';
let rig: Rig;
let worker: Worker;

beforeEach(async () => {
  rig = await startRig();
  worker = rig.worker();
});
afterEach(() => rig.close());

const logIns = async () => (await rig.control.requests()).filter(({ path }) => path === logIn).length;
const createTask = (name: string) => ({ ...joinTask(name), want: {} });

describe('the plan', () => {
  it('is a membership of the team, written by its writer, with the role of the kind', async () => {
    const { plans, present } = await worker.target.prepare(signal);
    expect(plans.primary.memberships).toEqual([{ place: 'acme', role: 'Administrator', writtenBy: 'team-writer' }]);
    expect(plans.secondary.memberships).toEqual([{ place: 'acme', role: 'Viewer', writtenBy: 'team-writer' }]);
    expect(present).toEqual([]);
    expect(await rig.control.effects()).toEqual([]);
  });

  it('takes the roles of the tenant file, and refuses one that does not exist', async () => {
    const own = rig.worker({ roles: { secondary: 'Operator' } });
    expect((await own.target.prepare(signal)).plans.secondary.memberships).toMatchObject([{ role: 'Operator' }]);
    const wrong = rig.worker({ roles: { primary: 'King' } });
    await expect(wrong.target.prepare(signal)).rejects.toMatchObject({ code: 'IDMGMT_ROLE_UNKNOWN' });
  });
});

describe('the verbs', () => {
  it('find whoever is listed, and leave the others to the team', async () => {
    const { create } = worker.target.verbs;
    expect(await create.check(createTask('ada'))).toEqual({ done: true });
    expect(await create.check(createTask('nobody'))).toEqual({ done: true });
  });

  it('refuse whoever is not listed, by option, and can create nobody', async () => {
    const { create } = rig.worker({ unlisted: 'fail' }).target.verbs;
    await expect(create.check(createTask('nobody'))).rejects.toMatchObject({ code: 'IDMGMT_USER_NOT_FOUND' });
    await expect(create.apply(createTask('nobody'), ['user'])).rejects.toMatchObject({ code: 'IDMGMT_USER_NOT_FOUND' });
  });

  it('join once: what is missing is written, and then done', async () => {
    const { join } = worker.target.verbs;
    const task = joinTask('ada');
    expect(await join.check(task)).toEqual({ done: false, missing: ['acme'] });
    await join.apply(task, ['acme']);
    expect(await join.check(task)).toEqual({ done: true });
  });

  it('join whoever has another role, in whose place the wanted one comes', async () => {
    const { join } = worker.target.verbs;
    await join.apply(joinTask('ada'), ['acme']);
    const want = [{ place: 'acme', role: 'Editor' }];
    expect(await join.check(joinTask('ada', { want }))).toEqual({
      done: false,
      missing: ['acme: Editor in place of Viewer'],
    });
  });

  it('share one read of the team in a plan, which writes nothing', async () => {
    const { join } = worker.target.verbs;
    const checks = ['ada', 'bob', 'cyd'].map((name) => join.check(joinTask(name, { readOnly: true })));
    expect((await Promise.all(checks)).map(({ done }) => done)).toEqual([false, false, false]);
    const reads = (await rig.control.requests()).filter(({ path }) => path.endsWith('/teams/acme'));
    expect(reads).toHaveLength(1);
    expect(await rig.control.effects()).toEqual([]);
  });
});

describe('the session', () => {
  it('logs in once for all', async () => {
    await Promise.all(['ada', 'bob'].map((name) => worker.target.verbs.create.check(createTask(name))));
    await worker.target.prepare(signal);
    expect(await logIns()).toBe(1);
  });

  it('logs in once more after a 401, and gives up after a second', async () => {
    await worker.api.teams.list();
    await rig.control.faults([{ path: '/idmgmt', times: 1, do: { expireToken: true } }]);
    await worker.api.teams.list();
    expect(await logIns()).toBe(2);
    await rig.control.faults([{ path: '/idmgmt', do: { status: 401 } }]);
    await expect(worker.api.teams.list()).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    expect(await logIns()).toBe(3);
  });

  it('renews the token before it ends', async () => {
    const clock = manualClock();
    const { api } = rig.worker({ clock });
    await api.teams.list();
    clock.move(43_200_000 - 20_000);
    await api.teams.list();
    expect(await logIns()).toBe(2);
  });

  it('is refused with a wrong user name', async () => {
    const { api } = rig.worker({ username: 'somebody' });
    await expect(api.teams.list()).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
  });

  it('takes an error in words for a token that was not given', async () => {
    await rig.control.faults([{ path: logIn, do: { status: 200, body: 'Error: not now' } }]);
    await expect(worker.api.teams.list()).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
  });
});

describe('the single calls', () => {
  it('read a user', async () => {
    expect(await worker.api.users.account('ada')).toMatchObject({
      userId: 'ada',
      url: '/identity/api/v1/users/ada',
    });
    await expect(worker.api.users.account('nobody')).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
  });

  it('tell highest role and resources of the account itself, and nothing of anybody else', async () => {
    expect(await worker.api.users.highestRole('superuser')).toBe('ClusterAdministrator');
    expect(await worker.api.users.teamResources('superuser')).toMatchObject([{ namespaceId: 'default' }, {}]);
    expect(await worker.api.users.highestRole('ada')).toBeUndefined();
    expect(await worker.api.users.teamResources('ada')).toBeUndefined();
  });

  it('take an error in words for no role', async () => {
    await rig.control.faults([{ path: '/idmgmt', do: { status: 200, body: '"Error: x"' } }]);
    await expect(worker.api.users.highestRole('superuser')).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
  });

  it('delete a user once', async () => {
    expect(await worker.api.users.remove('ada')).toBe(true);
    expect(await worker.api.users.remove('ada')).toBe(false);
  });

  it('list teams, and make one twice without harm', async () => {
    await worker.api.teams.create('acme');
    await worker.api.teams.create('acme');
    expect(await worker.api.teams.list()).toEqual(['platform-operators', 'acme']);
    expect(await worker.api.teams.get('nowhere')).toBeUndefined();
  });
});

describe('doctor', () => {
  it('shows the directory, and what the account itself may do', async () => {
    const found = await worker.target.diagnose(signal);
    expect(found.map(({ check, status }) => [check, status])).toEqual([
      ['identity management', 'ok'],
      ['log-in', 'ok'],
      ['directory', 'ok'],
      ['highest role', 'ok'],
      ['team resources', 'ok'],
      ['team acme', 'ok'],
    ]);
    expect(found.map(({ detail }) => detail).slice(2)).toEqual([
      '4 users',
      'ClusterAdministrator',
      '2: default, kube-public',
      'it does not exist: a run makes it',
    ]);
    expect(await rig.control.effects()).toEqual([]);
  });

  it('counts it as no failure when role and resources are not told', async () => {
    await rig.control.faults([{ path: '/getHighestRole$/', do: { status: 403 } }]);
    const found = await worker.target.diagnose(signal);
    expect(found.find(({ check }) => check === 'highest role')).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('only the logged-in user'),
    });
  });

  it('names what failed', async () => {
    await rig.control.faults([{ path: '/idmgmt/identity/api/v1/users', times: 1, do: { status: 503 } }]);
    const found = await worker.target.diagnose(signal);
    expect(found.find(({ check }) => check === 'directory')).toMatchObject({ status: 'failed' });
  });
});
