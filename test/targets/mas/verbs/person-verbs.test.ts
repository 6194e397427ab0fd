import { createMasApi } from '../../../../src/targets/mas/parts/connection';
import { managePlans } from '../../../../src/targets/mas/verbs/plans';
import { clientIdentity, createCaller } from '../../../simulator/caller';
import { createSkippingClock, personNamed, type Rig, startRig } from '../rig';

const people = '/maximo/api/os/masperuser';
const keyPath = '/maximo/api/os/mxapiapikey';
const { primary } = managePlans();
let rig: Rig;

beforeAll(async () => {
  rig = await startRig({ masVersion: '9.1' });
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

async function stateOf(id: string) {
  return new Map(Object.entries((await rig.control.state()).users)).get(id);
}

/** A person whom somebody made by hand, without a user. */
async function plantPerson(id: string): Promise<void> {
  const caller = await createCaller(rig.simulator, { identity: await clientIdentity(rig.simulator) });
  const { deps } = rig.worker();
  const key = await createMasApi(deps)('ws1').keys.createOrGet();
  const body = {
    personid: id,
    primaryemailtype: 'Work',
    primaryemail: 'ada@acme.example',
    primaryphone: '',
    addressline1: '',
    displayName: 'Ada Lovelace',
  };
  const got = await caller.call({
    method: 'POST',
    path: `${people}/?lean=1`,
    headers: { apikey: key.value.open() },
    body,
  });
  caller.close();
  await rig
    .worker()
    .target.release({ leases: [`api-key/manage/${key.id}`], present: [], complete: true }, AbortSignal.timeout(10_000));
  expect(got.status).toBe(201);
}

describe('the verbs from 9.1', () => {
  test('give a primary user what the contract says, with the key of MXINTADM, which goes at the end', async () => {
    const user = somebody();
    const last = (await rig.control.requests()).length;
    const { changed, leases } = await rig.worker().onboard(user, 'primary');
    expect([changed, leases.length]).toEqual([['create', 'link', 'group'], 1]);
    expect(await stateOf(user.id)).toEqual({
      record: {
        personid: user.id,
        primaryemailtype: 'Work',
        primaryemail: user.email,
        primaryphone: '',
        addressline1: '',
        displayName: 'Ada Lovelace',
        maxuser: {
          userid: user.id,
          personid: user.id,
          loginid: user.id,
          owner: 'local',
          systemadmin: false,
          status: 'ACTIVE',
          apikeyadmin: true,
          idpadmin: true,
          isauthorized: 1,
          groupuser: [{ groupname: 'USERMANAGEMENT' }],
        },
      },
      identityProviders: ['local'],
      workspaces: {},
      roles: {},
      groups: ['USERMANAGEMENT'],
      groupReassignment: ['MAXADMIN', 'MAXDEFLTREG', 'MAXEVERYONE', 'MAXREG', 'USERMANAGEMENT'],
      invitations: 1,
    });
    const asked = await rig.control.requests(last);
    const keyUsers = asked.filter(({ path, method }) => path === keyPath && method === 'GET');
    expect(keyUsers.at(-1)?.query['oslc.where']).toBe('userid="MXINTADM"');
    expect((await rig.control.state()).apiKeys).toBe(0);
    expect(asked.filter((request) => request.user === user.id).length).toBeLessThanOrEqual(8);
  });

  test('give a secondary user what the contract says', async () => {
    const user = somebody();
    expect((await rig.worker().onboard(user, 'secondary')).changed).toEqual(['create', 'link']);
    const state = await stateOf(user.id);
    expect(state).toMatchObject({ identityProviders: ['local'], groups: [], groupReassignment: [], invitations: 1 });
    expect(state?.record['maxuser']).toMatchObject({ apikeyadmin: false, idpadmin: false, isauthorized: 0 });
    expect(state?.record['maxuser']).not.toHaveProperty('groupuser');
  });

  test('the second time change nothing, and nothing but the temporary key is written', async () => {
    const user = somebody();
    await rig.worker().onboard(user, 'primary');
    const last = (await rig.control.requests()).length;
    expect((await rig.worker().onboard(user, 'primary')).changed).toEqual([]);
    const posted = (await rig.control.requests(last)).filter(
      ({ method, path }) => method !== 'GET' && path.startsWith('/maximo'),
    );
    expect(posted.map(({ path }) => path.slice(0, keyPath.length))).toEqual([keyPath, keyPath]);
    expect((await rig.control.state()).apiKeys).toBe(0);
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
    '.',
    '..',
    'Zoë',
  ])('work for the id %s, each effect once', async (id) => {
    const user = personNamed(id);
    await rig.worker().onboard(user, 'primary');
    expect(await stateOf(id)).toMatchObject({ identityProviders: ['local'], invitations: 1 });
    expect((await rig.worker().onboard(user, 'primary')).changed).toEqual([]);
  });

  test('use the key of the user that the settings name', async () => {
    const last = (await rig.control.requests()).length;
    await rig.worker({ settings: { manageApiKeyUser: 'MAXADMIN' } }).onboard(somebody(), 'secondary');
    const keys = (await rig.control.requests(last)).filter(({ path, method }) => path === keyPath && method === 'GET');
    expect(new Set(keys.map(({ query }) => query['oslc.where']))).toEqual(new Set(['userid="MAXADMIN"']));
  });

  test('leave an existing user as it is, and name what differs', async () => {
    const user = somebody();
    await rig.worker().onboard(user, 'secondary');
    const other = { ...user, familyName: 'Byron', email: 'byron@acme.example' };
    const found = await rig.worker().step('create', { person: other, want: primary.account });
    expect([found.changed, found.differs]).toEqual([false, ['email', 'displayName']]);
    expect((await stateOf(user.id))?.record).toMatchObject({ displayName: 'Ada Lovelace' });
  });

  test('go the way of their plan whatever version MAS is said to have', async () => {
    const user = somebody();
    const worker = rig.worker({ version: '9.0' });
    await worker.step('create', { person: user, want: primary.account });
    expect(await stateOf(user.id)).toMatchObject({ identityProviders: [], invitations: 0 });
  });

  test('make no key for a task that only reads', async () => {
    const task = { person: somebody(), want: primary.account, readOnly: true } as const;
    const last = (await rig.control.requests()).length;
    await expect(rig.worker().step('create', task)).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
    expect(await rig.control.effects(last)).toEqual([]);
  });

  test.each(['create', 'link', 'group'] as const)('refuse a plan for %s that another release made', async (step) => {
    const person = somebody();
    const worker = rig.worker();
    await worker.step('create', { person, want: primary.account });
    const odd = {
      create: () => worker.step('create', { person, want: { maxuser: 7 } }),
      link: () => worker.step('link', { person, want: ['local (through Manage)', 'saml'] }),
      group: () => worker.step('group', { person, want: ['reassignment of all groups', 'MAXADMIN'] }),
    };
    await expect(odd[step]()).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('a person without a user', () => {
  test('is an error for good that says so, and nothing is written', async () => {
    const user = somebody();
    await plantPerson(user.id);
    const last = (await rig.control.requests()).length;
    await expect(rig.worker().onboard(user, 'primary')).rejects.toMatchObject({
      code: 'MAS_PERSON_WITHOUT_USER',
      message: 'find user: Manage has the person, but the person has no user',
    });
    const wrote = (await rig.control.effects(last)).filter(({ path }) => path.startsWith(people));
    expect(wrote).toEqual([]);
  });
});

describe('create', () => {
  const want = primary.account;

  test('reads again whether the answer tells an address or not, though reads lag behind', async () => {
    const clock = createSkippingClock();
    const empty = { status: 200, body: { member: [] } };
    const persons = [somebody(), somebody()];
    for (const person of persons) {
      await rig.control.faults([{ method: 'GET', path: people, user: person.id, skip: 2, times: 2, do: empty }]);
      await rig.worker({ clock }).step('create', { person, want });
    }
    expect(clock.pauses).toEqual([1_000, 1_000]);
  });

  test('takes a user who was made in between', async () => {
    const person = somebody();
    await rig.worker().onboard(person, 'secondary');
    const empty = { status: 200, body: { member: [] } };
    await rig.control.faults([{ method: 'GET', path: people, user: person.id, times: 2, do: empty }]);
    await expect(rig.worker().step('create', { person, want })).resolves.toMatchObject({ changed: true });
    expect((await stateOf(person.id))?.record['maxuser']).toMatchObject({ isauthorized: 0 });
  });

  test('is refused for good when Manage refuses and shows no user', async () => {
    await rig.control.faults([{ method: 'POST', path: people, do: { status: 400 } }]);
    await expect(rig.worker().step('create', { person: somebody(), want })).rejects.toMatchObject({
      code: 'TARGET_REJECTED',
    });
  });
});

test('group reassignment asks nothing of a Manage without groups, nor for a user who has all', async () => {
  const person = somebody();
  const groups = '/maximo/api/os/mxapigroup';
  await rig.control.faults([{ path: groups, times: 1, do: { status: 200, body: { member: [] } } }]);
  const worker = rig.worker();
  await worker.step('create', { person, want: primary.account });
  await expect(worker.step('group', { person, want: primary.groups })).resolves.toMatchObject({ changed: false });
  expect((await stateOf(person.id))?.groupReassignment).toEqual([]);
});
