import { ada, never, type Rig, startRig } from './rig';

// The traps of the contract, section "The user", each as a test.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.reset());
afterAll(() => rig.close());

const listing = 'GET /users';
const post = 'POST /users';
const own = /^(GET|PUT) \/users\/[\w-]+$/;

describe('a new user', () => {
  it.each([
    ['primary', ['YUUVIS_DEFAULT', 'YUUVIS_TENANT_ADMIN']],
    ['secondary', ['YUUVIS_DEFAULT']],
  ] as const)(
    'that is %s gets the roles of the contract, by one listing, one POST and one read',
    async (kind, roles) => {
      expect(await rig.worker().onboard(ada, kind)).toEqual(['create']);
      expect(await rig.asked()).toEqual([listing, post, expect.stringMatching(own)]);
      expect((await rig.state()).users).toEqual({
        [ada.id]: {
          record: expect.objectContaining({ email: ada.email, firstName: 'Ada', lastName: 'Lovelace', enabled: true }),
          ...{ roles, ownRoles: roles, groups: [], invitations: 1 },
        },
      });
    },
  );

  it('gets the roles and groups that the tenant file names instead', async () => {
    const ref = { roles: { primary: ['HR_MANAGER'] }, groups: { primary: ['quality'] } };
    await rig.worker({ ref }).onboard(ada, 'primary');
    expect((await rig.state()).users[ada.id]).toMatchObject({ ownRoles: ['HR_MANAGER'], groups: ['quality'] });
  });

  it('is found again by a name in other letters: Keycloak stores lower case', async () => {
    const worker = rig.worker();
    await worker.onboard({ ...ada, id: 'ADA@acme.example' });
    await rig.asked();
    expect(await rig.worker().onboard({ ...ada, id: 'Ada@Acme.example' })).toEqual([]);
    expect((await rig.control.effects()).length).toBe(1);
  });
});

describe('twice', () => {
  it('is once: the second run writes nothing, with one listing and one read', async () => {
    await rig.worker().onboard(ada);
    await rig.asked();
    const before = await rig.state();
    expect(await rig.worker().onboard(ada)).toEqual([]);
    expect(await rig.asked()).toEqual([listing, expect.stringMatching(/^GET \/users\//)]);
    expect(await rig.state()).toEqual(before);
  });
});

describe('an existing user', () => {
  it('in three groups keeps them when roles are added, with one PUT', async () => {
    await rig.somebodyCreates();
    expect(await rig.worker().onboard(ada, 'primary')).toEqual(['create']);
    const asked = await rig.asked();
    expect(asked.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
    expect((await rig.state()).users[ada.id]).toMatchObject({
      groups: ['hr', 'onlyoffice', 'quality'],
      roles: expect.arrayContaining(['YUUVIS_DEFAULT', 'YUUVIS_TENANT_ADMIN', 'HR_MANAGER']),
      invitations: 1,
    });
  });

  it('keeps groups that it got after the listing was made', async () => {
    const id = await rig.somebodyCreates({ groups: [] });
    const worker = rig.worker();
    await worker.target.prepare(never);
    await rig.somebody.update(id, { groups: ['hr'] });
    await worker.onboard(ada, 'primary');
    expect((await rig.state()).users[ada.id]).toMatchObject({ groups: ['hr'] });
  });

  it('is not written when a group gives it the role', async () => {
    await rig.somebodyCreates({ roles: [], groups: ['everybody'] });
    expect(await rig.worker().onboard(ada)).toEqual([]);
    expect((await rig.state()).users[ada.id]).toMatchObject({ ownRoles: [], groups: ['everybody'] });
  });

  it('keeps its roles of its groups when only a group is added', async () => {
    await rig.somebodyCreates({ groups: ['hr'] });
    await rig.worker({ ref: { groups: { secondary: ['quality'] } } }).onboard(ada);
    expect((await rig.state()).users[ada.id]).toMatchObject({
      ownRoles: ['YUUVIS_DEFAULT'],
      groups: ['hr', 'quality'],
    });
  });

  it('does not get as its own the role that a group brings which it lacks, too', async () => {
    await rig.somebodyCreates({ roles: ['YUUVIS_DEFAULT'], groups: ['onlyoffice'] });
    const ref = { roles: { secondary: ['YUUVIS_DEFAULT', 'HR_MANAGER'] }, groups: { secondary: ['hr'] } };
    await rig.worker({ ref }).onboard(ada);
    expect((await rig.state()).users[ada.id]).toMatchObject({
      ownRoles: ['YUUVIS_DEFAULT'],
      groups: ['onlyoffice', 'hr'],
      roles: ['YUUVIS_DEFAULT', 'HR_MANAGER'],
    });
  });

  it('gets groups first, then the roles that they do not bring', async () => {
    await rig.somebodyCreates({ roles: ['YUUVIS_DEFAULT'], groups: ['onlyoffice'] });
    const ref = { roles: { secondary: ['QA_MANAGER'] }, groups: { secondary: ['hr'] } };
    const worker = rig.worker({ ref });
    await worker.onboard(ada);
    expect((await rig.state()).users[ada.id]).toMatchObject({
      ownRoles: ['YUUVIS_DEFAULT', 'HR_MANAGER', 'QA_MANAGER'],
      groups: ['onlyoffice', 'hr'],
    });
    expect(await rig.worker({ ref }).onboard(ada)).toEqual([]);
  });

  it('keeps its name and address, and a plan says what differs', async () => {
    await rig.somebodyCreates({ firstName: 'Augusta', email: 'augusta@acme.example' });
    const worker = rig.worker();
    expect((await worker.look(ada)).create).toEqual({ done: true, differs: ['email', 'firstName'] });
    await worker.onboard(ada);
    expect((await rig.state()).users[ada.id]?.record).toMatchObject({
      firstName: 'Augusta',
      email: 'augusta@acme.example',
    });
  });
});

describe('the confirmation', () => {
  it('merges what somebody took away, and asks to be called again', async () => {
    const worker = rig.worker();
    await worker.onboard(ada, 'primary');
    await rig.somebody.update(await rig.idOf(ada.id), { groups: [], roles: [] });
    const again = { kind: 'primary', attempt: 2 } as const;
    await expect(worker.confirm(ada, { ...again, attempt: 1 })).rejects.toMatchObject({ code: 'YUUVIS_NOT_CONFIRMED' });
    await expect(worker.confirm(ada, again)).rejects.toMatchObject({
      message: 'confirm the user: not shown yet: role YUUVIS_DEFAULT, role YUUVIS_TENANT_ADMIN',
    });
    expect(await worker.confirm(ada, again)).toEqual({ done: true });
  });

  it('finds a user whom another worker created', async () => {
    const other = rig.worker();
    await other.target.prepare(never);
    await rig.worker().create(ada);
    expect(await other.confirm(ada)).toEqual({ done: true });
  });

  it('of a user who was deleted meanwhile says so; the next run creates it anew', async () => {
    const worker = rig.worker();
    await worker.create(ada);
    await rig.somebody.remove(await rig.idOf(ada.id));
    await expect(worker.confirm(ada)).rejects.toMatchObject({ code: 'YUUVIS_USER_NOT_FOUND' });
    expect(await worker.onboard(ada)).toEqual(['create']);
  });
});

describe('a plan', () => {
  it('names what a run would write, and writes nothing', async () => {
    const worker = rig.worker();
    expect(await worker.look(ada)).toEqual({ create: { done: false, missing: ['user'] } });
    await rig.somebodyCreates();
    expect((await rig.worker().look(ada, 'primary')).create).toEqual({
      done: false,
      missing: [
        'role YUUVIS_TENANT_ADMIN',
        'as roles of its own, though a group may give them: YUUVIS_DEFAULT, HR_MANAGER, QA_MANAGER, YUUVIS_CREATE_OBJECT',
      ],
    });
    expect((await rig.asked()).every((line) => line.startsWith('GET'))).toBe(true);
  });

  it('after a run is empty', async () => {
    await rig.worker().onboard(ada);
    expect(await rig.worker().look(ada)).toEqual({ create: { done: true }, confirm: { done: true } });
  });
});

describe('five hundred users', () => {
  it('cost one listing and two requests each', async () => {
    const worker = rig.worker();
    const people = Array.from({ length: 500 }, (_, n) => ({ ...ada, id: `user-${n}`, email: `u${n}@acme.example` }));
    await worker.target.prepare(never);
    for (let n = 0; n < people.length; n += 50) {
      await Promise.all(people.slice(n, n + 50).map((person) => worker.onboard(person)));
    }
    const asked = await rig.asked();
    expect(asked.filter((line) => line === listing)).toHaveLength(1);
    expect(asked).toHaveLength(1 + 2 * people.length);
    expect(Object.keys((await rig.state()).users)).toHaveLength(people.length);
  });
});
