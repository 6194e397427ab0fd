import { roleIdsOf } from '../../../src/targets/idmgmt/wire/wire';
import { type Rig, startRig, joining, leaving, teamPath, type Worker } from './rig';

const prefix = 'crn:v1:icp:private:iam::::role:';
let rig: Rig;
let worker: Worker;

beforeEach(async () => {
  rig = await startRig();
  worker = rig.worker();
});
afterEach(() => rig.close());

const whole = () => worker.api.teams.require('acme');
const members = async () =>
  Object.fromEntries((await whole()).users.map((member) => [member.userId, roleIdsOf(member)]));
const toTeam = async () => (await rig.control.requests()).filter(({ path }) => path === teamPath);

describe('writing a team', () => {
  it('makes a team that does not exist, and puts people in as the directory has them', async () => {
    expect(await worker.write(joining('ada', 'Administrator'), joining('bob'))).toEqual([
      { id: 'ada', changed: true },
      { id: 'bob', changed: true },
    ]);
    expect((await whole()).users).toEqual([
      {
        userId: 'ada',
        firstName: 'ada',
        lastName: 'Example',
        email: 'ada@acme.example',
        userBaseDN: 'uid=ada,ou=people,dc=example,dc=com',
        roles: [{ id: `${prefix}Administrator` }],
      },
      expect.objectContaining({ userId: 'bob', roles: [{ id: `${prefix}Viewer` }] }),
    ]);
  });

  it('writes all changes at once, and nothing when nothing is missing', async () => {
    await worker.write(joining('ada'));
    const before = (await toTeam()).length;
    await worker.write(joining('ada'), joining('bob'), joining('cyd'));
    const methods = (await toTeam()).map(({ method }) => method);
    expect(methods.slice(before)).toEqual(['GET', 'GET', 'PUT', 'GET']);
    expect(await worker.write(joining('ada'), joining('bob'), joining('cyd'))).toEqual([
      { id: 'ada', changed: false },
      { id: 'bob', changed: false },
      { id: 'cyd', changed: false },
    ]);
    expect((await toTeam()).map(({ method }) => method).slice(before + 4)).toEqual(['GET']);
  });

  it('puts a role in the place of the one that a member has', async () => {
    await worker.write(joining('ada', 'Auditor'));
    await worker.write(joining('ada', 'Viewer'));
    expect(await members()).toEqual({ ada: [`${prefix}Viewer`] });
  });

  it('keeps groups, service ids, members and whatever else others put in', async () => {
    await worker.write(joining('ada'));
    const team = await whole();
    const usergroups = [{ name: 'security', userGroupDN: 'cn=security', roles: [{ id: `${prefix}Operator` }] }];
    const serviceids = [{ serviceId: 'robot', roles: [{ id: `${prefix}Editor` }] }];
    const stranger = {
      userId: 'cyd',
      userBaseDN: 'uid=cyd',
      note: 'by hand',
      roles: [{ id: `${prefix}Editor`, note: 1 }],
    };
    await worker.api.teams.replace({ ...team, usergroups, serviceids, users: [...team.users, stranger] });
    await worker.write(joining('bob'));
    expect(await whole()).toMatchObject({
      usergroups,
      serviceids,
      users: [{ userId: 'ada' }, stranger, { userId: 'bob' }],
    });
  });

  it('takes people out, and leaves alone whoever is not in', async () => {
    await worker.write(joining('ada'), joining('bob'));
    expect(await worker.write(leaving('ada'), leaving('cyd'))).toEqual([
      { id: 'ada', changed: true },
      { id: 'cyd', changed: false },
    ]);
    expect(await members()).toEqual({ bob: [`${prefix}Viewer`] });
  });

  it('never changes a System team', async () => {
    const { target } = rig.worker({ team: 'platform-operators' });
    const { signal } = new AbortController();
    const write = target.writeTeam?.({ team: 'platform-operators', changes: [joining('ada')] }, signal);
    await expect(write).rejects.toMatchObject({ code: 'IDMGMT_SYSTEM_TEAM' });
    await expect(target.prepare(signal)).rejects.toMatchObject({ code: 'IDMGMT_SYSTEM_TEAM' });
    expect(await rig.control.effects()).toEqual([]);
  });

  it('writes again what somebody else has overwritten before it was confirmed', async () => {
    await worker.write(joining('ada'));
    const stale = await whole();
    await rig.control.faults([{ method: 'PUT', path: teamPath, times: 1, do: { delay: '500ms' } }]);
    const before = (await toTeam()).length;
    const written = worker.write(joining('bob'));
    for (;;) if ((await toTeam()).slice(before).some(({ method }) => method === 'PUT')) break;
    await worker.api.teams.replace({ ...stale, name: 'renamed' });
    expect(await written).toEqual([{ id: 'bob', changed: true }]);
    expect(await members()).toMatchObject({ ada: [`${prefix}Viewer`], bob: [`${prefix}Viewer`] });
    expect(await whole()).toMatchObject({ name: 'renamed' });
  });

  it('keeps what somebody else writes between its read and its write', async () => {
    await worker.write(joining('ada'));
    const team = await whole();
    await rig.control.faults([{ method: 'GET', path: teamPath, times: 1, do: { delay: '500ms' } }]);
    const before = (await toTeam()).length;
    const written = worker.write(joining('bob'));
    for (;;) if ((await toTeam()).length > before) break;
    const cyd = { userId: 'cyd', userBaseDN: 'uid=cyd', roles: [{ id: `${prefix}Editor` }] };
    await worker.api.teams.replace({ ...team, users: [...team.users, cyd] });
    await written;
    expect(Object.keys(await members()).sort()).toEqual(['ada', 'bob', 'cyd']);
  });

  it('gives up for a while when its writes are undone every time', async () => {
    await worker.write(joining('ada'));
    // A far side that takes a write and forgets it.
    await rig.control.faults([{ method: 'PUT', path: teamPath, do: { status: 200, body: {} } }]);
    const before = (await toTeam()).length;
    await expect(worker.write(joining('bob'))).rejects.toMatchObject({ code: 'IDMGMT_TEAM_CONTENDED' });
    expect((await toTeam()).slice(before).filter(({ method }) => method === 'PUT')).toHaveLength(4);
    expect((await toTeam()).length - before).toBe(13);
  });

  it('lets one at a time write in a process', async () => {
    await worker.write(joining('ada'));
    await Promise.all([worker.write(joining('bob')), worker.write(joining('cyd'))]);
    const writes = (await toTeam()).filter(({ method }) => method === 'PUT');
    expect(writes).toHaveLength(3);
    expect(Object.keys(await members()).sort()).toEqual(['ada', 'bob', 'cyd']);
  });

  it.each([
    ['GET', 'Error: no such thing'],
    ['GET', '[]'],
    ['GET', '{"teamId":"acme"}'],
    ['PUT', 'Error: not today'],
    ['PUT', '"Error: not today"'],
  ])('takes an answer to %s that is %s with status 200 for an error, and writes nothing more', async (method, text) => {
    await worker.write(joining('ada'));
    await rig.control.faults([{ method, path: teamPath, do: { status: 200, body: text } }]);
    const before = (await rig.control.effects()).length;
    await expect(worker.write(joining('bob'))).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
    expect(await rig.control.effects()).toHaveLength(before);
  });

  it('says which right it lacks', async () => {
    await worker.write(joining('ada'));
    await rig.control.faults([{ method: 'PUT', path: teamPath, do: { status: 403 } }]);
    await expect(worker.write(joining('bob'))).rejects.toMatchObject({
      code: 'TARGET_FORBIDDEN',
      message: expect.stringContaining('Administrator'),
    });
  });
});
