import { z } from 'zod';
import type { Person } from '../../src/domain/tenant/person';
import { offboard } from '../conformance/departing';
import { onboard, planned } from '../conformance/onboarding';
import { apiCases } from './api-cases';
import { type RealStand, startRealStand } from './stand';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
/** It takes a minute to fetch and to start, and Java: `npm run test:keycloak` asks for it. */
const asked = process.env['TEST_KEYCLOAK'] === '1';
const { signal } = new AbortController();

const ada: Person = { id: 'Ada.1@acme.example', email: 'Ada@acme.example', givenName: 'Ada', familyName: "O'Lovelace" };
const bob: Person = { ...ada, id: 'bob', email: 'bob@acme.example' };

const everything = {
  ...{ organization: 'acme', emailVerified: true, requiredActions: { primary: ['UPDATE_PASSWORD'] } },
  ...{ identityProviders: [{ alias: 'corp' }], roles: { primary: ['editor', 'odd / role'], secondary: ['viewer'] } },
  clientRoles: { primary: { portal: ['reader', 'wri/ter'] } },
  groups: { primary: ['/tenants/acme/admins', '/staff'], secondary: ['/staff'] },
};
const grants = ['grant undefined', 'grant undefined', 'grant portal', 'grant portal'];

const Users = z.array(
  z.object({
    ...{ id: z.string(), username: z.string(), email: z.string(), firstName: z.string(), lastName: z.string() },
    ...{ enabled: z.boolean(), emailVerified: z.boolean(), requiredActions: z.array(z.string()) },
  }),
);
const Named = z.array(z.object({ name: z.string() }));
const Groups = z.array(z.object({ path: z.string() }));
const Links = z.array(z.object({ identityProvider: z.string(), userId: z.string() }));
const Members = z.array(z.object({ username: z.string() }));

(asked ? describe : describe.skip)('a real Keycloak', () => {
  let stand: RealStand;
  beforeAll(async () => {
    stand = await startRealStand();
  });
  afterAll(() => stand.close());

  describe('answers as the simulated one:', () => {
    it.each(apiCases)('$title', async ({ run, answer }) => {
      expect(await run(stand.ask)).toEqual(answer);
    });
  });

  const worker = (ref: object = everything) => stand.worker('users', ref);
  const named = async (...args: readonly string[]) =>
    Named.parse(await stand.kcadm(...args, '-r', 'users')).map(({ name }) => name);

  /** All that its own admin client shows of a user. */
  async function shown(username: string): Promise<unknown> {
    const { kcadm } = stand;
    const [user] = Users.parse(
      await kcadm('get', 'users', '-r', 'users', '-q', `username=${username}`, '-q', 'exact=true'),
    );
    if (user === undefined) return undefined;
    const { id, ...record } = user;
    const groups = Groups.parse(await kcadm('get', `users/${id}/groups`, '-r', 'users'));
    const links = Links.parse(await kcadm('get', `users/${id}/federated-identity`, '-r', 'users'));
    const [organization] = z
      .array(z.object({ id: z.string() }))
      .parse(await kcadm('get', 'organizations', '-r', 'users', '-q', 'search=acme'));
    const members = Members.parse(await kcadm('get', `organizations/${organization?.id}/members`, '-r', 'users'));
    return {
      ...record,
      roles: (await named('get-roles', '--uusername', username)).toSorted(),
      clientRoles: (await named('get-roles', '--uusername', username, '--cclientid', 'portal')).toSorted(),
      groups: groups.map(({ path }) => path).toSorted(),
      links: links.map(({ identityProvider, userId }) => `${identityProvider} ${userId}`),
      isMember: members.some((member) => member.username === username),
    };
  }

  const adaShown = {
    ...{ username: 'ada.1@acme.example', email: 'ada@acme.example', firstName: 'Ada', lastName: "O'Lovelace" },
    ...{ enabled: true, emailVerified: true, requiredActions: ['UPDATE_PASSWORD'] },
    ...{ roles: ['default-roles-users', 'editor', 'odd / role'], clientRoles: ['reader', 'wri/ter'] },
    ...{ groups: ['/staff', '/tenants/acme/admins'], links: ['corp Ada.1@acme.example'], isMember: true },
  };

  it('gets users with all that is theirs, once, and its own admin client shows it', async () => {
    expect(await onboard(worker(), ada, 'primary')).toEqual(['create', 'link', 'join', ...grants, 'group']);
    expect(await onboard(worker(), bob, 'secondary')).toEqual(['create', 'link', 'join', 'grant undefined', 'group']);
    expect(await onboard(worker(), ada, 'primary')).toEqual([]);
    expect([await planned(worker(), ada, 'primary'), await planned(worker(), bob, 'secondary')]).toEqual([[], []]);
    expect(await shown('ada.1@acme.example')).toEqual(adaShown);
  });

  it('has who is disabled without access, groups and organization, and whole again when it comes back', async () => {
    const leaver = { person: ada, kind: 'primary', how: 'disable' } as const;
    expect(await offboard(worker(), leaver)).toEqual(['ungroup', 'leave', 'deprovision']);
    expect(await offboard(worker(), leaver)).toEqual([]);
    expect(await shown('ada.1@acme.example')).toEqual({ ...adaShown, enabled: false, groups: [], isMember: false });
    await expect(onboard(worker({ ...everything, onDisabled: 'fail' }), ada, 'primary')).rejects.toMatchObject({
      code: 'KEYCLOAK_USER_DISABLED',
    });
    expect(await onboard(worker(), ada, 'primary')).toEqual(['create', 'join', 'group']);
    expect(await shown('ada.1@acme.example')).toEqual(adaShown);
  });

  it('is empty again after all were deleted', async () => {
    expect(await offboard(worker(), { person: ada, kind: 'primary', how: 'delete' })).toEqual(['deprovision']);
    expect(await offboard(worker(), { person: bob, kind: 'secondary', how: 'delete' })).toEqual(['deprovision']);
    expect(await stand.kcadm('get', 'users', '-r', 'users')).toEqual([]);
  });

  it('has users in more groups than a page holds', async () => {
    const crowd = (from: number, length: number) => Array.from({ length }, (_, n) => `/crowd/${from + n}`);
    const ref = { groups: { primary: crowd(0, 100), secondary: crowd(100, 20) } };
    await onboard(worker(ref), ada, 'primary');
    expect(await onboard(worker(ref), ada, 'secondary')).toEqual(['group']);
    expect([await planned(worker(ref), ada, 'primary'), await planned(worker(ref), ada, 'secondary')]).toEqual([
      [],
      [],
    ]);
    await offboard(worker(ref), { person: ada, kind: 'primary', how: 'delete' });
  });

  it('by e-mail address knows users by it, and takes no other name', async () => {
    const carl = { ...ada, id: 'Carl@acme.example', email: 'carl@acme.example' };
    const byEmail = () => stand.worker('by-email', everything);
    await onboard(byEmail(), carl, 'primary');
    expect(await planned(byEmail(), carl, 'primary')).toEqual([]);
    await expect(onboard(byEmail(), bob, 'primary')).rejects.toMatchObject({ code: 'KEYCLOAK_EMAIL_IS_NAME' });
    const users = await stand.kcadm('get', 'users', '-r', 'by-email', '--fields', 'username');
    expect(users).toEqual([{ username: 'carl@acme.example' }]);
  });

  it('says what it refuses, without a value', async () => {
    const odd = { ...bob, id: 'b b', email: 'no..body@acme.example', givenName: '<b>' };
    await expect(onboard(worker({}), odd, 'primary')).rejects.toMatchObject({
      ...{
        code: 'TARGET_REJECTED',
        message: expect.stringContaining('firstName: error-person-name-invalid-character'),
      },
    });
    await onboard(worker({}), bob, 'primary');
    await expect(onboard(worker({}), { ...bob, id: 'rob' }, 'primary')).rejects.toMatchObject({
      ...{ code: 'KEYCLOAK_USER_CONFLICT', message: expect.stringContaining('User exists with same email') },
    });
    const none = { groups: { primary: ['/none'] }, roles: { primary: ['none'] }, organization: 'none' };
    await expect(worker(none).prepare(signal)).rejects.toMatchObject({
      message: 'the realm has no organization none, no realm role none, no group /none',
    });
  });

  it('lets an administrator in by password, and nobody by a wrong one', async () => {
    const account = (password: 'password' | 'wrong') => ({
      ...{ realm: 'master', client: { id: 'admin-cli' } },
      user: { username: stand.file('administrator'), password: stand.file(password) },
    });
    const found = await stand.worker('users', everything, account('password')).diagnose(signal);
    expect(found.map(({ check, status }) => `${check}: ${status}`)).toEqual([
      ...['Keycloak: ok', 'log-in: ok', 'realm: ok', 'right to administer users: ok', 'what users get: ok'],
    ]);
    const codes = [
      [account('wrong'), 'users', 'CREDENTIALS_REJECTED'],
      [{ client: { id: 'nobody', secret: stand.file('password') } }, 'users', 'CREDENTIALS_REJECTED'],
      [{ realm: 'elsewhere' }, 'users', 'KEYCLOAK_REALM_NOT_FOUND'],
      [{ realm: 'acme' }, 'users', 'TARGET_FORBIDDEN'],
      [account('password'), 'elsewhere', 'KEYCLOAK_REALM_NOT_FOUND'],
    ] as const;
    for (const [by, realm, code] of codes) {
      await expect(stand.worker(realm, {}, by).prepare(signal)).rejects.toMatchObject({ code });
    }
  });
});
