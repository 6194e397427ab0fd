import { z } from 'zod';
import { urns } from '../../../src/targets/scim/wire';
import type { Simulator } from '../../../simulator/start';
import { startTestSimulator } from '../../system/simulator';
import { type Caller, createCaller, type Got } from '../caller';

interface Stand {
  /** `GET /Users`. */
  call(what: string, body?: object, headers?: object): Promise<Got>;
  close(): Promise<void>;
}

async function startStand(options: object = {}): Promise<Stand> {
  const simulator: Simulator = await startTestSimulator({ system: 'scim', password: 'secret word', ...options });
  const caller: Caller = await createCaller(simulator);
  const basic = Buffer.from('superuser:secret+word').toString('base64');
  const asForm = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
  const got = await caller.call({
    method: 'POST',
    path: '/oauth/token',
    headers: asForm,
    text: 'grant_type=client_credentials',
  });
  const token = String(Object(got.json()).access_token);
  return {
    call(what, body, headers = {}) {
      const [method = '', path = ''] = what.split(' ');
      return caller.call({
        ...{ method, path: `/scim/v2${path}`, ...(body === undefined ? {} : { body }) },
        headers: {
          ...{ authorization: `Bearer ${token}`, accept: 'application/scim+json' },
          ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
          ...headers,
        },
      });
    },
    async close() {
      caller.close();
      await simulator.close();
    },
  };
}

let stand: Stand;
beforeAll(async () => {
  stand = await startStand({ seedUsers: 12 });
});
afterAll(() => stand.close());

const ada = { schemas: [urns.user], userName: 'Ada' };
const Resource = z.looseObject({
  id: z.string().default(''),
  meta: z.object({ version: z.string() }).default({ version: '' }),
});
const Found = z.object({ Resources: z.tuple([z.object({ id: z.string() })]) });
const bodyOf = (got: Got) => Resource.parse(got.json());
const said = (got: Got) => [got.status, bodyOf(got)['scimType']];
const patch = (operation: object) => ({ schemas: [urns.patch], Operations: [operation] });

it('makes a user once, whatever the case of its name, and says where it is', async () => {
  const made = await stand.call('POST /Users', ada);
  const { id, meta } = bodyOf(made);
  expect([made.status, made.headers.location, made.headers.etag]).toEqual([201, `/scim/v2/Users/${id}`, meta.version]);
  expect(said(await stand.call('POST /Users', { ...ada, userName: 'ADA' }))).toEqual([409, 'uniqueness']);
});

it.each<[string, { readonly body?: object; readonly headers?: object }, number]>([
  ['POST /Users', { body: ada, headers: { 'content-type': 'application/json' } }, 415],
  ['GET /Users', { headers: { accept: 'application/json' } }, 406],
  ['GET /Users', { headers: { authorization: 'Bearer other' } }, 401],
  ['POST /Users', { body: { userName: 'bob' } }, 400],
  ['POST /Users', { body: { ...ada, userName: 'bob', nickName: 'b' } }, 400],
  ['POST /Users', { body: { ...ada, userName: 'bob', [urns.enterprise]: { department: 'x' } } }, 400],
  ['GET /Users?filter=userName+sw+%22a%22', {}, 400],
  ['GET /Users?cursor=', {}, 400],
  ['GET /Users?count=x', {}, 400],
  ['GET /Users/nobody', {}, 404],
])('%s with %j is refused', async (what, { body, headers }, status) => {
  expect((await stand.call(what, body, headers)).status).toBe(status);
});

it('changes a user only as it was read', async () => {
  const { id, meta } = bodyOf(await stand.call('POST /Users', { ...ada, userName: 'carol' }));
  const disable = patch({ op: 'replace', path: 'active', value: false });
  expect((await stand.call(`PATCH /Users/${id}`, disable, { 'if-match': 'W/"old"' })).status).toBe(412);
  const { version } = meta;
  const changed = await stand.call(`PATCH /Users/${id}`, disable, { 'if-match': version });
  expect([changed.status, changed.text, changed.headers.etag === version]).toEqual([204, '', false]);
  expect((await stand.call(`DELETE /Users/${id}`, undefined, { 'if-match': version })).status).toBe(412);
  expect(said(await stand.call(`PATCH /Users/${id}`, patch({ op: 'replace', path: 'active', value: 'no' })))).toEqual([
    400,
    'invalidValue',
  ]);
  expect(said(await stand.call(`PATCH /Users/${id}`, patch({ op: 'replace', path: 'title', value: 'x' })))).toEqual([
    400,
    'invalidPath',
  ]);
});

it('keeps members until they are taken out, takes only users, and has nobody twice', async () => {
  const { id } = bodyOf(await stand.call('POST /Users', { ...ada, userName: 'dora' }));
  const found = await stand.call('GET /Groups?filter=displayName+eq+%22guests%22');
  const [{ id: group }] = Found.parse(found.json()).Resources;
  const add = (value: unknown) =>
    stand.call(`PATCH /Groups/${group}`, patch({ op: 'add', path: 'members', value: [{ value }] }));
  expect(said(await add('nobody'))).toEqual([400, 'invalidValue']);
  const [first, second] = [await add(id), await add(id)];
  expect([first.status, first.headers.etag]).toEqual([204, second.headers.etag]);
  expect(bodyOf(await stand.call(`GET /Users/${id}?attributes=groups`))).toMatchObject({
    groups: [{ display: 'guests' }],
  });
  expect((await stand.call(`DELETE /Users/${id}`)).status).toBe(204);
  expect((await stand.call(`GET /Groups/${group}?attributes=members`)).json()).toEqual({
    schemas: [urns.group],
    id: group,
    members: [{ value: id, type: 'User' }],
  });
  const leave = patch({ op: 'remove', path: `members[value eq "${id}"]` });
  expect((await stand.call(`PATCH /Groups/${group}`, leave)).status).toBe(204);
  expect(said(await stand.call(`PATCH /Groups/${group}`, leave))).toEqual([400, 'noTarget']);
});

it('has short pages by index, or cursors that belong to their query', async () => {
  const first = bodyOf(await stand.call('GET /Users'));
  expect([first['itemsPerPage'], first['startIndex'], Number(first['totalResults']) > 10]).toEqual([10, 1, true]);
  const cursors = await startStand({ seedUsers: 12, paging: 'cursor' });
  const page = bodyOf(await cursors.call('GET /Users?cursor=&count=8'));
  const next = String(page['nextCursor']);
  const last = bodyOf(await cursors.call(`GET /Users?cursor=${next}&count=8`));
  expect([Object(last['Resources']).length, last['nextCursor']]).toEqual([4, undefined]);
  expect(said(await cursors.call(`GET /Users?cursor=${next}&count=9`))).toEqual([400, 'invalidCursor']);
  expect(said(await cursors.call('GET /Users?startIndex=1&count=8'))).toEqual([400, 'invalidCursor']);
  await cursors.close();
});
