import { personNamed, type Rig, startRig } from '../rig';

let below: Rig;

beforeAll(async () => {
  below = await startRig({ apps: ['manage'] });
});
afterEach(() => below.control.faults([]));
afterAll(() => below.close());

const created = (body: unknown, times = 1) => ({ method: 'POST', path: '/v3/users', times, do: { status: 201, body } });

async function want() {
  const { plans } = await below.worker().target.prepare(AbortSignal.timeout(20_000));
  return plans.secondary.account;
}

describe('a 201 below 9.1', () => {
  test('that names another id, under which alone the user is found, is refused plainly, and nobody is invited', async () => {
    const person = personNamed('Ada-1');
    await below.control.faults([created({ id: 'ADA-1', username: 'ADA-1' })]);
    await expect(below.worker().onboard(person, 'secondary')).rejects.toMatchObject({
      code: 'MAS_USER_RENAMED',
      message: 'create user: MAS answered 201, and names another id',
    });
    const linked = (await below.control.requests()).filter(({ path }) => path.includes('/idps/'));
    expect(linked).toEqual([]);
  });

  test('is found out by the next run, too: it blames no other user', async () => {
    const taken = { status: 409, body: { exception: { message: 'AIUCO1005E' } } };
    await below.control.faults([
      { method: 'POST', path: '/v3/users', do: taken },
      { method: 'GET', path: '/v3/users/ADA-4', do: { status: 200, body: { id: 'ADA-4' } } },
    ]);
    await expect(below.worker().onboard(personNamed('Ada-4'), 'secondary')).rejects.toMatchObject({
      code: 'MAS_USER_RENAMED',
      message: expect.stringContaining('in another case'),
    });
  });

  test('that names another id is gone on with when the user is found by the id that was sent', async () => {
    const person = personNamed('Ada-2');
    const shown = { status: 200, body: { id: 'ada-2', displayName: 'Ada Lovelace' } };
    await below.control.faults([
      created({ id: 'ada-2' }),
      { method: 'GET', path: '/v3/users/Ada-2', skip: 1, times: 1, do: shown },
    ]);
    await expect(below.worker().step('create', { person, want: await want() })).resolves.toMatchObject({
      changed: true,
    });
  });

  test.each([
    ['says nothing', undefined],
    ['names no id', {}],
    ['names another user name, as MAS may keep it', { id: 'Ada-3', username: 'ada-3' }],
  ])('that %s is a creation', async (_what, body) => {
    const person = personNamed('Ada-3');
    const shown = { status: 200, body: { id: 'Ada-3' } };
    await below.control.faults([
      {
        method: 'POST',
        path: '/v3/users',
        times: 1,
        do: body === undefined ? { status: 201, body: '' } : { status: 201, body },
      },
      { method: 'GET', path: '/v3/users/Ada-3', skip: 1, times: 1, do: shown },
    ]);
    await expect(below.worker().step('create', { person, want: await want() })).resolves.toMatchObject({
      changed: true,
    });
  });
});

test('a Manage from 9.1 that keeps ids in upper case is found out at the first user, each time, and invites nobody', async () => {
  const upper = await startRig({ apps: ['manage'], masVersion: '9.1', idCase: 'upper' });
  for (const _run of [1, 2]) {
    await expect(upper.worker().onboard(personNamed('ada'), 'secondary')).rejects.toMatchObject({
      code: 'MAS_USER_RENAMED',
      message: expect.stringContaining('upper case'),
    });
  }
  const { users } = await upper.control.state();
  expect(users).toMatchObject({ ADA: { invitations: 0 } });
  await expect(upper.worker().onboard(personNamed('BOB'), 'secondary')).resolves.toMatchObject({
    changed: ['create', 'link'],
  });
  await upper.close();
});
