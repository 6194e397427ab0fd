import { depart, look } from '../departing';
import { joining, leaving, personNamed, type Rig, signal, startRig, teamPath, type Worker } from './rig';

let rig: Rig;
let worker: Worker;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(async () => {
  await rig.control.reset();
  worker = rig.worker();
  await worker.write(joining('ada'), joining('bob'));
});
afterAll(() => rig.close());

const ada = personNamed('ada');
const secondary = { kind: 'secondary' } as const;
const toDelete = { ...secondary, how: 'delete' } as const;
const members = async (team = 'acme') => (await worker.api.teams.require(team)).users.map(({ userId }) => userId);
const people = async () => (await worker.api.users.list()).map(({ userId }) => userId);
const lastRequest = async () => (await rig.control.requests()).at(-1)?.n ?? 0;

describe('offboarding', () => {
  it('asks the team’s writer for the leave, and disables nobody', async () => {
    const disabling = await worker.target.offboarding?.prepare('disable', signal);
    expect(disabling?.plans.secondary).toMatchObject({
      groups: [],
      places: [{ place: 'acme', writtenBy: 'team-writer' }],
      account: 'keep',
    });
    expect((await worker.target.offboarding?.prepare('delete', signal))?.plans.primary.account).toBe('delete');
  });

  it('takes the person out of the team; the other members and the directory stay', async () => {
    expect((await depart(rig.worker().target, ada, secondary)).changed).toEqual(['leave']);
    expect(await members()).toEqual(['bob']);
    expect(await people()).toContain('ada');
  });

  it('deletes the person when that is asked for, and nobody else', async () => {
    const before = await people();
    expect((await depart(rig.worker().target, ada, toDelete)).changed).toEqual(['leave', 'deprovision']);
    expect(await people()).toEqual(before.filter((id) => id !== 'ada'));
  });

  it.each([secondary, toDelete])('twice is once (%j)', async (how) => {
    await depart(rig.worker().target, ada, how);
    const last = await lastRequest();
    expect(await depart(rig.worker().target, ada, how)).toEqual({ changed: [], differs: [] });
    expect(await rig.control.effects(last)).toEqual([]);
  });

  it('a plan writes nothing', async () => {
    const last = await lastRequest();
    expect(await look(rig.worker().target, ada, toDelete)).toEqual([
      { done: true },
      { done: true },
      { done: false, missing: ['acme'] },
      { done: false, missing: ['user'] },
    ]);
    expect(await rig.control.effects(last)).toEqual([]);
  });

  it('does not delete a person who is in another team, too', async () => {
    await rig.worker({ team: 'zeta' }).target.writeTeam?.({ team: 'zeta', changes: [joining('ada')] }, signal);
    const gone = depart(rig.worker().target, ada, toDelete);
    await expect(gone).rejects.toMatchObject({
      code: 'IDMGMT_USER_IN_OTHER_TEAMS',
      message: expect.stringMatching('zeta'),
    });
    expect(await people()).toContain('ada');
    expect(await members('zeta')).toEqual(['ada']);
  });

  it('takes "Count: 0" for done', async () => {
    const { offboarding } = worker.target;
    await offboarding?.prepare('delete', signal);
    await rig.worker().api.users.remove('ada');
    const want = { account: 'delete', given: {} } as const;
    const task = { person: ada, want, signal, attempt: 1, present: [], reportLease: () => undefined };
    await expect(offboarding?.verbs.deprovision.apply(task, ['user'])).resolves.toBeUndefined();
  });

  it.each([
    ['before', 'PUT', secondary],
    ['after', 'PUT', secondary],
    ['before', 'DELETE', toDelete],
    ['after', 'DELETE', toDelete],
  ] as const)('leaves one effect when an answer is lost %s the write (%s)', async (reset, method, how) => {
    const last = await lastRequest();
    await rig.control.faults([{ method, times: 1, do: { reset } }]);
    const { target } = rig.worker();
    await expect(depart(target, ada, how)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await depart(target, ada, { ...how, attempt: 2 });
    const effects = (await rig.control.effects(last)).map((request) => request.method);
    expect(effects).toEqual(how === toDelete ? ['PUT', 'DELETE'] : ['PUT']);
    expect(await members()).toEqual(['bob']);
  });
});

describe('a person who is not in the directory any more', () => {
  it('is taken out of the team by the e-mail address that the team has, and nobody else is', async () => {
    const odd = { ...leaving('ada'), person: { ...ada, id: 'somebody', email: 'ADA@acme.example' } };
    await rig.control.faults([{ method: 'GET', path: '/idmgmt/identity/api/v1/users', do: { status: 200, body: [] } }]);
    expect(await rig.worker().write(odd)).toEqual([{ id: 'ada', changed: true }]);
    expect(await members()).toEqual(['bob']);
  });

  it('has left a team that does not exist, which is not made for that', async () => {
    const { target, api } = rig.worker();
    const changes = [leaving('ada'), leaving('nobody')];
    expect(await target.writeTeam?.({ team: 'zeta', changes }, signal)).toEqual([
      { id: 'ada', changed: false },
      { id: 'nobody', changed: false },
    ]);
    expect(await api.teams.list()).not.toContain('zeta');
  });
});

describe('what somebody else changed since', () => {
  it('is a role in the team that was not given', async () => {
    await worker.write(joining('ada', 'Editor'));
    expect((await look(rig.worker().target, ada, secondary))[0]).toEqual({
      done: true,
      differs: ['role Editor in acme'],
    });
    const last = await lastRequest();
    await look(rig.worker().target, ada, secondary);
    expect((await rig.control.requests(last)).some(({ path, method }) => path === teamPath && method === 'PUT')).toBe(
      false,
    );
  });

  it('is nothing for whoever has the given role, has left, or was never there', async () => {
    for (const name of ['ada', 'cyd', 'nobody']) {
      expect((await look(rig.worker().target, personNamed(name), secondary))[0]).toEqual({ done: true });
    }
  });
});
