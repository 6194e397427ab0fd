import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { StatusPage } from '../../../src/domain/run/outcome';
import { type Outsider, openTeamStand, people, person, type TeamStand, usersFrom } from './team-stand';

/** `npm run test:scale` takes 250. */
const perTenant = Number(process.env['TEAM_USERS'] ?? 50);
const acme = people('a', perTenant);
const brick = people('b', perTenant);
const outsiders = people('third', 3);
const [ada, bob, cyd] = [person('ada'), person('bob'), person('cyd')];
let stand: TeamStand;

beforeEach(async () => {
  stand = await openTeamStand([ada, bob, cyd, ...acme, ...brick, ...outsiders]);
});
afterEach(() => stand.stop());

const teamRequests = async () => (await stand.control.requests()).filter(({ path }) => path.includes('/teams'));
const listings = async () => (await stand.control.requests()).filter(({ path }) => path.endsWith('/users'));

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(25);
}

async function untilWritten(): Promise<void> {
  const before = (await stand.control.requests()).at(-1)?.n ?? 0;
  await until(async () => (await stand.control.effects(before)).some(({ method }) => method === 'PUT'));
}

/** Reads, waits until the team was written, and writes what it had read: that write is lost. */
async function overwrite(outsider: Outsider, userId: string): Promise<void> {
  const stale = await outsider.read();
  await untilWritten();
  const roles = [{ id: 'crn:v1:icp:private:iam::::role:Auditor' }];
  await outsider.write({ ...stale, users: [...stale.users, { userId, userBaseDN: `uid=${userId}`, roles }] });
}

describe('the one writer of a team', () => {
  it('puts everybody in with the role of their kind; a second run writes nothing', async () => {
    const users = [...usersFrom('primary', [ada]), ...usersFrom('secondary', [bob, cyd])];
    const run = await stand.start('acme', users);
    expect(await stand.result(run)).toMatchObject({ status: 'completed', changed: 3 });
    expect(await stand.members()).toEqual({ ada: ['Administrator'], bob: ['Viewer'], cyd: ['Viewer'] });
    await stand.replay(run);
    await stand.replay(stand.user('acme', 'ada'));

    const before = (await stand.control.requests()).length;
    const second = await stand.start('acme', users);
    expect(await stand.result(second)).toMatchObject({ status: 'completed', changed: 0 });
    expect(await stand.control.effects(before)).toEqual([]);
    await stand.replay(stand.writer);
  }, 600_000);

  it('joins the users of two runs at once and loses nobody, while somebody else writes over it', async () => {
    const options = { concurrency: 60 };
    const runs = await Promise.all([
      stand.start('acme', usersFrom('primary', acme), options),
      stand.start('brick', usersFrom('secondary', brick), options),
    ]);
    await until(async () => Object.keys(await stand.members()).length > 0);
    const outsider = await stand.outsider();
    for (const { userId } of outsiders) await overwrite(outsider, userId);
    for (const run of runs) {
      expect(await stand.result(run)).toMatchObject({
        status: 'completed',
        changed: perTenant,
        counts: { completed: perTenant },
      });
    }
    const expected = Object.fromEntries([
      ...acme.map(({ userId }) => [userId, ['Administrator']]),
      ...brick.map(({ userId }) => [userId, ['Viewer']]),
      ...outsiders.map(({ userId }) => [userId, ['Auditor']]),
    ]);
    // What was overwritten after it had been confirmed is made good a moment later.
    await until(async () => isDeepStrictEqual(await stand.members(), expected));
    await stand.replay(stand.writer);
    const requests = await teamRequests();
    expect(requests.length).toBeLessThan(perTenant);
    expect(await listings()).toHaveLength(2);
  }, 600_000);

  it('tells a user whom neither cluster nor LDAP knows so, and joins it when it was added and retried', async () => {
    const late = person('late');
    const run = await stand.start('acme', usersFrom('secondary', [ada, late]), { holdForMs: 60_000 });
    const status = () => run.query<StatusPage>('status');
    await until(async () => (await status()).phase === 'holding');
    const [, failed] = (await status()).users;
    expect(failed?.state).toMatchObject({ status: 'failed', step: 'join', code: 'IDMGMT_USER_NOT_KEPT' });
    await stand.addPeople([late]);
    await until(async () => {
      const { phase, counts } = await status();
      if (phase === 'holding' && counts.failed > 0) await run.executeUpdate('retryFailed', { args: [{}] });
      return counts.completed === 2;
    });
    expect(await stand.members()).toEqual({ ada: ['Viewer'], late: ['Viewer'] });
  });

  it('joins users whom the cluster does not list with what their records say', async () => {
    const fresh = people('fresh', 3).map((entry) => ({ ...entry, known: false }));
    await stand.addPeople(fresh);
    const users = usersFrom('secondary', fresh).map((user) => ({ ...user, record: { ...user.record, id: user.key } }));
    expect(await stand.result(await stand.start('acme', users))).toMatchObject({ status: 'completed' });
    const { users: members } = await (await stand.outsider()).read();
    expect(members).toContainEqual(expect.objectContaining({ userId: 'fresh1', firstName: 'fresh1' }));
  });

  it('begins a new history after fifty writes, and takes along what waits', async () => {
    // Requests of one person are written one after the other.
    const first = await stand.ask('0', 'ada');
    for (let n = 1; n < 60; n += 1) await stand.ask(String(n), 'ada');
    const reads = async () => (await teamRequests()).filter(({ method }) => method === 'GET').length;
    await until(async () => (await reads()) >= 63);
    const { status } = await stand.client.workflow.getHandle(stand.writer.workflowId, first).describe();
    expect(status.name).toBe('CONTINUED_AS_NEW');
    expect(await stand.members()).toEqual({ ada: ['Viewer'] });
    await stand.replay(stand.client.workflow.getHandle(stand.writer.workflowId, first));
    await stand.replay(stand.writer);
  }, 300_000);

  it('keeps nobody out for one member whom the far side refuses', async () => {
    const listed = [ada, bob, person('ghost')].map((entry) => ({ ...entry, directoryId: 'ldap', type: 'LDAP' }));
    await stand.control.faults([{ method: 'GET', path: '//users$/', do: { status: 200, body: listed } }]);
    const run = await stand.start('acme', usersFrom('secondary', [ada, person('ghost'), bob]));
    expect(await stand.result(run)).toMatchObject({
      counts: { completed: 2, failed: 1 },
      failed: [{ email: 'GHOST@ACME.EXAMPLE', step: 'join', code: 'TARGET_REJECTED' }],
    });
    expect(await stand.members()).toEqual({ ada: ['Viewer'], bob: ['Viewer'] });
    await stand.replay(stand.writer);
  });

  it.each([
    ['without time', { patienceMs: -1 }],
    ['of a workflow without a name', { asker: { workflowId: '', runId: '00000000-0000-4000-8000-000000000000' } }],
    ['of a run that can be none', { asker: { workflowId: 'nobody', runId: 'the latest' } }],
  ])('lets a request be %s, and writes the others', async (_, wrong) => {
    await stand.ask('ada', 'ada');
    const asker = { workflowId: 'nobody', runId: '00000000-0000-4000-8000-000000000000' };
    const change = { kind: 'join', role: 'Viewer' };
    const request = {
      id: 'wrong',
      person: { id: 'bob', email: '', givenName: '', familyName: '' },
      change,
      asker,
      patienceMs: 60_000,
      ...wrong,
    };
    await stand.writer.signal('changeMembership', request);
    await stand.ask('cyd', 'cyd');
    await until(async () => Object.keys(await stand.members()).includes('cyd'));
    expect(Object.keys(await stand.members()).toSorted()).toEqual(['ada', 'cyd']);
  });

  it('keeps a request withdrawn whose batch is halved meanwhile', async () => {
    const dee = person('dee');
    await stand.addPeople([dee, person('eve')]);
    const put = { method: 'PUT', path: '/idmgmt/identity/api/v1/teams', times: 1 };
    await stand.control.faults([
      { ...put, do: { delay: '2s' } },
      { ...put, do: { status: 400 } },
      { ...put, do: { delay: '3s' } },
    ]);
    const puts = async () => (await teamRequests()).filter(({ method }) => method === 'PUT');
    await stand.ask('eve', 'eve');
    await until(async () => (await puts()).length > 0);
    // These are the next batch, which is refused as a whole; dee is in the second half.
    for (const { userId } of [ada, bob, cyd, dee]) await stand.ask(userId, userId);
    await until(async () => (await puts()).some(({ status }) => status === 400));
    await stand.writer.signal('withdrawMembership', 'dee');
    await until(async () => Object.keys(await stand.members()).length >= 4);
    expect(Object.keys(await stand.members()).toSorted()).toEqual(['ada', 'bob', 'cyd', 'eve']);
    await stand.replay(stand.writer);
  });

  it('withdraws the request of a user who is cancelled while the far side is out of order', async () => {
    await stand.control.faults([{ method: 'PUT', path: '/idmgmt/identity/api/v1/teams', do: { status: 503 } }]);
    const run = await stand.start('acme', usersFrom('secondary', [ada]));
    await until(async () => (await teamRequests()).some(({ method, status }) => method === 'PUT' && status === 503));
    await run.cancel();
    expect(await stand.result(run)).toMatchObject({ status: 'cancelled', counts: { cancelled: 1 } });
    await stand.control.faults([]);
    await stand.writer.result();
    expect(await stand.members()).toEqual({});
    await stand.replay(stand.user('acme', 'ada'));
    await stand.replay(stand.writer);
  });

  it('reports what the far side said when the time of the step is up', async () => {
    await stand.control.faults([{ method: 'PUT', path: '/idmgmt/identity/api/v1/teams', do: { status: 503 } }]);
    const run = await stand.start('acme', usersFrom('secondary', [ada]), { stepTimeoutMs: 2_000 });
    expect(await stand.result(run)).toMatchObject({ failed: [{ step: 'join', code: 'TARGET_UNAVAILABLE' }] });
  });

  it('goes on after an answer that was lost, and asks no user again', async () => {
    await stand.control.faults([{ method: 'PUT', path: '/idmgmt', times: 1, do: { reset: 'after' } }]);
    const run = await stand.start('acme', usersFrom('secondary', [ada, bob]));
    expect(await stand.result(run)).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect(await stand.members()).toEqual({ ada: ['Viewer'], bob: ['Viewer'] });
    expect((await stand.control.effects()).filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('is started anew when it was terminated, and lets those go who wait for it no longer', async () => {
    await stand.control.faults([{ method: 'PUT', path: '/idmgmt', do: { status: 503 } }]);
    const first = await stand.start('acme', usersFrom('secondary', [ada]), { stepTimeoutMs: 60_000 });
    await until(async () => (await teamRequests()).some(({ status }) => status === 503));
    await stand.writer.terminate('lost');
    await stand.control.faults([]);
    const second = await stand.start('brick', usersFrom('secondary', [bob]));
    expect(await stand.result(second)).toMatchObject({ status: 'completed' });
    expect(await stand.members()).toEqual({ bob: ['Viewer'] });
    await first.cancel();
    expect(await stand.result(first)).toMatchObject({ status: 'cancelled' });
  });
});
