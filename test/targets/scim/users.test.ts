import type { Target } from '../../../src/targets/contract/target';
import { urns } from '../../../src/targets/scim/wire';
import { onboard, planned } from '../../conformance/onboarding';
import {
  ada,
  codeOf,
  listOf,
  nobody,
  offered,
  startScriptedScim,
  there,
  user,
  type Reply,
  type ScriptedScim,
} from './rig';

let scim: ScriptedScim;
beforeAll(async () => {
  scim = await startScriptedScim();
});
afterAll(() => scim.close());

const make = (target: Target = scim.target()) => onboard(target, ada, 'primary');
const calls = () => scim.asked.map(({ call }) => call);
const writes = () =>
  scim.asked
    .filter(({ call }) => !call.startsWith('GET'))
    .map(({ call, body, headers }) => [call, body, headers['if-match']]);

describe('looking for a user', () => {
  it('asks with the name as a JSON string, in the media type of SCIM', async () => {
    scim.play(there);
    expect(await make()).toEqual([]);
    const question = scim.asked.find(({ call }) => call === 'GET /Users');
    expect(question?.query.get('filter')).toBe(String.raw`userName eq "Ada \"A\" Byron"`);
    expect(question?.headers.accept).toBe('application/scim+json');
  });

  it('takes nobody else when the service leaves the filter out of account, and is stopped by no odd record', async () => {
    const others = [{ id: '1', userName: 'bob' }, { id: '2' }, { userName: ada.id }, 'text', null];
    scim.play({ 'GET /Users': [200, { totalResults: 5, Resources: others }] });
    expect(await planned(scim.target(), ada, 'primary')).toEqual(['create']);
  });

  it('reads on by index until the total is there, and by whatever cursor it is given', async () => {
    scim.play({
      ...there,
      'GET /Users': ({ query }) => {
        if (query.get('cursor') === 'c2') return [200, { Resources: [user] }];
        const [eve, bob] = [
          { id: '1', userName: 'eve' },
          { id: '2', userName: 'bob' },
        ];
        if (query.get('startIndex') === '2') return [200, { nextCursor: 'c2', Resources: [bob] }];
        return [200, { totalResults: 3, Resources: [eve] }];
      },
    });
    expect(await make()).toEqual([]);
    expect(calls().filter((call) => call === 'GET /Users')).toHaveLength(3);
  });

  it('begins with an empty cursor where the service has cursors, and keeps the count', async () => {
    const pagination = { cursor: true, index: false, maxPageSize: 2 };
    scim.play({
      ...{ ...there, 'GET /ServiceProviderConfig': [200, { ...offered, pagination }] },
      'GET /Users': ({ query }) =>
        query.get('cursor') === ''
          ? [200, { totalResults: 9, nextCursor: 'c', Resources: [] }]
          : [200, { totalResults: 9, Resources: [user] }],
    });
    expect(await make()).toEqual([]);
    const asked = scim.asked
      .filter(({ call }) => call === 'GET /Users')
      .map(({ query }) => [query.get('cursor'), query.get('count'), query.get('startIndex')]);
    expect(asked).toEqual([
      ['', '2', null],
      ['c', '2', null],
    ]);
  });

  it.each<[string, Reply, string]>([
    ['a page that is empty though more is promised', [200, { totalResults: 5, Resources: [] }], 'UNEXPECTED_RESPONSE'],
    [
      'a cursor that leads to itself',
      [200, { totalResults: 5, nextCursor: 'c', Resources: [] }],
      'UNEXPECTED_RESPONSE',
    ],
    ['an answer that is no list', [200, { schemas: [urns.list] }], 'UNEXPECTED_RESPONSE'],
    ['a cursor that has ended', [400, { scimType: 'expiredCursor' }], 'SCIM_CHANGED_MEANWHILE'],
    ['a filter it does not like', [400, { scimType: 'invalidFilter', detail: ada.email }], 'SCIM_REQUEST_REFUSED'],
    ['a word that nobody knows', [400, { scimType: ada.email }], 'TARGET_REJECTED'],
    ['two users of the same name', listOf(user, { ...user, id: '8' }), 'SCIM_NAME_AMBIGUOUS'],
  ])('that meets %s ends plainly', async (_, reply, code) => {
    scim.play({ ...there, 'GET /Users': reply });
    const [met, message] = await codeOf(make());
    expect([met, message]).toEqual([code, expect.not.stringContaining('acme')]);
  });

  it('reads all users once where the service has no filters, and trusts its 409 more than that', async () => {
    let made: object[] = [];
    scim.play({
      'GET /ServiceProviderConfig': [200, { ...offered, filter: { supported: false } }],
      'GET /Users': () => [200, { totalResults: made.length, Resources: made }],
      'GET /Users/7': () => [200, user],
      'POST /Users': () => {
        made = [user];
        return [409, { scimType: 'uniqueness' }];
      },
    });
    const target = scim.target();
    const bob = { ...ada, id: 'bob' };
    expect(await planned(target, bob, 'primary')).toEqual(['create']);
    expect(await make(target)).toEqual(['create']);
    expect(calls().filter((call) => call === 'GET /Users')).toHaveLength(2);
    expect(scim.asked.every(({ query }) => !query.has('filter'))).toBe(true);
  });
});

describe('making a user', () => {
  it('reads back one whom the 201 does not show, by its Location', async () => {
    scim.play({
      'GET /Users': nobody,
      'POST /Users': [201, undefined, { location: 'https://x.example/scim/Users/7' }],
      'GET /Users/7': [200, user],
    });
    expect(await make()).toEqual(['create']);
    expect(calls().at(-1)).toBe('GET /Users/7');
  });

  it('says so when the service makes another name of it', async () => {
    scim.play({ 'GET /Users': nobody, 'POST /Users': [201, { ...user, userName: 'ada.byron' }] });
    expect(await codeOf(make())).toEqual(['SCIM_USER_RENAMED', expect.not.stringContaining('ada.byron')]);
  });

  it('takes letters in another case for the same name, and enables whom the service makes disabled', async () => {
    const shown = { ...user, userName: ada.id.toUpperCase(), active: false };
    scim.play({ 'GET /Users': nobody, 'POST /Users': [201, shown], 'PATCH /Users/7': [204] });
    expect(await make()).toEqual(['create']);
    const change = { schemas: [urns.patch], Operations: [{ op: 'replace', path: 'active', value: true }] };
    expect(writes().at(-1)).toEqual(['PATCH /Users/7', change, 'W/"3"']);
  });

  it('names the extension only where something of it is sent', async () => {
    scim.play({ 'GET /Users': nobody, 'POST /Users': [201, user] });
    await make();
    await make(scim.target({ enterprise: { primary: { department: 'Tours' } } }));
    expect(writes().map(([, body]) => [Object(body).schemas, Object(body)[urns.enterprise]])).toEqual([
      [[urns.user], undefined],
      [[urns.user, urns.enterprise], { department: 'Tours' }],
    ]);
  });

  it('is refused with the word of the service and nothing else of its answer', async () => {
    scim.play({ 'GET /Users': nobody, 'POST /Users': [400, { scimType: 'invalidValue', detail: ada.email }] });
    expect(await codeOf(make())).toEqual([
      'SCIM_REQUEST_REFUSED',
      'create user: the SCIM service answered 400 (invalidValue)',
    ]);
  });
});
