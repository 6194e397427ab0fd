import { offboard } from '../../conformance/departing';
import { onboard, planned } from '../../conformance/onboarding';
import { ada, bob, type Rig, startRig } from './rig';

let rig: Rig;
let byEmail: Rig;
beforeAll(async () => {
  rig = await startRig();
  byEmail = await startRig({ emailAsUsername: true });
});
beforeEach(async () => {
  await rig.reset();
  await byEmail.reset();
});
afterEach(() => rig.control.faults([]));
afterAll(async () => {
  await rig.close();
  await byEmail.close();
});

const everything = {
  ...{ organization: 'acme', emailVerified: true, requiredActions: { primary: ['UPDATE_PASSWORD'] } },
  ...{ identityProviders: [{ alias: 'corp' }], roles: { primary: ['editor', 'viewer'] } },
  ...{ clientRoles: { primary: { portal: ['reader', 'wri/ter'] } }, groups: { primary: ['/tenants/acme/admins'] } },
};

describe('a new user', () => {
  it('gets all that its kind gets, enabled, under a name in lower case', async () => {
    const did = await onboard(rig.worker(everything), ada, 'primary');
    expect(did).toEqual(['create', 'link', 'join', 'grant editor', 'grant viewer', ...twice('grant portal'), 'group']);
    expect(await rig.users()).toMatchObject({
      'ada@acme.example': {
        record: { email: ada.email, firstName: 'Ada', lastName: 'Lovelace', enabled: true, emailVerified: true },
        requiredActions: ['UPDATE_PASSWORD'],
        roles: ['editor', 'viewer'],
        clientRoles: ['portal reader', 'portal wri/ter'],
        groups: ['/tenants/acme/admins'],
        links: { corp: { userId: ada.id } },
        organizations: ['acme'],
      },
    });
  });

  it('costs three requests and what it gets, and one who is complete costs one and as many reads', async () => {
    const worker = rig.worker({ groups: { primary: ['/staff'] } });
    await onboard(worker, ada, 'primary');
    const whole = ['GET ', 'GET /group-by-path/staff'];
    const made = ['GET /users', 'POST /users', 'GET /users/ID', 'GET /users/ID/groups', 'PUT /users/ID/groups/ID'];
    expect(await rig.asked()).toEqual([...whole, ...made]);
    await onboard(worker, ada, 'primary');
    expect(await rig.asked()).toEqual([...whole, 'GET /users', 'GET /users/ID/groups']);
  });

  it('of another kind gets an account, and nothing else', async () => {
    expect(await onboard(rig.worker({ groups: { primary: ['/staff'] } }), bob, 'secondary')).toEqual(['create']);
    expect((await rig.users())['bob']).toMatchObject({ roles: [], groups: [], links: {}, organizations: [] });
  });

  it('that the user profile refuses is told by field and code, and by no value', async () => {
    const odd = { ...bob, id: 'b', email: 'secret..address@acme.example', givenName: 'B<b' };
    await expect(onboard(rig.worker(), odd, 'primary')).rejects.toMatchObject({
      code: 'TARGET_REJECTED',
      message:
        'create user: Keycloak answered 400 (username: error-invalid-length 3 255; email: error-invalid-email; ' +
        'firstName: error-person-name-invalid-character)',
    });
    expect(await rig.control.effects()).toEqual([]);
  });

  it('whose address another one has is a conflict, which says so', async () => {
    await onboard(rig.worker(), ada, 'primary');
    await expect(onboard(rig.worker(), { ...bob, email: ada.email }, 'primary')).rejects.toMatchObject({
      code: 'KEYCLOAK_USER_CONFLICT',
      message: 'create user: Keycloak answered 409 (User exists with same email), yet nobody has the user name',
    });
  });

  it('that Keycloak made under another name is told, and no second one is made', async () => {
    const other = { id: 'x', username: 'another', enabled: true };
    await rig.control.faults([{ method: 'GET', path: '/users.[^/]+$/', do: { status: 200, body: other } }]);
    await expect(onboard(rig.worker(), ada, 'primary')).rejects.toMatchObject({ code: 'KEYCLOAK_USER_RENAMED' });
    expect(Object.keys(await rig.users())).toHaveLength(1);
  });
});

describe('a realm that takes the e-mail address as user name', () => {
  it('onboards who has it as id, and finds them again', async () => {
    expect(await onboard(byEmail.worker(), ada, 'primary')).toEqual(['create']);
    expect(await planned(byEmail.worker(), ada, 'primary')).toEqual([]);
    expect(Object.keys(await byEmail.users())).toEqual([ada.email]);
  });

  it('refuses who has another id before anything is written', async () => {
    await expect(onboard(byEmail.worker(), bob, 'primary')).rejects.toMatchObject({ code: 'KEYCLOAK_EMAIL_IS_NAME' });
    await expect(planned(byEmail.worker(), bob, 'primary')).rejects.toMatchObject({ code: 'KEYCLOAK_EMAIL_IS_NAME' });
    expect(await byEmail.control.effects()).toEqual([]);
  });
});

describe('who came back', () => {
  const leaver = { person: ada, kind: 'primary', how: 'disable' } as const;

  it('is enabled, and has all that was taken', async () => {
    await onboard(rig.worker(everything), ada, 'primary');
    const before = await rig.users();
    expect(await offboard(rig.worker(everything), leaver)).toEqual(['ungroup', 'leave', 'deprovision']);
    expect((await rig.users())['ada@acme.example']).toMatchObject({ record: { enabled: false }, groups: [] });
    expect(await planned(rig.worker(everything), ada, 'primary')).not.toEqual([]);
    expect(await onboard(rig.worker(everything), ada, 'primary')).toEqual(['create', 'join', 'group']);
    expect(await rig.users()).toEqual(before);
  });

  it('is refused when that is wanted, and stays as it is', async () => {
    await onboard(rig.worker(), ada, 'primary');
    await offboard(rig.worker(), leaver);
    const before = await rig.users();
    const worker = rig.worker({ onDisabled: 'fail' });
    await expect(onboard(worker, ada, 'primary')).rejects.toMatchObject({ code: 'KEYCLOAK_USER_DISABLED' });
    expect(await rig.users()).toEqual(before);
  });
});

describe('what is asked for', () => {
  it('and is not in the realm is told as a whole, before any user is touched', async () => {
    const worker = rig.worker({
      ...{ requiredActions: { primary: ['NO_SUCH_ACTION', 'TERMS_AND_CONDITIONS'] }, organization: 'none' },
      ...{ identityProviders: [{ alias: 'none' }], roles: { primary: ['none', 'viewer'] } },
      ...{
        clientRoles: { secondary: { portal: ['none'], none: ['reader'] } },
        groups: { secondary: ['/none', '/staff'] },
      },
    });
    await expect(onboard(worker, ada, 'primary')).rejects.toMatchObject({
      code: 'KEYCLOAK_NOT_IN_REALM',
      message:
        'the realm has no required action NO_SUCH_ACTION, no required action TERMS_AND_CONDITIONS, no identity provider none, ' +
        'no organization none, no realm role none, no role none of client portal, no role reader of client none, no group /none',
    });
    expect(await rig.control.effects()).toEqual([]);
  });

  it("and comes from a group is not written as the user's own", async () => {
    await onboard(rig.worker({ groups: { primary: ['/staff'] } }), ada, 'primary');
    expect(await onboard(rig.worker({ roles: { primary: ['viewer'] } }), ada, 'primary')).toEqual([]);
    expect((await rig.users())['ada@acme.example']).toMatchObject({ roles: [] });
  });

  it('in more groups than a page holds is found done', async () => {
    const ref = { groups: { primary: Array.from({ length: 100 }, (_, n) => `/crowd/${n}`) } };
    const more = { groups: { primary: Array.from({ length: 20 }, (_, n) => `/crowd/${n + 100}`) } };
    await onboard(rig.worker(ref), ada, 'primary');
    await onboard(rig.worker(more), ada, 'primary');
    expect([await planned(rig.worker(ref), ada, 'primary'), await planned(rig.worker(more), ada, 'primary')]).toEqual([
      [],
      [],
    ]);
    expect((await rig.users())['ada@acme.example']?.groups).toHaveLength(120);
  });
});

describe('a link', () => {
  const linked = (userId: string) => ({ identityProviders: [{ alias: 'corp', userId }] });

  it('to an account that another user is linked with is refused, for good', async () => {
    await onboard(rig.worker(linked('email')), ada, 'primary');
    const twin = { ...bob, id: ada.email.replace('@', '+'), email: bob.email };
    const worker = rig.worker(linked('id'));
    await onboard(rig.worker(), { ...twin, id: 'carl' }, 'primary');
    const taken = { ...bob, id: 'carl', email: ada.email };
    await expect(onboard(rig.worker(linked('email')), taken, 'primary')).rejects.toMatchObject({
      code: 'KEYCLOAK_LINK_TAKEN',
    });
    expect(await onboard(worker, { ...twin, id: 'carl' }, 'primary')).toEqual(['link']);
  });

  it('to another account than planned is a difference, and stays', async () => {
    await onboard(rig.worker(linked('email')), ada, 'primary');
    const worker = rig.worker(linked('id'));
    const { signal } = new AbortController();
    const { plans } = await worker.prepare(signal);
    const task = { person: ada, signal, attempt: 1, present: [], reportLease: () => undefined };
    const finding = await worker.verbs.link.check({ ...task, want: plans.primary.identityProviders });
    expect(finding).toEqual({ done: true, differs: ['account at corp'] });
  });
});

function twice(deed: string): string[] {
  return [deed, deed];
}
