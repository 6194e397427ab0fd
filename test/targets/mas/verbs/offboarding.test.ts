import type { Person } from '../../../../src/domain/tenant/person';
import { createMasApi } from '../../../../src/targets/mas/parts/connection';
import { masPlans } from '../../../../src/targets/mas/verbs/plans';
import { readAccount, userDefinition } from '../../../../src/targets/mas/verbs/user-definition';
import { depart, look } from '../../departing';
import { ada, personNamed, type Rig, startRig } from '../rig';

const { signal } = new AbortController();
const other = personNamed('other');
let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.control.reset());
afterAll(() => rig.close());

const userOf = async ({ id }: Person) => (await rig.control.state()).users[id];
const api = () => createMasApi(rig.worker().deps)('ws1');
const writes = async (after: number) => {
  const effects = await rig.control.effects(after);
  return effects.filter(({ path }) => !path.includes('mxapiapikey')).map(({ method, path }) => `${method} ${path}`);
};
const lastRequest = async () => (await rig.control.requests()).at(-1)?.n ?? 0;

describe('offboarding below 9.1', () => {
  it('takes a user out of its groups, applications and workspace and deactivates it, and leaves the others alone', async () => {
    await rig.worker().onboard(ada, 'primary');
    await rig.worker().onboard(other, 'primary');
    const before = await userOf(other);
    const { changed, differs } = await depart(rig.worker().target, ada);
    expect({ changed, differs }).toEqual({ changed: ['ungroup', 'leave', 'deprovision'], differs: [] });
    const user = await userOf(ada);
    expect(user).toMatchObject({ groups: [], roles: {}, workspaces: {}, invitations: 1 });
    expect(user?.record).toMatchObject({ status: { active: false }, displayName: 'Ada Lovelace' });
    expect(await userOf(other)).toEqual(before);
    expect((await rig.control.state()).apiKeys).toBe(0);
  });

  it('deletes the user when that is asked for, and nobody else', async () => {
    await rig.worker().onboard(ada, 'secondary');
    await rig.worker().onboard(other, 'secondary');
    const before = await userOf(other);
    await depart(rig.worker().target, ada, { kind: 'secondary', how: 'delete' });
    expect((await rig.control.state()).users).toEqual({ [other.id]: before });
  });

  it.each(['disable', 'delete'] as const)('does nothing the second time (%s)', async (how) => {
    await rig.worker().onboard(ada, 'primary');
    await depart(rig.worker().target, ada, { how });
    const last = await lastRequest();
    expect(await depart(rig.worker().target, ada, { how })).toEqual({ changed: [], differs: [] });
    expect(await rig.control.effects(last)).toEqual([]);
  });

  it('does nothing for a user who was never there', async () => {
    expect(await depart(rig.worker().target, ada, { how: 'delete' })).toEqual({ changed: [], differs: [] });
    expect(await writes(0)).toEqual([]);
  });

  it('shows in a plan what would go, and writes nothing', async () => {
    await rig.worker().onboard(ada, 'primary');
    const last = await lastRequest();
    expect(await look(rig.worker().target, ada)).toEqual([
      { done: true },
      { done: false, missing: ['MAXADMIN'] },
      { done: false, missing: ['ws1/manage', 'ws1/facilities', 'ws1/iot', 'ws1'] },
      { done: false, missing: ['active user'] },
    ]);
    expect(await rig.control.effects(last)).toEqual([]);
  });

  it('leaves an API key alone that was there before', async () => {
    await api().keys.createOrGet(signal);
    await rig.worker().onboard(ada, 'primary');
    await depart(rig.worker().target, ada);
    expect((await rig.control.state()).apiKeys).toBe(1);
  });

  it('does not take a 404 for gone when the user is still shown', async () => {
    await rig.worker().onboard(ada, 'secondary');
    await rig.control.faults([{ method: 'DELETE', do: { status: 404 } }]);
    const gone = depart(rig.worker().target, ada, { kind: 'secondary', how: 'delete' });
    await expect(gone).rejects.toMatchObject({ code: 'MAS_DEPARTURE_IGNORED' });
  });

  it('finds a 404 done when somebody else was faster', async () => {
    await rig.worker().onboard(ada, 'secondary');
    const { offboarding } = rig.worker().target;
    const want = { account: 'delete', given: {} } as const;
    const task = { person: ada, want, signal, attempt: 1, present: [], reportLease: () => undefined };
    await depart(rig.worker().target, ada, { kind: 'secondary', how: 'delete' });
    const last = await lastRequest();
    await offboarding?.verbs.deprovision.apply(task, ['user']);
    const answers = (await rig.control.requests(last)).filter(({ method }) => method === 'DELETE');
    expect(answers.map(({ status }) => status)).toEqual([404]);
  });
});

describe('an answer that is lost', () => {
  const calls = [
    ['POST', '/maximo/api/os/mxapigroup/'],
    ['DELETE', '/workspaces/ws1/applications/facilities/users/'],
    ['DELETE', '/workspaces/ws1/users/'],
    ['PUT', '/v3/users/'],
    ['DELETE', '/v3/users/'],
  ] as const;

  it.each(
    calls.flatMap(([method, path]) => (['before', 'after'] as const).map((reset) => [reset, method, path] as const)),
  )('(%s the write took effect: %s %s) leaves one effect when it is tried again', async (reset, method, path) => {
    const how = method === 'DELETE' && path === '/v3/users/' ? 'delete' : 'disable';
    await rig.worker().onboard(ada, 'primary');
    const last = await lastRequest();
    await rig.control.faults([{ method, path, times: 1, do: { reset } }]);
    const { target } = rig.worker();
    await expect(depart(target, ada, { how })).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    expect((await depart(target, ada, { how, attempt: 2 })).differs).toEqual([]);
    const wrote = await writes(last);
    expect(new Set(wrote).size).toBe(wrote.length);
    const user = await userOf(ada);
    if (how === 'delete') expect(user).toBeUndefined();
    else expect(user).toMatchObject({ groups: [], roles: {}, workspaces: {}, record: { status: { active: false } } });
  });
});

describe('what somebody else changed since', () => {
  const { secondary } = masPlans('ws1', ['manage', 'facilities', 'iot']);
  const inspected = async () => (await look(rig.worker().target, ada, { kind: 'secondary' }))[0];

  beforeEach(async () => {
    await rig.worker().onboard(ada, 'secondary');
  });

  it('is nothing for a user as it was given', async () => {
    expect(await inspected()).toEqual({ done: true });
  });

  it('is told: permissions, entitlement, and another e-mail address', async () => {
    const { permissions, entitlement } = readAccount(secondary.account);
    const changed = {
      permissions: { ...permissions, userAdmin: true },
      entitlement: { ...entitlement, application: 'PREMIUM' as const },
    };
    await api().users.update({ ...userDefinition({ ...ada, email: 'eve@acme.example' }, changed), displayName: 'Ada' });
    expect(await inspected()).toEqual({
      done: true,
      differs: ['email', 'permissions.userAdmin', 'entitlement.application'],
    });
  });

  it('is told: a role, a standing, and MAXADMIN', async () => {
    const { applications, workspaces, groups } = api();
    await applications.setRole({ application: 'iot', id: ada.id, role: 'ADMIN' });
    await workspaces.add(ada.id, { workspace: 'ws1', workspaceAdmin: true });
    await groups.add('MAXADMIN', ada.id, { signal });
    expect(await inspected()).toEqual({
      done: true,
      differs: ['standing in workspace ws1', 'role in iot', 'group MAXADMIN'],
    });
  });

  it('is nothing when a way back that was broken off has taken things away', async () => {
    await rig.control.faults([{ method: 'PUT', path: '/v3/users/', do: { status: 400 } }]);
    await expect(depart(rig.worker().target, ada, { kind: 'secondary' })).rejects.toMatchObject({
      code: 'TARGET_REJECTED',
    });
    expect(await inspected()).toEqual({ done: true });
  });
});
