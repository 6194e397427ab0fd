import { depart } from '../departing';
import { ada as adaByAddress, type Rig, startRig } from './rig';

// What realms make of our words: each trait of the simulator is a way in which real ones differ.

const ada = { ...adaByAddress, id: 'alovelace' };
const retired = `${ada.email}-disabled`;
const secondary = { kind: 'secondary' } as const;
let rig: Rig;
const inRealm = (...realmTraits: readonly string[]) => {
  beforeAll(async () => {
    rig = await startRig({ realmTraits });
  });
  beforeEach(() => rig.reset());
  afterAll(() => rig.close());
};
const posts = async () =>
  (await rig.control.requests()).filter(({ method, path }) => method === 'POST' && path.endsWith('/users'));

describe('a realm with e-mail as user name', () => {
  inRealm('email-as-username');

  it('makes one account with one invitation, which every later run finds', async () => {
    expect(await rig.worker().onboard(ada)).toEqual(['create']);
    expect(await rig.worker().onboard(ada)).toEqual([]);
    expect(await rig.worker().look(ada)).toEqual({ create: { done: true }, confirm: { done: true } });
    expect((await rig.state()).users).toEqual({ [ada.email]: expect.objectContaining({ invitations: 1 }) });
    expect(await posts()).toHaveLength(1);
  });

  it('after a lost answer makes no second one', async () => {
    await rig.control.faults([{ method: 'POST', path: '/tenant-management', times: 1, do: { reset: 'after' } }]);
    const worker = rig.worker();
    await expect(worker.onboard(ada)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await worker.onboard(ada);
    expect((await rig.state()).users).toEqual({ [ada.email]: expect.objectContaining({ invitations: 1 }) });
  });

  it('lets the person go by name and address, and come back to the same account', async () => {
    await rig.worker().onboard(ada);
    expect((await depart(rig.worker().target, ada, secondary)).changed).toEqual(['deprovision']);
    expect((await rig.state()).users).toMatchObject({ [retired]: { record: { enabled: false, email: retired } } });
    expect((await depart(rig.worker().target, ada, secondary)).changed).toEqual([]);
    expect(await rig.worker().onboard(ada)).toEqual(['create']);
    expect(await rig.worker().look(ada)).toEqual({ create: { done: true }, confirm: { done: true } });
    expect((await rig.state()).users).toMatchObject({ [ada.email]: { record: { enabled: true }, invitations: 1 } });
  });
});

describe('a realm that answers writes without a body', () => {
  inRealm('no-body', 'null-lists', 'group-paths');

  it('tells by the address of the new user who was made: no user costs a listing', async () => {
    const worker = rig.worker();
    for (const id of ['one', 'two', 'three']) await worker.onboard({ ...ada, id, email: `${id}@acme.example` });
    expect((await rig.asked()).filter((line) => line === 'GET /users')).toHaveLength(1);
  });

  it('makes, finds, disables and enables as any other', async () => {
    const ref = { groups: { secondary: ['hr'] } };
    expect(await rig.worker({ ref }).onboard(ada)).toEqual(['create']);
    expect(await rig.worker({ ref }).onboard(ada)).toEqual([]);
    await depart(rig.worker({ ref }).target, ada, secondary);
    await rig.worker({ ref }).onboard(ada);
    expect((await rig.state()).users).toMatchObject({
      [ada.id]: { record: { enabled: true }, groups: ['hr'], invitations: 1 },
    });
  });
});

describe('a realm that keeps user names', () => {
  inRealm('names-kept');

  it('disables under the old name, which is done', async () => {
    await rig.worker().onboard(ada);
    expect((await depart(rig.worker().target, ada, secondary)).changed).toEqual(['deprovision']);
    expect((await depart(rig.worker().target, ada, secondary)).changed).toEqual([]);
    expect((await rig.state()).users).toMatchObject({ [ada.id]: { record: { enabled: false } } });
  });

  it('gives no name back: "reclaim" says so, and creates nobody', async () => {
    await rig.somebodyCreates({ username: ada.id, enabled: false });
    await expect(rig.worker({ ref: { onDisabled: 'reclaim' } }).onboard(ada)).rejects.toMatchObject({
      code: 'YUUVIS_NAME_KEPT',
    });
    expect(Object.keys((await rig.state()).users)).toEqual([ada.id]);
  });
});

describe('a listing that tells little', () => {
  inRealm('brief-listing');

  it('costs a read of the user, which keeps its groups', async () => {
    await rig.somebodyCreates({ username: ada.id });
    await rig.worker().onboard(ada, 'primary');
    expect((await rig.state()).users[ada.id]).toMatchObject({ groups: ['hr', 'onlyoffice', 'quality'] });
    expect(await rig.worker().onboard(ada, 'primary')).toEqual([]);
  });
});

describe('the default profile', () => {
  inRealm();

  it('refuses an id for good, and names the field and the reason', async () => {
    await expect(rig.worker().onboard({ ...ada, id: "o'hara" })).rejects.toMatchObject({
      code: 'YUUVIS_PROFILE_REFUSED',
      message: 'create user: yuuvis answered 400 (username: error-username-invalid-character)',
    });
  });

  it('takes another account name in the answer for a refusal, and never invites twice', async () => {
    const body = { id: 'u-1', username: 'acme_alovelace', email: ada.email, enabled: true };
    await rig.control.faults([{ method: 'POST', path: '/tenant-management', times: 1, do: { status: 201, body } }]);
    await expect(rig.worker().onboard(ada)).rejects.toMatchObject({ code: 'YUUVIS_NAME_CHANGED' });
    await rig.somebodyCreates({ username: 'acme_alovelace' });
    await expect(rig.worker().onboard(ada)).rejects.toMatchObject({ code: 'YUUVIS_USER_CONFLICT' });
    expect(await rig.asked()).not.toContain('POST /users');
    expect(await rig.worker().onboard({ ...ada, id: 'acme_alovelace' })).toEqual([]);
  });

  it.each([
    [
      'records of strangers that lack or garble a field',
      [
        {},
        null,
        { id: 's', username: 's' },
        { id: 't', username: 't', enabled: null, roles: [5], groups: 'x', email: 7 },
      ],
    ],
    ['null', null],
  ])('goes on where a listing holds %s', async (_, body) => {
    await rig.control.faults([{ method: 'GET', path: '/\\/users$/', times: 1, do: { status: 200, body } }]);
    expect(await rig.worker().onboard(ada)).toEqual(['create']);
  });

  it('fails the one whose own record is odd', async () => {
    await rig.somebodyCreates({ username: ada.id });
    const id = await rig.idOf(ada.id);
    const body = { id, username: ada.id, roles: null };
    await rig.control.faults([
      { method: 'GET', path: '/\\/users$/', do: { status: 200, body: [body] } },
      { method: 'GET', path: '/\\/users\\//', do: { status: 200, body } },
    ]);
    await expect(rig.worker().onboard(ada)).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
  });
});

describe('who comes back', () => {
  inRealm();
  const leave = async () => {
    await rig.worker().onboard(ada);
    await depart(rig.worker().target, ada, secondary);
  };

  it('is enabled again under the old name, with what it had and what it is to get, and invited no more', async () => {
    await rig.somebodyCreates({ username: ada.id });
    await depart(rig.worker().target, ada, secondary);
    expect((await rig.worker().look(ada, 'primary')).create).toMatchObject({
      done: false,
      missing: expect.arrayContaining(['the user name, lost when the user was disabled', 'enabled']),
    });
    expect(await rig.worker().onboard(ada, 'primary')).toEqual(['create']);
    expect((await rig.state()).users).toEqual({
      [ada.id]: expect.objectContaining({
        record: expect.objectContaining({ enabled: true, email: ada.email }),
        groups: ['hr', 'onlyoffice', 'quality'],
        roles: expect.arrayContaining(['YUUVIS_TENANT_ADMIN']),
        invitations: 1,
      }),
    });
    expect(await rig.worker().look(ada, 'primary')).toEqual({ create: { done: true }, confirm: { done: true } });
  });

  it('is refused by option, and nothing is written', async () => {
    await leave();
    await rig.asked();
    await expect(rig.worker({ ref: { onReturn: 'fail' } }).onboard(ada)).rejects.toMatchObject({
      code: 'YUUVIS_USER_DISABLED',
      message: expect.stringContaining('onReturn: enable'),
    });
    expect((await rig.asked()).filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  it('is somebody else when the address is another one: the name is free', async () => {
    await leave();
    const namesake = { ...ada, email: 'another.ada@acme.example' };
    expect(await rig.worker().onboard(namesake)).toEqual(['create']);
    expect(Object.keys((await rig.state()).users).sort()).toEqual([ada.id, `${ada.id}-disabled`]);
  });

  it.each(['before', 'after'] as const)('is enabled once when the answer is lost %s the write', async (reset) => {
    await leave();
    await rig.control.faults([{ method: 'PUT', times: 1, do: { reset } }]);
    const worker = rig.worker();
    await expect(worker.onboard(ada)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await worker.onboard(ada);
    expect((await rig.state()).users).toMatchObject({ [ada.id]: { record: { enabled: true }, invitations: 1 } });
  });
});

describe('a listing in pages', () => {
  inRealm();
  const page = (body: readonly object[], link?: string) => ({
    ...{ method: 'GET', path: '/\\/users$/', times: 1 },
    do: { status: 200, body, ...(link === undefined ? {} : { headers: { link } }) },
  });

  it('is followed to its end', async () => {
    const [one, two] = ['first', 'second'].map((name) => ({ id: name, username: name, enabled: true }));
    await rig.control.faults([page([one ?? {}], '<?first=1>; rel="next"'), page([two ?? {}])]);
    expect((await rig.somebody.list()).map(({ username }) => username)).toEqual(['first', 'second']);
    expect((await rig.control.requests()).at(-1)).toMatchObject({ query: { first: '1' } });
  });

  it('that goes on at another server is refused, and nothing is written', async () => {
    await rig.control.faults([page([], '<https://elsewhere.example/users>; rel="next"')]);
    await expect(rig.worker().onboard(ada)).rejects.toMatchObject({
      code: 'TARGET_REJECTED',
      message: 'list users: the list goes on at another server, which is not asked',
    });
    expect(await rig.control.effects()).toEqual([]);
  });
});
