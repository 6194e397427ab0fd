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
    const body = method === 'POST' ? {} : undefined;
    expect((await stand.certified.call({ method, path, body })).status).toBe(401);
    expect((await stand.plain.call({ method, path, body, headers: { apikey } })).status).toBe(401);
  });

  it('but reading is refused below 9.1, where it shows who was synchronised; from 9.1 the core API has no users', async () => {
    const below = await openStand({ certDir: folder.dir, seedUsers: 1 });
    const headers = { apikey: await below.apiKey() };
    const shown = await below.certified.call({ path: `${people}?lean=1&oslc.select=personid`, headers });
    const made = await below.certified.call({ method: 'POST', path: people, body: person('ada'), headers });
    await below.close();
    expect(read<Members>(shown).member).toEqual([{ href: expect.any(String), personid: expect.any(String) }]);
    expect(made.status).toBe(405);
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
    expect((await find('user.userid="nobody"')).json()).not.toHaveProperty('member');
    expect((await find('user.userid=')).status).toBe(400);
  });

  it('without a user is found by its id only', async () => {
    const { maxuser: _maxuser, ...bare } = person('bare');
    expect((await create(bare)).status).toBe(201);
    expect((await find('user.userid="bare"')).json()).not.toHaveProperty('member');
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

  it('links, and invites each time', async () => {
    expect((await send(link)).status).toBe(204);
    expect((await send(link)).status).toBe(204);
    expect((await stand.state()).users['ada']).toMatchObject({ identityProviders: ['local'], invitations: 2 });
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
  expect(read<Members>(groups).member).toEqual(
    expect.arrayContaining([{ href: expect.any(String), groupname: 'MAXADMIN' }]),
  );
  expect(primary).toMatchObject({ groupReassignment: expect.arrayContaining(['MAXADMIN', 'USERMANAGEMENT']) });
});

it('keeps ids in upper case when it is told to, and then finds them by nothing else', async () => {
  const upper = await openStand({ certDir: folder.dir, masVersion: '9.1', idCase: 'upper' });
  const ask = async (sent: Sent) =>
    await upper.certified.call({ ...sent, headers: { apikey: await upper.apiKey(), ...sent.headers } });
  expect((await ask({ method: 'POST', path: people, body: person('ada') })).status).toBe(201);
  const found = async (id: string) => read<Members>(await ask({ path: `${people}?${where(`user.userid="${id}"`)}` }));
  expect([(await found('ada')).member, (await found('ADA')).member]).toEqual([undefined, [expect.anything()]]);
  await upper.close();
});
