import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecretOpener } from '../../../src/worker/secrets';
import { createYuuvisApi } from '../../../src/targets/yuuvis/connection';
import { YuuvisSettings } from '../../../src/targets/yuuvis/settings';
import { ada, never, type Rig, startRig } from './rig';

let rig: Rig;
let folder: string;
beforeAll(async () => {
  rig = await startRig({ tokenSeconds: 100, password: 'the right one' });
  folder = mkdtempSync(join(tmpdir(), 'yuuvis-session-'));
});
beforeEach(() => rig.reset());
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): { file: string } {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { file: path };
}

async function logIns(): Promise<number> {
  return (await rig.control.requests()).filter(({ path }) => path.endsWith('/token')).length;
}

describe('the log-in', () => {
  it('is shared by all who wait for it', async () => {
    const worker = rig.worker();
    await Promise.all(Array.from({ length: 20 }, () => worker.target.prepare(never)));
    expect(await logIns()).toBe(1);
  });

  it('also works with user name and password', async () => {
    const user = { username: file('name', 'superuser'), password: file('password', 'the right one') };
    const change = { client: { id: 'tenant-onboarding' }, user };
    expect(await rig.worker({ settings: change }).onboard(ada)).toEqual(['create']);
  });

  it('is renewed before the token ends', async () => {
    const worker = rig.worker();
    await worker.target.prepare(never);
    await rig.clock.pause(79_000);
    await worker.create(ada);
    expect(await logIns()).toBe(1);
    await rig.clock.pause(2_000);
    await worker.confirm(ada);
    expect(await logIns()).toBe(2);
  });

  it('is renewed once on a 401, and the call sent again', async () => {
    const worker = rig.worker();
    await worker.target.prepare(never);
    await rig.control.faults([{ method: 'POST', path: '/tenant-management', times: 1, do: { expireToken: true } }]);
    expect(await worker.onboard(ada)).toEqual(['create']);
    expect(await logIns()).toBe(2);
  });

  it('that a second 401 follows is CREDENTIALS_REJECTED', async () => {
    await rig.control.faults([{ method: 'POST', path: '/tenant-management', do: { status: 401 } }]);
    await expect(rig.worker().create(ada)).rejects.toMatchObject({
      code: 'CREDENTIALS_REJECTED',
      message: 'create user: yuuvis answered 401, also with a new log-in',
    });
    expect(await logIns()).toBe(2);
  });

  it.each([
    ['a wrong secret', { client: { id: 'tenant-onboarding', secret: 'wrong' } }, '401 (invalid_client)'],
    ['an unknown client', { client: { id: 'nobody', secret: 'the right one' } }, '401 (invalid_client)'],
    ['a wrong password', { client: { id: 'tenant-onboarding' }, password: 'wrong' }, '401 (invalid_grant)'],
  ])('with %s is CREDENTIALS_REJECTED, asked once for all', async (_, { client, ...rest }, said) => {
    const password = 'password' in rest ? rest.password : undefined;
    const secret = 'secret' in client ? { secret: file('secret', client.secret) } : {};
    const user =
      password === undefined ? {} : { user: { username: file('name', 'superuser'), password: file('pw', password) } };
    const worker = rig.worker({ settings: { client: { id: client.id, ...secret }, ...user } });
    const all = await Promise.allSettled([1, 2, 3].map(() => worker.target.prepare(never)));
    await expect(worker.target.prepare(never)).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    for (const one of all) {
      expect(one).toMatchObject({ status: 'rejected', reason: { message: `log in: Keycloak answered ${said}` } });
    }
    expect(await logIns()).toBe(1);
  });

  it('in a realm that is not there names what to correct', async () => {
    const worker = rig.worker({ settings: { realm: 'elsewhere' } });
    await expect(worker.target.prepare(never)).rejects.toMatchObject({ code: 'YUUVIS_REALM_NOT_FOUND' });
  });
});

describe('an answer', () => {
  it.each([
    [403, 'TARGET_FORBIDDEN'],
    [400, 'TARGET_REJECTED'],
    [408, 'TARGET_BUSY'],
    [425, 'TARGET_BUSY'],
    [429, 'TARGET_BUSY'],
    [500, 'TARGET_UNAVAILABLE'],
    [501, 'TARGET_REJECTED'],
    [503, 'TARGET_UNAVAILABLE'],
    [302, 'TARGET_REJECTED'],
  ])('%i to the POST is %s', async (status, code) => {
    await rig.control.faults([{ method: 'POST', path: '/tenant-management', do: { status } }]);
    await expect(rig.worker().create(ada)).rejects.toMatchObject({ code });
    expect(await rig.control.effects()).toEqual([]);
  });

  it('429 with Retry-After is not tried again sooner, by anybody', async () => {
    const headers = { 'retry-after': '7' };
    await rig.control.faults([{ method: 'POST', path: '/tenant-management', times: 1, do: { status: 429, headers } }]);
    const worker = rig.worker();
    await expect(worker.create(ada)).rejects.toMatchObject({ code: 'TARGET_BUSY', retryAfterMs: 7_000 });
    await expect(worker.create(ada)).rejects.toMatchObject({ code: 'TARGET_BUSY' });
  });

  it.each(['Error: no such thing', {}, [{}], [{ id: 'x' }]])(
    'that is no list, %j, is never an empty one',
    async (body) => {
      await rig.control.faults([{ method: 'GET', path: '/tenant-management', do: { status: 200, body } }]);
      await expect(rig.worker().target.prepare(never)).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
    },
  );

  it('403 names the role that lacks', async () => {
    const worker = rig.worker({ settings: { section: 'admin' } });
    await expect(worker.target.prepare(never)).rejects.toMatchObject({
      code: 'TARGET_FORBIDDEN',
      message:
        'list users: yuuvis answered 403 (access_denied): the account of the worker needs the role YUUVIS_TENANT_ADMIN',
    });
  });

  it('that there is no such tenant says so', async () => {
    const worker = rig.worker({ ref: { tenant: 'elsewhere' } });
    await expect(worker.target.prepare(never)).rejects.toMatchObject({ code: 'YUUVIS_TENANT_NOT_FOUND' });
  });
});

it('holds no name, address or secret in an error', async () => {
  const body = { error: `${ada.email} exists`, message: ada.email };
  await rig.control.faults([{ method: 'POST', path: '/tenant-management', do: { status: 400, body } }]);
  const failure: unknown = await rig
    .worker()
    .create(ada)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: 'create user: yuuvis answered 400 (… exists)' });
});

describe('the single calls', () => {
  let own: Rig;
  beforeAll(async () => {
    own = await startRig({ section: 'admin' });
  });
  afterAll(() => own.close());

  it('of the own tenant: me, count, colleagues, users by role, roles', async () => {
    const api = createYuuvisApi({ settings: YuuvisSettings.parse(own.settings), openSecret: createSecretOpener() });
    await own.worker().onboard(ada, 'primary');
    expect((await api.own.me()).roles).toContain('YUUVIS_TENANT_ADMIN');
    expect(await api.own.count()).toBe(1);
    const [listed] = await api.own.users();
    expect(listed).toMatchObject({ username: ada.id });
    expect(await api.own.user(listed?.id ?? '')).toEqual(listed);
    expect(await api.own.user('nobody')).toBeUndefined();
    expect(await api.own.usersByRole('YUUVIS_TENANT_ADMIN')).toEqual([listed]);
    expect(await api.own.usersByRole('HR_MANAGER')).toEqual([]);
    expect(await api.own.usersByRole('NO_SUCH_ROLE')).toEqual([]);
    expect(await api.own.roles()).toContain('YUUVIS_DEFAULT');
  });

  it('of the section admin onboard a user, whatever the tenant is called', async () => {
    expect(await own.worker({ ref: { tenant: 'other-name' } }).onboard(ada, 'primary')).toEqual([]);
  });

  it('delete a user, and one who is gone already', async () => {
    const users = createYuuvisApi({
      settings: YuuvisSettings.parse(own.settings),
      openSecret: createSecretOpener(),
    }).users('');
    const [user] = await users.list();
    await users.remove(user?.id ?? '');
    await users.remove(user?.id ?? '');
    expect(await users.list()).toEqual([]);
  });
});

it('reads the listing of a large tenant, though it is larger than other answers may be', async () => {
  const many = await startRig({ seedUsers: 30_000 });
  const users = await many.somebody.list();
  await expect(many.worker().target.prepare(never)).resolves.toMatchObject({ present: [] });
  await many.close();
  expect(JSON.stringify(users).length).toBeGreaterThan(5 * 1_048_576);
});
