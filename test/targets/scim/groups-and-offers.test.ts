import { createScim } from '../../../src/targets/scim/scim';
import type { Target } from '../../../src/targets/contract/target';
import { urns } from '../../../src/targets/scim/wire';
import { onboard, planned } from '../../conformance/onboarding';
import { offboard } from '../../conformance/departing';
import {
  ada,
  codeOf,
  listOf,
  nobody,
  offered,
  startScriptedScim,
  there,
  user,
  type Script,
  type ScriptedScim,
} from './rig';

let scim: ScriptedScim;
beforeAll(async () => {
  scim = await startScriptedScim();
});
afterAll(() => scim.close());

const make = (target: Target = scim.target()) => onboard(target, ada, 'primary');
const writes = () =>
  scim.asked
    .filter(({ call }) => !call.startsWith('GET'))
    .map(({ call, body, headers }) => [call, body, headers['if-match']]);

describe('a user who is there and disabled', () => {
  const disabled = { ...user, active: false };
  const script: Script = { 'GET /Users': listOf(disabled), 'GET /Users/7': [200, disabled] };

  it('is enabled again, as it was read and no other', async () => {
    scim.play({ ...script, 'PATCH /Users/7': [200, disabled] });
    expect(await planned(scim.target(), ada, 'primary')).toEqual(['create']);
    expect(await make()).toEqual(['create']);
    expect(writes()).toMatchObject([['PATCH /Users/7', {}, 'W/"3"']]);
    scim.play({ ...script, 'PATCH /Users/7': [412] });
    expect((await codeOf(make()))[0]).toBe('SCIM_CHANGED_MEANWHILE');
  });

  it('is refused where the tenant says so', async () => {
    scim.play(script);
    expect((await codeOf(make(scim.target({ onDisabled: 'fail' }))))[0]).toBe('SCIM_USER_DISABLED');
    expect(writes()).toEqual([]);
  });

  it('is only one whom `active` calls so: who has no such attribute is not', async () => {
    const { active: _active, ...plain } = user;
    scim.play({ 'GET /Users': listOf(plain), 'GET /Users/7': [200, plain] });
    expect(await make()).toEqual([]);
  });
});

describe('groups', () => {
  const group = { id: 'g1', displayName: 'tours', meta: { created: '2020-01-01T00:00:00Z' } };
  const groups = { groups: { primary: ['Tours'] } };

  it('that are not there end the user plainly, or are made: of two that were made at once the older stays', async () => {
    scim.play({ ...there, 'GET /Groups': nobody });
    expect((await codeOf(make(scim.target(groups))))[0]).toBe('SCIM_GROUP_NOT_FOUND');
    let made: object[] = [];
    const mine = { id: 'g2', displayName: 'Tours', meta: { created: '2020-01-01T00:00:01Z' } };
    scim.play({
      ...{ ...there, 'GET /Groups': () => listOf(...made) },
      'POST /Groups': () => {
        made = [mine, group];
        return [201, mine];
      },
      ...{ 'DELETE /Groups/g2': [204], 'PATCH /Groups/g1': [204] },
    });
    expect(await make(scim.target({ ...groups, missingGroups: 'create' }))).toEqual(['group']);
    expect(writes().map(([call]) => call)).toEqual(['POST /Groups', 'DELETE /Groups/g2', 'PATCH /Groups/g1']);
  });

  it('take the id that the user has now, not the one that it had before it was deleted and made anew', async () => {
    const anew = { ...user, id: '8' };
    const script: Script = {
      'GET /Groups': listOf(group),
      'GET /Groups/g1': [200, { id: 'g1' }],
      'PATCH /Groups/g1': [204],
    };
    scim.play({ ...there, ...script });
    const target = scim.target(groups);
    await make(target);
    const { signal } = new AbortController();
    const task = { person: ada, want: ['Tours'], present: [], reportLease: () => undefined, signal, attempt: 1 };
    scim.play({ ...script, 'GET /Users': listOf(anew), 'GET /Users/8': [200, anew] });
    const found = await target.verbs.group.check(task);
    expect(found).toEqual({ done: false, missing: ['Tours'] });
    await target.verbs.group.apply(task, ['Tours']);
    expect(writes()).toMatchObject([['PATCH /Groups/g1', { Operations: [{ value: [{ value: '8' }] }] }, undefined]]);
  });

  it('are left also when somebody else was quicker, and stay when only the user is gone', async () => {
    const members = { id: 'g1', members: [{ value: '7' }] };
    scim.play({
      ...{ ...there, 'GET /Groups': listOf(group), 'GET /Groups/g1': [200, members] },
      ...{ 'PATCH /Groups/g1': [400, { scimType: 'noTarget' }], 'DELETE /Users/7': [404] },
    });
    expect(await offboard(scim.target(groups), { person: ada, kind: 'primary', how: 'delete' })).toEqual([
      'ungroup',
      'deprovision',
    ]);
    const leave = { schemas: [urns.patch], Operations: [{ op: 'remove', path: 'members[value eq "7"]' }] };
    expect(writes()).toEqual([
      ['PATCH /Groups/g1', leave, undefined],
      ['DELETE /Users/7', '', 'W/"3"'],
    ]);
  });

  it('and roles that others gave are told before the user goes', async () => {
    const more = {
      ...user,
      roles: ['auditor', { value: 'boss' }],
      groups: [{ value: 'g9', display: 'board' }],
      emails: [{ value: 'x@y.example' }],
    };
    scim.play({ 'GET /Users': listOf(more), 'GET /Users/7': [200, more], 'PATCH /Users/7': [204] });
    const target = scim.target({ roles: { primary: ['auditor'] } });
    expect(await offboard(target, { person: ada, kind: 'primary', how: 'disable' })).toEqual([
      ...['differs: emails', 'differs: role boss', 'differs: group board'],
      'deprovision',
    ]);
  });
});

describe('what a service offers', () => {
  const schemas = (...found: object[]): Script => ({ ...there, 'GET /Schemas': listOf(...found) });
  const core = { id: urns.user, attributes: [{ name: 'userName' }] };

  it.each<[string, object, Script]>([
    ['PATCH', {}, { 'GET /ServiceProviderConfig': [200, { ...offered, patch: { supported: false } }] }],
    ['roles', { roles: { secondary: ['auditor'] } }, schemas(core)],
    ['department', { enterprise: { primary: { department: 'Tours' } } }, schemas(core)],
  ])('is held against what users are to get: without %s nobody is touched', async (name, ref, script) => {
    scim.play(script);
    expect(await codeOf(make(scim.target(ref)))).toEqual(['SCIM_FEATURE_MISSING', expect.stringContaining(name)]);
  });

  it('is looked at by doctor, with the right to read users and groups', async () => {
    scim.play({ ...there, 'GET /Groups': [403] });
    const found = await scim.target().diagnose(new AbortController().signal);
    expect(found.map(({ check, status }) => [check, status])).toEqual([
      ...[
        ['SCIM service', 'ok'],
        ['credentials', 'ok'],
        ['what the service offers', 'ok'],
      ],
      ...[
        ['users', 'ok'],
        ['groups', 'failed'],
      ],
    ]);
  });
});

describe('credentials', () => {
  it('are a token that is opened again when it is refused', async () => {
    scim.token = 'old';
    const guarded: Script = {
      ...there,
      'GET /Users': ({ headers }) => (headers.authorization === 'Bearer new' ? listOf(user) : [401]),
    };
    scim.play(guarded);
    const target = scim.target();
    expect((await codeOf(make(target)))[0]).toBe('CREDENTIALS_REJECTED');
    scim.token = 'new';
    expect(await make(target)).toEqual([]);
  });

  it('or a client, whose id and secret are encoded before they are sent', async () => {
    const address = scim.deps().settings.address.replace('/scim', '/token');
    const client = { tokenAddress: address, id: { file: 'a:b' }, secret: { file: 'c d' }, scope: 'scim' };
    scim.play({ ...there, 'POST /token': [200, { access_token: 't' }] });
    const target = createScim(scim.deps({ token: undefined, client }))({ system: 'scim', instance: 'inst1' });
    expect(await make(target)).toEqual([]);
    const [login] = scim.asked.filter(({ call }) => call === 'POST /token');
    expect([login?.headers.authorization, login?.body]).toEqual([
      `Basic ${Buffer.from('a%3Ab:c+d').toString('base64')}`,
      'grant_type=client_credentials&scope=scim',
    ]);
    scim.play({ ...there, 'POST /token': [401, { error: 'invalid_client' }] });
    const refused = createScim(scim.deps({ token: undefined, client }))({ system: 'scim', instance: 'inst1' });
    expect(await codeOf(make(refused))).toEqual([
      'CREDENTIALS_REJECTED',
      'log in: the token service answered 401 (invalid_client)',
    ]);
  });

  it.each([
    { token: undefined },
    { client: { tokenAddress: 'https://x.example', id: { env: 'A' }, secret: { env: 'B' } } },
  ])('are one or the other: %j is refused', (change) => {
    expect(() => scim.deps(change)).toThrow(/either token or client/);
  });
});
