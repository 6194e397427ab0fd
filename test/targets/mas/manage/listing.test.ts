import { listMembers } from '../../../../src/targets/mas/manage/listing';
import { NamedGroupShown } from '../../../../src/targets/mas/wire/wire-person';
import { ada, type Rig, startRig } from '../rig';

const path = '/maximo/api/os/mxapigroup';
const call = { what: 'list all security groups', method: 'GET', path, query: { lean: '1' } } as const;
const host = 'https://manage.example';

/** What comes of a list whose pages have these bodies; the last one for ever. */
async function listed(...pages: readonly unknown[]) {
  const asked: unknown[] = [];
  const send = async (sent: { readonly query?: unknown }) => {
    asked.push(sent.query);
    return { status: 200, body: pages[asked.length - 1] ?? pages.at(-1) };
  };
  const members = await listMembers({ baseUrl: host, call, send, isPage: () => true }, NamedGroupShown);
  return { names: members.map(({ groupname }) => groupname), asked };
}

const page = (groupname: string, next?: unknown) => ({
  member: [{ groupname }],
  responseInfo: next === undefined ? {} : { nextPage: next },
});

test.each<[what: string, next: unknown]>([
  ['an address', { href: `${host}${path}?pageno=2` }],
  ['an address under oslc', { href: `${host}/maximo/oslc/os/mxapigroup?pageno=2` }],
  ['a query', { href: '?pageno=2' }],
  ['a path', { href: `${path}?pageno=2` }],
  ['a path below /maximo', { href: 'api/os/mxapigroup?pageno=2' }],
  ['a text', `${host}${path}?pageno=2`],
])('a next page that is told as %s is read, with what we asked for', async (_what, next) => {
  const { names, asked } = await listed(page('A', next), page('B'));
  expect(names).toEqual(['A', 'B']);
  expect(asked[1]).toEqual({ lean: '1', pageno: '2' });
});

test.each<[what: string, href: unknown]>([
  ['another origin', { href: `https://x${path}?pageno=2` }],
  ['another port', { href: `${host}:8443${path}?pageno=2` }],
  ['clear text', { href: `http://manage.example${path}?pageno=2` }],
  ['somebody before the host', { href: `https://manage.example@evil.example${path}?pageno=2` }],
  ['another path', { href: `${host}/maximo/api/os/mxapiuser?pageno=2` }],
  ['a path above', { href: `${host}${path}/../mxapiuser?pageno=2` }],
  ['no address', { href: 'https://' }],
  ['an object without one', { page: 2 }],
  ['a number', 2],
])('a next page at %s is not asked for, and the list is not taken for whole', async (_what, href) => {
  await expect(listed(page('A', href), page('B'))).rejects.toMatchObject({
    code: 'MAS_PAGE_ELSEWHERE',
    message: expect.stringContaining('list all security groups'),
  });
});

test('pages that go round in a circle end as an answer outside the contract', async () => {
  await expect(listed(page('A', { href: '?pageno=2' }))).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
});

test('fewer members than the list counts are not all', async () => {
  const cut = { member: [{ groupname: 'A' }], responseInfo: { totalCount: 2, totalPages: 2, pagenum: 1 } };
  await expect(listed(cut)).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
});

test.each([
  [{}],
  [{ member: null }],
  [{ member: {} }],
  [{ member: [] }],
  [{ member: [{}] }],
  [{ member: ['x', null] }],
])('of %j there are none', async (body) => {
  expect((await listed(body)).names).toEqual([]);
});

test.each([['<html>'], [undefined], [null], [7]])('%j is no list', async (body) => {
  await expect(listed(body)).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
});

test('one odd member does not keep the others from being read', async () => {
  const body = { member: [{ groupname: 'A' }, { groupname: 7 }, null, { group: 'C' }, { groupname: 'D', more: [] }] };
  expect((await listed(body)).names).toEqual(['A', 'D']);
});

describe('the groups that a primary user from 9.1 may reassign', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ apps: ['manage'], masVersion: '9.1', pageSize: 2 });
  });
  afterEach(() => rig.control.faults([]));
  afterAll(() => rig.close());

  test('are those of all pages', async () => {
    await rig.worker().onboard(ada, 'primary');
    const { groupReassignment } = (await rig.control.state()).users[ada.id] ?? {};
    expect(groupReassignment).toHaveLength(5);
  });

  test('are not those of the first page when the next is elsewhere: nothing is given', async () => {
    const body = { ...page('MAXADMIN', { href: `https://x${path}?pageno=2` }) };
    await rig.control.faults([{ method: 'GET', path: '/mxapigroup$/', do: { status: 200, body } }]);
    const other = { ...ada, id: 'other' };
    await expect(rig.worker().onboard(other, 'primary')).rejects.toMatchObject({ code: 'MAS_PAGE_ELSEWHERE' });
    expect((await rig.control.state()).users[other.id]).toMatchObject({ groupReassignment: [] });
  });
});
