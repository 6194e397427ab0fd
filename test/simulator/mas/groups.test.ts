import { definitionOf } from '../people';
import { certificateFolder, manage, openStand, read, type Stand } from '../stand';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let stand: Stand;
beforeAll(async () => {
  folder = await certificateFolder();
});
beforeEach(async () => {
  stand = await openStand({ certDir: folder.dir, seedUsers: 2 });
});
afterEach(() => stand.close());
afterAll(() => folder.remove());

interface Members {
  readonly member: readonly Readonly<Record<string, unknown>>[];
}

interface Page extends Members {
  readonly responseInfo: { readonly nextPage?: { readonly href: string } };
}

const where = (clause: string) => `oslc.where=${encodeURIComponent(clause)}`;

describe('security group', () => {
  const find = async (clause: string) =>
    stand.plain.call({
      path: `${manage}/mxapigroup?ccm=1&lean=1&oslc.select=maxgroupid&${where(clause)}`,
      headers: { apikey: await stand.apiKey() },
    });

  it('is found by its name', async () => {
    const got = await find('groupname="MAXADMIN"');
    expect(got.status).toBe(200);
    expect(read<Members>(got).member).toMatchObject([{ maxgroupid: 1 }]);
  });

  it('is no member at all when there is none of the name', async () => {
    expect((await find('groupname="NOGROUP"')).json()).not.toHaveProperty('member');
  });

  it('is listed with all others, by name, page by page', async () => {
    const got = await stand.certified.call({ path: `${manage}/mxapigroup?ccm=1&lean=1&oslc.select=groupname` });
    const page = read<Page>(got);
    expect(page.member).toHaveLength(3);
    expect(page.responseInfo).toMatchObject({ totalCount: 5, totalPages: 2, pagenum: 1 });
    const { pathname, search } = new URL(page.responseInfo.nextPage?.href ?? '');
    const next = read<Page>(await stand.certified.call({ path: `${pathname}${search}` }));
    const names = [...page.member, ...next.member].map(({ groupname }) => groupname);
    expect(names).toEqual(['MAXADMIN', 'MAXDEFLTREG', 'MAXEVERYONE', 'MAXREG', 'USERMANAGEMENT']);
    expect(next.responseInfo).not.toHaveProperty('nextPage');
  });
});

describe('group membership', () => {
  const merge = { 'x-method-override': 'PATCH', patchtype: 'MERGE' };
  const isMember = async (userid: string, group = 1) =>
    stand.plain.call({
      path: `${manage}/mxapigroup/${group}/groupuser?lean=1&${where(`userid="${userid}"`)}`,
      headers: { apikey: await stand.apiKey() },
    });
  const add = async (body: unknown, headers: Readonly<Record<string, string>> = merge, group = 1) =>
    stand.plain.call({
      method: 'POST',
      path: `${manage}/mxapigroup/${group}?lean=1`,
      headers: { apikey: await stand.apiKey(), ...headers },
      body,
    });
  const planted = async () => {
    const [primary = '', secondary = ''] = Object.keys((await stand.state()).users);
    return { primary, secondary };
  };

  it('is empty, then holds who was added', async () => {
    const { secondary } = await planted();
    expect((await isMember(secondary)).json()).not.toHaveProperty('member');
    const got = await add({ groupuser: [{ userid: secondary }] });
    expect([got.status, got.text]).toEqual([204, '']);
    expect(read<Members>(await isMember(secondary)).member).toHaveLength(1);
    expect((await stand.state()).users[secondary]?.groups).toEqual(['MAXADMIN']);
  });

  it('keeps the members who were there, and takes effect once', async () => {
    const { primary, secondary } = await planted();
    await add({ groupuser: [{ userid: secondary }] });
    const again = await add({ groupuser: [{ userid: secondary }] });
    expect(again.status).toBe(204);
    expect((await stand.requests()).at(-1)?.effect).toBe(false);
    expect(read<Members>(await isMember(primary)).member).toHaveLength(1);
  });

  it('takes the headers in any case', async () => {
    const { secondary } = await planted();
    const got = await add({ groupuser: [{ userid: secondary }] }, { 'X-Method-Override': 'patch', PatchType: 'merge' });
    expect(got.status).toBe(204);
  });

  it.each([
    ['no headers', {}],
    ['no merge', { 'x-method-override': 'PATCH' }],
    ['another method', { 'x-method-override': 'DELETE', patchtype: 'MERGE' }],
  ])('refuses %s, and changes nothing', async (_what, headers) => {
    const { secondary } = await planted();
    expect((await add({ groupuser: [{ userid: secondary }] }, headers)).status).toBe(400);
    expect((await stand.state()).users[secondary]?.groups).toEqual([]);
  });

  it('refuses a user who is not synchronised to Manage', async () => {
    await stand.core({ method: 'POST', path: '/v3/users', body: definitionOf('ada') });
    expect((await add({ groupuser: [{ userid: 'ada' }] })).status).toBe(400);
    expect((await add({ groupuser: [{ userid: 'nobody' }] })).status).toBe(400);
  });

  it('refuses a body that is not right, and an unknown group', async () => {
    const { secondary } = await planted();
    const body = { groupuser: [{ userid: secondary }] };
    expect((await add({})).status).toBe(400);
    expect((await add({ groupuser: [] })).status).toBe(400);
    expect((await add({ ...body, groupname: 'X' })).status).toBe(400);
    expect((await add(body, merge, 99)).status).toBe(404);
    expect((await isMember(secondary, 99)).status).toBe(404);
  });

  it('is told of the user to the request log', async () => {
    const { secondary } = await planted();
    await isMember(secondary);
    await add({ groupuser: [{ userid: secondary }] });
    expect((await stand.requests()).filter(({ user }) => user === secondary)).toHaveLength(2);
  });
});

describe('a workspace without Manage', () => {
  it('has no Manage API', async () => {
    const without = await openStand({ certDir: folder.dir, apps: ['iot'], seedUsers: 1 });
    const got = await without.certified.call({ path: `${manage}/mxapigroup?oslc.select=groupname` });
    const [user] = Object.values((await without.state()).users);
    await without.close();
    expect(got.status).toBe(404);
    expect(user).toMatchObject({ roles: { iot: 'ADMIN' }, groups: [] });
  });
});
