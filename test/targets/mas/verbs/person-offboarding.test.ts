import { createMasApi } from '../../../../src/targets/mas/parts/connection';
import { depart, look } from '../../departing';
import { ada, personNamed, type Rig, startRig } from '../rig';

const { signal } = new AbortController();
const other = personNamed('other');
let rig: Rig;

beforeAll(async () => {
  rig = await startRig({ masVersion: '9.1' });
});
beforeEach(() => rig.control.reset());
afterAll(() => rig.close());

const people = '/maximo/api/os/masperuser';
const usersNow = async () => (await rig.control.state()).users;
const writesAfter = async (n: number) =>
  (await rig.control.effects(n)).filter(({ path }) => path.startsWith(people)).map(({ method }) => method);
const lastRequest = async () => (await rig.control.requests()).at(-1)?.n ?? 0;

describe('offboarding from 9.1', () => {
  it('takes groups and reassignment away and deactivates the user, and leaves the others alone', async () => {
    await rig.worker().onboard(ada, 'primary');
    await rig.worker().onboard(other, 'primary');
    const before = (await usersNow())[other.id];
    expect(await depart(rig.worker().target, ada)).toEqual({ changed: ['ungroup', 'deprovision'], differs: [] });
    const { [ada.id]: user, [other.id]: after } = await usersNow();
    expect(user).toMatchObject({ groups: [], groupReassignment: [], record: { maxuser: { status: 'INACTIVE' } } });
    expect(after).toEqual(before);
    expect((await rig.control.state()).apiKeys).toBe(0);
  });

  it('deletes the person when that is asked for, and nobody else', async () => {
    await rig.worker().onboard(ada, 'secondary');
    await rig.worker().onboard(other, 'secondary');
    await depart(rig.worker().target, ada, { kind: 'secondary', how: 'delete' });
    expect(Object.keys(await usersNow())).toEqual([other.id]);
  });

  it.each(['disable', 'delete'] as const)('writes nothing the second time (%s)', async (how) => {
    await rig.worker().onboard(ada, 'primary');
    await depart(rig.worker().target, ada, { how });
    const last = await lastRequest();
    expect(await depart(rig.worker().target, ada, { how })).toEqual({ changed: [], differs: [] });
    expect(await writesAfter(last)).toEqual([]);
  });

  it('does not take a 404 for gone when Manage still shows the user', async () => {
    await rig.worker().onboard(ada, 'secondary');
    await rig.control.faults([{ method: 'DELETE', path: people, do: { status: 404 } }]);
    const gone = depart(rig.worker().target, ada, { kind: 'secondary', how: 'delete' });
    await expect(gone).rejects.toMatchObject({ code: 'MAS_DEPARTURE_IGNORED' });
  });

  it.each([
    ['before', 'disable'],
    ['after', 'disable'],
    ['before', 'delete'],
    ['after', 'delete'],
  ] as const)('leaves one effect when an answer is lost %s the write (%s)', async (reset, how) => {
    await rig.worker().onboard(ada, 'secondary');
    const last = await lastRequest();
    const method = how === 'delete' ? 'DELETE' : 'POST';
    await rig.control.faults([{ method, path: `${people}/`, times: 1, do: { reset } }]);
    const { target } = rig.worker();
    const leaving = { kind: 'secondary', how } as const;
    await expect(depart(target, ada, leaving)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await depart(target, ada, { ...leaving, attempt: 2 });
    expect(await writesAfter(last)).toEqual([method]);
    const user = (await usersNow())[ada.id];
    if (how === 'delete') expect(user).toBeUndefined();
    else expect(user?.record).toMatchObject({ maxuser: { status: 'INACTIVE' } });
  });
});

describe('what somebody else changed since, from 9.1', () => {
  it('is told: a right to reassign groups that was not given, and another e-mail address', async () => {
    await rig.worker().onboard(ada, 'secondary');
    const { people: calls } = createMasApi(rig.worker().deps)('ws1');
    const { resource } = await calls.require(ada.id, { signal });
    await calls.allowReassignment({ id: ada.id, resource }, ['MAXADMIN'], { signal });
    const { differs } = await depart(rig.worker().target, { ...ada, email: 'eve@acme.example' }, { kind: 'secondary' });
    expect(differs).toEqual(['email', 'reassignment of groups']);
  });

  it('is told: a security group that was not given', async () => {
    await rig.worker().onboard(ada, 'primary');
    expect((await depart(rig.worker().target, ada, { kind: 'secondary' })).differs).toEqual([
      'group USERMANAGEMENT',
      'reassignment of groups',
    ]);
  });

  it('cannot be looked at in a plan without an API key, and no key is made for it', async () => {
    await rig.worker().onboard(ada, 'secondary');
    const last = await lastRequest();
    await expect(look(rig.worker().target, ada)).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
    expect(await rig.control.effects(last)).toEqual([]);
  });
});
