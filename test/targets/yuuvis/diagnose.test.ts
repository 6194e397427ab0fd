import { never, type Rig, startRig } from './rig';

let rig: Rig;
let own: Rig;
beforeAll(async () => {
  rig = await startRig({ seedUsers: 3 });
  own = await startRig({ section: 'admin', seedUsers: 2 });
});
afterAll(async () => {
  await rig.close();
  await own.close();
});

it('of the section system finds all well', async () => {
  const found = await rig.worker().target.diagnose(never);
  expect(found.map(({ check, status }) => [check, status])).toEqual([
    ['Keycloak', 'ok'],
    ['Tenant Management API', 'ok'],
    ['log-in', 'ok'],
    ['right to administer users', 'ok'],
    ['tenant', 'ok'],
  ]);
  expect(found.at(-1)?.detail).toBe('acme is there, with 3 users');
});

it('of the section admin counts the users and looks for the roles', async () => {
  const ref = { roles: { secondary: ['NO_SUCH_ROLE'] } };
  const found = await own.worker({ ref }).target.diagnose(never);
  expect(found.at(-2)).toMatchObject({ status: 'ok', detail: "the account's own, with 2 users" });
  expect(found.at(-1)).toMatchObject({ status: 'warning', detail: 'not there: NO_SUCH_ROLE' });
});

it('names the role that the account lacks', async () => {
  const found = await rig.worker({ settings: { section: 'admin' } }).target.diagnose(never);
  expect(found.find(({ check }) => check === 'right to administer users')).toMatchObject({
    status: 'failed',
    detail: 'the account of the worker needs the role YUUVIS_TENANT_ADMIN',
  });
});

it('says what is wrong without stopping: a Keycloak that is not there', async () => {
  const found = await rig.worker({ settings: { keycloak: 'https://127.0.0.1:1' } }).target.diagnose(never);
  expect(found.map(({ status }) => status)).toEqual(['failed', 'ok', 'failed', 'failed', 'failed']);
  expect(found[0]?.remedy).toMatch(/^Check that the target is up and reachable from the worker\. /);
});

it('writes nothing', async () => {
  await rig.worker().target.diagnose(never);
  expect(await rig.control.effects()).toEqual([]);
});
