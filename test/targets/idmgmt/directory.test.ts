import { createDirectory } from '../../../src/targets/idmgmt/calls/directory';
import { entry, joinTask, manualClock, personNamed, type Rig, signal, startRig } from './rig';

let rig: Rig;

afterEach(() => rig.close());

const listings = async () => (await rig.control.requests()).filter(({ path }) => path.endsWith('/v1/users')).length;

async function find(rigged: Rig, person: { id: string; email: string }) {
  return await rigged.worker().api.directory.find(person, signal);
}

describe('the directory', () => {
  it('finds by user id, else by e-mail address, without regard to case', async () => {
    rig = await startRig();
    expect(await find(rig, { id: 'ADA', email: 'other@acme.example' })).toMatchObject({ userId: 'ada' });
    expect(await find(rig, { id: 'BOB@acme.example', email: 'BOB@acme.example' })).toMatchObject({ userId: 'bob' });
  });

  it('prefers the user id to the e-mail address', async () => {
    rig = await startRig({ directory: [entry('ada'), { userId: 'bob', email: 'ada', known: true }] });
    expect(await find(rig, { id: 'bob', email: 'ada@acme.example' })).toMatchObject({ userId: 'bob' });
  });

  it('names the directories that were searched for somebody who is in none, and nothing of the person', async () => {
    rig = await startRig({ directory: [{ ...entry('ada'), directoryId: 'ldap-1' }] });
    const failure = find(rig, personNamed('nobody'));
    await expect(failure).rejects.toMatchObject({ code: 'IDMGMT_USER_NOT_FOUND' });
    await expect(failure).rejects.toThrow(/ldap-1/);
    await expect(failure).rejects.not.toThrow(/nobody/);
  });

  it('takes nobody when an e-mail address is that of several', async () => {
    rig = await startRig({ directory: [entry('ada'), { userId: 'ada2', email: 'ADA@acme.example', known: true }] });
    const failure = find(rig, { id: 'x', email: 'ada@acme.example' });
    await expect(failure).rejects.toMatchObject({ code: 'IDMGMT_USER_AMBIGUOUS' });
  });

  it('is listed once for a run of many, and anew for the next run', async () => {
    rig = await startRig();
    const clock = manualClock();
    const { target } = rig.worker({ clock });
    await target.prepare(signal);
    await Promise.all(['ada', 'bob', 'cyd'].map((name) => target.verbs.join.check(joinTask(name))));
    expect(await listings()).toBe(1);
    clock.move(60_000);
    await target.prepare(signal);
    expect(await listings()).toBe(2);
  });

  it('is listed once more for many who are missing, and again when it is old', async () => {
    const clock = manualClock();
    let asked = 0;
    const users = {
      list: async () => {
        asked += 1;
        return asked < 3 ? [entry('ada')] : [entry('ada'), entry('bob')];
      },
    };
    rig = await startRig();
    const directory = createDirectory(users, clock);
    await directory.refresh();
    clock.move(5_000);
    const missing = await Promise.allSettled(['bob', 'cyd', 'dan'].map((name) => directory.find(personNamed(name))));
    expect(missing.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(asked).toBe(2);
    clock.move(5_000);
    expect(await directory.find(personNamed('bob'))).toMatchObject({ userId: 'bob' });
    clock.move(600_000);
    await directory.find(personNamed('ada'));
    expect(asked).toBe(4);
  });

  it.each(['Error: the directory is away', '{"error":"x"}', '[{"name":"ada"}]'])(
    'takes %s with status 200 for an error, never for an empty list',
    async (body) => {
      rig = await startRig();
      await rig.control.faults([{ path: '/idmgmt/identity/api/v1/users', do: { status: 200, body } }]);
      await expect(find(rig, personNamed('ada'))).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
    },
  );
});
