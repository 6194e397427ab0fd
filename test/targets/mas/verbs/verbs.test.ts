import type { Step, Wants } from '../../../../src/domain/run/plan';
import { masPlans } from '../../../../src/targets/mas/verbs/plans';
import { ada, createSkippingClock, personNamed, type Rig, startRig } from '../rig';

let rig: Rig;
const { primary } = masPlans('ws1', ['manage', 'facilities', 'iot']);

beforeAll(async () => {
  rig = await startRig();
});

afterEach(async () => {
  await rig.control.faults([]);
});

afterAll(() => rig.close());

let count = 0;
/** A user of a test's own. */
function somebody() {
  count += 1;
  return personNamed(`user-${count}@acme.example`);
}

describe('six verbs', () => {
  test('give a primary user what the contract says', async () => {
    const user = somebody();
    const { changed } = await rig.worker().onboard(user, 'primary');
    expect(changed).toEqual(['create', 'link', 'join', 'grant', 'grant', 'grant', 'group']);
    expect((await rig.control.state()).users[user.id]).toMatchObject({
      record: {
        id: user.id,
        status: { active: true },
        username: user.id,
        owner: 'local',
        emails: [{ value: user.email, type: 'Work', primary: true }],
        phoneNumbers: [],
        addresses: [],
        displayName: 'Ada Lovelace',
        issuer: 'local',
        permissions: { systemAdmin: false, userAdmin: true, apikeyAdmin: false },
        entitlement: { application: 'PREMIUM', admin: 'ADMIN_BASE', alwaysReserveLicense: true },
        givenName: 'Ada',
        familyName: 'Lovelace',
      },
      identityProviders: ['local'],
      workspaces: { ws1: { workspaceAdmin: true } },
      roles: { manage: 'MANAGEUSER', facilities: 'PREMIUM', iot: 'ADMIN' },
      groups: ['MAXADMIN'],
      invitations: 1,
    });
  });

  test('give a secondary user what the contract says', async () => {
    const user = somebody();
    await rig.worker().onboard(user, 'secondary');
    expect((await rig.control.state()).users[user.id]).toMatchObject({
      record: {
        permissions: { systemAdmin: false, userAdmin: false, apikeyAdmin: false },
        entitlement: { application: 'BASE', admin: 'NONE', alwaysReserveLicense: true },
      },
      identityProviders: ['local'],
      workspaces: { ws1: { workspaceAdmin: false } },
      roles: { manage: 'MANAGEUSER', facilities: 'BASE', iot: 'USER' },
      groups: [],
    });
  });

  test('the second time change nothing, and no request has an effect', async () => {
    const user = somebody();
    await rig.worker().onboard(user, 'primary');
    const last = (await rig.control.requests()).length;
    const again = await rig.worker().onboard(user, 'primary');
    expect(again).toEqual({ changed: [], leases: [] });
    expect(await rig.control.effects(last)).toEqual([]);
  });

  test.each([
    "o'hara",
    'a "quoted" one',
    'a/b',
    'a+b',
    'at@acme',
    '50%',
    'boss#2',
    'who?',
    'two words',
    'back\\slash',
    '__proto__',
  ])('work for the id %s', async (id) => {
    const user = personNamed(id);
    await rig.worker().onboard(user, 'primary');
    const shown = new Map(Object.entries((await rig.control.state()).users)).get(id);
    // A JSON object cannot hold the key `__proto__` through a copy: then the second run alone is the proof.
    if (id !== '__proto__') expect(shown).toMatchObject({ groups: ['MAXADMIN'], invitations: 1 });
    expect((await rig.worker().onboard(user, 'primary')).changed).toEqual([]);
  });

  test.each(['.', '..'])('refuse the id %s, which no path can hold', async (id) => {
    await expect(rig.worker().onboard(personNamed(id), 'primary')).rejects.toMatchObject({ code: 'TARGET_REJECTED' });
  });
});

describe('create', () => {
  const want = primary.account;

  test('leaves an existing user as it is, and names what differs', async () => {
    const user = somebody();
    await rig.worker().onboard(user, 'secondary');
    const found = await rig.worker().step('create', { person: { ...user, familyName: 'Byron' }, want });
    expect(found.changed).toBe(false);
    expect(found.differs).toEqual([
      'displayName',
      'familyName',
      'permissions.userAdmin',
      'entitlement.application',
      'entitlement.admin',
    ]);
    expect((await rig.control.state()).users[user.id]?.record).toMatchObject({ familyName: 'Lovelace' });
  });

  test('takes a user who was created in between, though reads lag behind', async () => {
    const person = somebody();
    const clock = createSkippingClock();
    await rig.worker().step('create', { person, want });
    await rig.control.faults([{ method: 'GET', path: '/v3/users/', times: 3, do: { status: 404 } }]);
    await rig.worker({ clock }).step('create', { person, want });
    expect(clock.pauses).toEqual([1_000, 2_000]);
  });

  test('is a conflict when MAS says duplicate and never shows the user', async () => {
    const conflict = { status: 409, body: { exception: { message: 'AIUCO1005E' } } };
    await rig.control.faults([{ method: 'POST', path: '/v3/users', do: conflict }]);
    const clock = createSkippingClock();
    await expect(rig.worker({ clock }).step('create', { person: somebody(), want })).rejects.toMatchObject({
      code: 'MAS_USER_CONFLICT',
      message: 'create user: MAS answered 409 (AIUCO1005E), yet no user has this id',
    });
    expect(clock.pauses).toEqual([1_000, 2_000, 4_000]);
  });

  test('is refused a plan that another release made', async () => {
    const odd = rig.worker().step('create', { person: somebody(), want: { permissions: 7 } });
    await expect(odd).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('a user who is not there', () => {
  test.each<[Step, string]>([
    ['link', 'link'],
    ['join', 'join'],
    ['await', 'await'],
  ])('is MAS_USER_NOT_FOUND for %s', async (step) => {
    const person = somebody();
    const wants: Pick<Wants, 'link' | 'join' | 'await'> = {
      link: ['local'],
      join: [{ place: 'ws1', role: 'admin' }],
      await: ['manage'],
    };
    const worker = rig.worker();
    const run = {
      link: () => worker.step('link', { person, want: wants.link }),
      join: () => worker.step('join', { person, want: wants.join }),
      await: () => worker.step('await', { person, want: wants.await }),
    };
    if (step !== 'link' && step !== 'join' && step !== 'await') throw new Error('not one of these');
    await expect(run[step]()).rejects.toMatchObject({ code: 'MAS_USER_NOT_FOUND' });
  });

  test('is MAS_USER_NOT_FOUND for grant, when MAS refuses to give the role', async () => {
    const want = { application: 'manage', role: 'MANAGEUSER' };
    const granting = rig.worker().step('grant', { person: somebody(), want });
    await expect(granting).rejects.toMatchObject({ code: 'MAS_USER_NOT_FOUND' });
  });
});

describe('grant', () => {
  const want = { application: 'iot', role: 'ADMIN' };

  test('leaves another role as it is', async () => {
    const person = somebody();
    await rig.worker().onboard(person, 'secondary');
    await expect(rig.worker().step('grant', { person, want })).resolves.toMatchObject({
      changed: false,
      differs: ['role'],
    });
    expect((await rig.control.state()).users[person.id]?.roles['iot']).toBe('USER');
  });

  test.each([{ id: 'iot', ready: true }, { id: 'iot', ready: true, available: false }, { id: 'iot' }])(
    'waits while the application is %j',
    async (state) => {
      const person = somebody();
      await rig.worker().step('create', { person, want: primary.account });
      const path = '/workspaces/ws1/applications/iot';
      await rig.control.faults([{ method: 'GET', path: `/${path}$/`, do: { status: 200, body: state } }]);
      await expect(rig.worker().step('grant', { person, want })).rejects.toMatchObject({
        code: 'MAS_APPLICATION_NOT_READY',
        message: 'not ready and available: iot',
      });
      expect((await rig.control.state()).users[person.id]?.roles).toEqual({});
    },
  );

  test('asks for the state of the application once for many users', async () => {
    const worker = rig.worker();
    await worker.target.prepare(AbortSignal.timeout(10_000));
    const last = (await rig.control.requests()).length;
    for (const person of [somebody(), somebody(), somebody()]) {
      await worker.step('create', { person, want: primary.account });
      await worker.step('join', { person, want: primary.memberships });
      await worker.step('grant', { person, want });
    }
    const asked = (await rig.control.requests(last)).filter(({ path }) => path.endsWith('/applications/iot'));
    expect(asked).toEqual([]);
  });
});

test('a refusal names the step, the status and the code of MAS, and no person', async () => {
  const body = { exception: { message: 'AIUCO1234E' }, detail: `${ada.email} is not liked` };
  await rig.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 400, body } }]);
  await expect(rig.worker().step('create', { person: somebody(), want: primary.account })).rejects.toMatchObject({
    code: 'TARGET_REJECTED',
    message: 'create user: MAS answered 400 (AIUCO1234E)',
  });
});

test('the answer to linking, which holds a token, must be an object and is not kept', async () => {
  const person = somebody();
  await rig.worker().step('create', { person, want: primary.account });
  await rig.control.faults([{ method: 'PUT', path: '/v3/users/', times: 1, do: { status: 200, body: 'Error: no' } }]);
  const linking = rig.worker().step('link', { person, want: ['local'] });
  await expect(linking).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
});
