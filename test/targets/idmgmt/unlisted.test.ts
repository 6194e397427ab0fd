import { unlistedUser, withChanges } from '../../../src/targets/idmgmt/team/membership';
import { roleIdsOf, Team, wholeTeam } from '../../../src/targets/idmgmt/wire/wire';
import { depart } from '../departing';
import { entry, joining, joinTask, leaving, personNamed, type Rig, signal, startRig } from './rig';

// People whom the cluster does not list: in LDAP or not.

const viewer = 'crn:v1:icp:private:iam::::role:Viewer';
const inLdap = (name: string) => ({ ...entry(name), known: false });
const begin = async (...teamTraits: readonly string[]) =>
  await startRig({ directory: [entry('ada'), inLdap('new'), inLdap('other')], teamTraits });
let rig: Rig;
afterEach(() => rig.close());
const whole = () => rig.worker().api.teams.require('acme');
const members = async () => (await whole()).users.map((member) => [member.userId, ...roleIdsOf(member)]);

it('are written into the team from the record, and found there by the next run', async () => {
  rig = await begin();
  const worker = rig.worker({ userBaseDN: 'uid={id},ou=people,dc=acme,dc=com' });
  expect(await worker.target.verbs.join.check(joinTask('new'))).toEqual({
    done: false,
    missing: ['acme: not listed, written from the record'],
  });
  expect(await worker.write(joining('new'), joining('ada'), joining('other'))).toEqual([
    { id: 'ada', changed: true },
    { id: 'new', changed: true },
    { id: 'other', changed: true },
  ]);
  expect((await whole()).users).toContainEqual({
    ...{ userId: 'new', firstName: 'new', lastName: 'Example', email: 'new@acme.example' },
    ...{ userBaseDN: 'uid=new,ou=people,dc=acme,dc=com', roles: [{ id: viewer }] },
  });
  expect(await rig.worker().target.verbs.join.check(joinTask('new'))).toEqual({ done: true });
  expect(await rig.worker().write(joining('new'))).toEqual([{ id: 'new', changed: false }]);
});

it('are refused one by one when the far side refuses the write, and say what to do', async () => {
  rig = await begin();
  expect(await rig.worker().write(joining('nobody'))).toEqual([
    { id: 'nobody', code: 'IDMGMT_USER_NOT_KEPT', message: expect.not.stringContaining('nobody@') },
  ]);
  // The team's writer halves a batch that was refused.
  await expect(rig.worker().write(joining('new'), joining('nobody'))).rejects.toMatchObject({
    code: 'TARGET_REJECTED',
  });
});

it('are refused when the team takes the write and does not keep them; the others are in', async () => {
  rig = await begin('drops-unknown', 'null-lists');
  expect(await rig.worker().write(joining('nobody'), joining('new'), joining('ada'))).toEqual([
    { id: 'ada', changed: true },
    { id: 'nobody', code: 'IDMGMT_USER_NOT_KEPT', message: expect.any(String) },
    { id: 'new', changed: true },
  ]);
  expect(await members()).toEqual([
    ['ada', viewer],
    ['new', viewer],
  ]);
});

it('leave the team as others do', async () => {
  rig = await begin();
  await rig.worker().write(joining('new'), joining('ada'));
  await rig.worker().write(leaving('new'));
  expect(await members()).toEqual([['ada', viewer]]);
});

it('come back after they were deleted', async () => {
  rig = await begin();
  await rig.worker().write(joining('ada'));
  const { changed } = await depart(rig.worker().target, personNamed('ada'), { kind: 'secondary', how: 'delete' });
  expect(changed).toEqual(['leave', 'deprovision']);
  const { target } = rig.worker();
  await target.prepare(signal);
  await target.verbs.join.apply(joinTask('ada'), ['acme']);
  expect(await rig.worker().target.verbs.join.check(joinTask('ada'))).toEqual({ done: true });
});

it('are whoever has the address in the team already', () => {
  const team = { users: [{ userId: 'ALovelace', email: 'ADA@acme.example' }] };
  expect(unlistedUser(team, personNamed('ada')).userId).toBe('ALovelace');
});

it('have a name in LDAP that holds no other name', () => {
  const odd = { ...personNamed('ada'), id: 'a,ou=admins' };
  expect(unlistedUser({ users: [] }, odd, 'uid={id},dc=acme').userBaseDN).toBe(String.raw`uid=a\,ou\=admins,dc=acme`);
});

describe('a team as others wrote it', () => {
  const odd = [{ serviceId: 'robot' }, null, 'x', { userId: 7 }];
  const ada = { userId: 'ada', roles: [{}, null, { id: viewer }] };

  it('may hold anything: what is nobody’s is written back, lists may be null', () => {
    rig = { ...rig, close: async () => undefined };
    const team = Team.parse({ teamId: 'acme', name: 'A', users: [...odd, ada], usergroups: null, note: 1 });
    const user = { userId: 'bob' };
    const written = wholeTeam(withChanges(team, [{ user, change: { kind: 'join', role: 'Viewer' } }]));
    expect(written).toEqual({
      ...{ teamId: 'acme', name: 'A', note: 1, usergroups: [], serviceids: [] },
      users: [ada, { userId: 'bob', firstName: '', lastName: '', email: '', roles: [{ id: viewer }] }, ...odd],
    });
    expect(Team.parse({ teamId: 'acme', users: null }).users).toEqual([]);
    expect(Team.safeParse({ teamId: 'acme' }).success).toBe(false);
  });
});

it.each([
  ['records of strangers that lack or garble a field', [{}, null, { userId: 'ada', email: 5, firstName: {} }]],
  ['null', null],
])('a listing that holds %s stops nobody', async (_, body) => {
  rig = await begin();
  await rig.control.faults([{ method: 'GET', path: '/idmgmt/identity/api/v1/users', do: { status: 200, body } }]);
  expect(await rig.worker().write(joining('ada'))).toEqual([{ id: 'ada', changed: true }]);
});
