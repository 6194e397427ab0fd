import type { Sent } from '../caller';
import { certificateFolder, manage, openStand, read, type Stand } from '../stand';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let stand: Stand;

beforeAll(async () => {
  folder = await certificateFolder();
});
beforeEach(async () => {
  stand = await openStand({ certDir: folder.dir, masVersion: '9.1', seedUsers: 2 });
});
afterEach(() => stand.close());
afterAll(() => folder.remove());

interface Members {
  readonly member: readonly Readonly<Record<string, unknown>>[];
}

const people = `${manage}/masperuser`;
const merge = { 'x-method-override': 'PATCH', patchtype: 'MERGE' };
const where = (clause: string) => `lean=1&oslc.where=${encodeURIComponent(clause)}`;

function person(id: string) {
  return {
    personid: id,
    primaryemailtype: 'Work',
    primaryemail: 'ada@acme.example',
    primaryphone: '',
    addressline1: '',
    displayName: 'Ada Lovelace',
    maxuser: {
      userid: id,
      personid: id,
      loginid: id,
      owner: 'local',
      systemadmin: false,
      status: 'ACTIVE',
      apikeyadmin: false,
      idpadmin: false,
      isauthorized: 0,
    },
  };
}

async function call(sent: Sent) {
  return stand.certified.call({ ...sent, headers: { apikey: await stand.apiKey(), ...sent.headers } });
}

const create = (body: unknown) => call({ method: 'POST', path: `${people}?lean=1`, body });
const find = (clause: string, select = '') => call({ path: `${people}?${where(clause)}${select}` });

describe('every call about people', () => {
  it.each(['GET', 'POST'])('wants the certificate and an API key (%s)', async (method) => {
    const path = `${people}?lean=1`;
    const apikey = await stand.apiKey();
    expect((await stand.certified.call({ method, path })).status).toBe(401);
    expect((await stand.plain.call({ method, path, headers: { apikey } })).status).toBe(401);
  });

  it('is not there below 9.1, as the users of the core API are not from 9.1 on', async () => {
    const below = await openStand({ certDir: folder.dir });
    const got = await below.certified.call({ path: people, headers: { apikey: await below.apiKey() } });
    await below.close();
    expect(got.status).toBe(404);
    expect((await stand.core({ path: '/v3/users/ada' })).status).toBe(404);
  });
});

describe('a person', () => {
  it('is found by its user and by its id, also with a trailing slash, and shows what is selected', async () => {
    const id = 'a "quoted" one';
    await create(person(id));
    const byUser = read<Members>(await find('user.userid="a \\"quoted\\" one"'));
    expect(byUser.member).toEqual([{ href: expect.stringContaining('/os/masperuser/_') }]);
    const select = '&oslc.select=personid,displayname,maxuser{userid,masuseridp{idpid}}';
    const slashed = await call({ path: `${people}/?${where('personid="a \\"quoted\\" one"')}${select}` });
    expect(read<Members>(slashed).member).toMatchObject([
      { personid: id, displayname: 'Ada Lovelace', maxuser: { userid: id } },
    ]);
    expect((await find('user.userid="nobody"')).json()).toEqual({ member: [] });
    expect((await find('user.userid=')).status).toBe(400);
  });

  it('without a user is found by its id only', async () => {
    const { maxuser: _maxuser, ...bare } = person('bare');
    expect((await create(bare)).status).toBe(201);
    expect((await find('user.userid="bare"')).json()).toEqual({ member: [] });
    expect(read<Members>(await find('personid="bare"')).member).toHaveLength(1);
  });

  it('is created once, and every second answer has a body', async () => {
    const [first, second] = [await create(person('ada')), await create(person('bob'))];
    expect([first.status, first.text]).toEqual([201, '']);
    expect(read<Members>(second).member).toEqual([{ href: expect.any(String) }]);
    expect((await create(person('ada'))).status).toBe(400);
    expect((await create({ ...person('cy'), maxuser: { ...person('cy').maxuser, personid: 'other' } })).status).toBe(
      400,
    );
    expect((await create({ ...person('cy'), displayName: 'x'.repeat(83) })).status).toBe(400);
  });
});

describe('a merge', () => {
  const address = `${people}/_${Buffer.from('ada').toString('base64url')}?lean=1&ccm=1`;
  const identity = { emailpassword: true, idpid: 'local', logintype: '0', idploginid: 'ada', idptype: 'local' };
  const link = { maxuser: { userid: 'ada', masuseridp: [{ ...identity, enabled: true }] } };

  const send = (body: unknown) => call({ method: 'POST', path: address, body, headers: merge });

  beforeEach(() => create(person('ada')));

  it('links once, and invites once', async () => {
    expect((await send(link)).status).toBe(204);
    expect((await send(link)).status).toBe(204);
    expect((await stand.state()).users['ada']).toMatchObject({ identityProviders: ['local'], invitations: 1 });
    const own = (await stand.requests()).filter(({ user, method }) => user === 'ada' && method === 'POST');
    expect(own.map(({ effect }) => effect)).toEqual([true, true, false]);
  });

  it('allows reassignment of groups that there are', async () => {
    const allow = (groupname: string) => ({ maxuser: { userid: 'ada', grpreassignauth: [{ groupname }] } });
    expect((await send(allow('MAXREG'))).status).toBe(204);
    expect((await send(allow('NOGROUP'))).status).toBe(400);
    expect((await stand.state()).users['ada']).toMatchObject({ groupReassignment: ['MAXREG'] });
  });

  it.each([
    { what: 'without its headers', path: address, headers: {}, status: 400 },
    { what: 'for another user', path: address.replace('_YWRh', '_Ym9i'), headers: merge, status: 404 },
    { what: 'at an address that is none', path: address.replace('_YWRh', 'ada'), headers: merge, status: 404 },
  ])('is refused $what', async ({ path, headers, status }) => {
    expect((await call({ method: 'POST', path, body: link, headers })).status).toBe(status);
    expect((await stand.state()).users['ada']).toMatchObject({ identityProviders: [], invitations: 0 });
  });
});

it('seeds users who are complete, and lists all groups to the certificate alone', async () => {
  const [primary, secondary] = Object.values((await stand.state()).users);
  expect(primary).toMatchObject({ identityProviders: ['local'], groups: ['USERMANAGEMENT'] });
  expect(secondary).toMatchObject({ identityProviders: ['local'], groups: [], groupReassignment: [] });
  const groups = await stand.certified.call({ path: `${manage}/mxapigroup?ccm=1&lean=1&oslc.select=groupname` });
  expect(primary).toMatchObject({
    groupReassignment: read<Members>(groups).member.map(({ groupname }) => groupname),
  });
});
