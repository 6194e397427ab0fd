import { onboard } from '../../conformance/onboarding';
import { ada, type Rig, startRig } from './rig';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await onboard(rig.worker(), ada, 'primary');
});
afterEach(() => rig.control.faults([]));
afterAll(() => rig.close());

const { signal } = new AbortController();
const statuses = async (ref: object, settings?: object) =>
  (await rig.worker(ref, settings).diagnose(signal)).map(({ check, status }) => [check, status]);

it('finds all well, and writes nothing', async () => {
  const writes = await rig.control.effects();
  expect(await statuses({ roles: { primary: ['viewer'] } })).toEqual([
    ['Keycloak', 'ok'],
    ['log-in', 'ok'],
    ['realm', 'ok'],
    ['right to administer users', 'ok'],
    ['what users get', 'ok'],
  ]);
  expect(await rig.control.effects()).toEqual(writes);
});

it('looks at address and account alone when no realm is named', async () => {
  const found = await rig.worker({ realm: undefined }).diagnose(signal);
  expect(found.map(({ check }) => check)).toEqual(['Keycloak', 'log-in', 'realm']);
  expect(found.at(-1)?.detail).toBe('not looked at: name one with --realm or a tenant file');
});

it.each([
  [{ realm: 'elsewhere' }, 'realm', 'get realm: Keycloak answered 404'],
  [{ groups: { primary: ['/none'] } }, 'what users get', 'the realm has no group /none'],
])('of %j says what is wrong', async (ref, check, detail) => {
  const found = await rig.worker(ref).diagnose(signal);
  expect(found.find((one) => one.check === check)).toMatchObject({ status: 'failed', detail });
});

it('names the role that the account lacks', async () => {
  const body = [{ id: 'x', username: 'x', enabled: true, access: { view: true, manage: false } }];
  await rig.control.faults([{ path: '/admin/realms/acme/users', do: { status: 200, body } }]);
  const found = await rig.worker().diagnose(signal);
  expect(found.find(({ check }) => check === 'right to administer users')).toMatchObject({
    ...{ status: 'failed', detail: 'the account of the worker needs the role manage-users of realm-management' },
  });
});

it.each([
  [{ client: { id: 'tenant-onboarding', secret: { env: 'NO_SUCH_VARIABLE' } } }, 'TARGET_MISCONFIGURED'],
  [{ realm: 'elsewhere', client: { id: 'tenant-onboarding', secret: { env: 'PATH' } } }, 'KEYCLOAK_REALM_NOT_FOUND'],
  [{ client: { id: 'tenant-onboarding', secret: { env: 'PATH' } } }, 'CREDENTIALS_REJECTED'],
])('an account %j is %s', async (account, code) => {
  await expect(rig.worker({}, { account }).prepare(signal)).rejects.toMatchObject({ code });
});
