import { depart, look } from '../departing';
import { ada, type Rig, startRig } from './rig';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.reset());
afterEach(() => rig.control.faults([]));
afterAll(() => rig.close());

const bob = { ...ada, id: 'bob@acme.example', email: 'bob@acme.example' };
const retired = `${ada.id}-disabled`;
const secondary = { kind: 'secondary' } as const;
const target = () => rig.worker().target;

describe('disabling', () => {
  it('renames and deactivates the user, who keeps groups and e-mail address, and nobody else is touched', async () => {
    await rig.somebodyCreates();
    await rig.worker().onboard(bob);
    const before = (await rig.state()).users[bob.id];
    expect((await depart(target(), ada, secondary)).changed).toEqual(['deprovision']);
    const { users } = await rig.state();
    expect(Object.keys(users).sort()).toEqual([retired, bob.id].sort());
    expect(users[retired]).toMatchObject({
      record: { enabled: false, email: ada.email },
      groups: ['hr', 'onlyoffice', 'quality'],
    });
    expect(users[bob.id]).toEqual(before);
  });

  it('costs one listing, two reads, one PUT and a look at what came of it', async () => {
    const id = await rig.somebodyCreates();
    await depart(target(), ada, secondary);
    const own = `GET /users/${id}`;
    expect(await rig.asked()).toEqual(['GET /users', own, own, `PUT /users/${id}`, own]);
  });

  it('is refused for good when the new name belongs to somebody, and nothing is written', async () => {
    await rig.worker().onboard(ada);
    await rig.worker().onboard({ ...bob, id: retired });
    const before = await rig.state();
    await expect(depart(target(), ada, secondary)).rejects.toMatchObject({ code: 'YUUVIS_DISABLED_NAME_TAKEN' });
    expect(await rig.state()).toEqual(before);
  });
});

describe('deleting', () => {
  it('deletes the user and nobody else', async () => {
    await rig.worker().onboard(ada);
    await rig.worker().onboard(bob);
    expect((await depart(target(), ada, { ...secondary, how: 'delete' })).changed).toEqual(['deprovision']);
    expect(Object.keys((await rig.state()).users)).toEqual([bob.id]);
  });

  it('is done for somebody whom somebody else deletes in between', async () => {
    const id = await rig.somebodyCreates();
    const worker = target();
    await worker.offboarding?.prepare('delete', new AbortController().signal);
    await rig.somebody.remove(id);
    expect((await depart(worker, ada, { ...secondary, how: 'delete' })).changed).toEqual([]);
  });
});

describe.each(['disable', 'delete'] as const)('either way (%s)', (how) => {
  const leaving = { ...secondary, how };

  it('twice is once', async () => {
    await rig.worker().onboard(ada);
    await depart(target(), ada, leaving);
    const last = (await rig.control.requests()).at(-1)?.n;
    expect(await depart(target(), ada, leaving)).toEqual({ changed: [], differs: [] });
    expect(await rig.control.effects(last)).toEqual([]);
  });

  it('a plan writes nothing', async () => {
    await rig.worker().onboard(ada);
    const before = await rig.state();
    expect((await look(target(), ada, leaving)).at(-1)).toMatchObject({ done: false });
    expect(await rig.state()).toEqual(before);
  });

  it.each(['before', 'after'] as const)('an answer lost %s the write leaves one effect', async (reset) => {
    await rig.worker().onboard(ada);
    const last = (await rig.control.requests()).at(-1)?.n;
    await rig.control.faults([{ method: how === 'delete' ? 'DELETE' : 'PUT', times: 1, do: { reset } }]);
    const worker = target();
    await expect(depart(worker, ada, leaving)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await depart(worker, ada, { ...leaving, attempt: 2 });
    expect(await rig.control.effects(last)).toHaveLength(1);
    expect(Object.keys((await rig.state()).users)).toEqual(how === 'delete' ? [] : [retired]);
  });
});

describe('what somebody else changed since', () => {
  const inspected = async (person = ada) => (await look(target(), person, secondary))[0];

  it('is nothing for a user as it was given, nor for one who is gone', async () => {
    expect(await inspected()).toEqual({ done: true });
    await rig.worker().onboard(ada);
    expect(await inspected()).toEqual({ done: true });
  });

  it('is told: more groups, and another e-mail address', async () => {
    await rig.somebodyCreates();
    expect(await inspected({ ...ada, email: 'eve@acme.example' })).toEqual({
      done: true,
      differs: ['email', 'group hr', 'group onlyoffice', 'group quality'],
    });
  });

  it('is told: more roles of a user who is in no group', async () => {
    await rig.somebodyCreates({ groups: [], roles: ['YUUVIS_DEFAULT', 'YUUVIS_TENANT_ADMIN'] });
    expect(await inspected()).toEqual({ done: true, differs: ['role YUUVIS_TENANT_ADMIN'] });
  });

  it('is nothing where groups that were given bring roles', async () => {
    const ref = { groups: { secondary: ['quality'] } };
    await rig.worker({ ref }).onboard(ada);
    expect((await look(rig.worker({ ref }).target, ada, secondary))[0]).toEqual({ done: true });
  });
});
