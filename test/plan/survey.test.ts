import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { personOf } from '../../src/domain/tenant/person';
import { type UserKind, userKinds } from '../../src/domain/tenant/user';
import { type Rig, startRig } from '../targets/mas/rig';
import { bringTo, planOf, plannedWrites, type Progress, recordOf, tenantOf, writesSeen } from './stand';

const apps = ['manage', 'facilities'];
const ada = recordOf('ada');
const bob = recordOf('bob');
const groupPath = '/maximo/api/os/mxapigroup';

let certDir: string;
let rig: Rig;
beforeAll(async () => {
  certDir = await mkdtemp(join(tmpdir(), 'plan-'));
});
afterAll(() => rm(certDir, { recursive: true }));
beforeEach(async () => {
  rig = await startRig({ apps, certDir });
});
afterEach(() => rig.close());

const requestsSent = async () => (await rig.control.requests()).length;

async function onboard(name: string, kind: UserKind): Promise<void> {
  await rig.worker().onboard(personOf(recordOf(name)), kind);
}

test('of a user who does not exist, every step is missing, and only the user is read', async () => {
  const plan = await planOf(rig, tenantOf([ada], []));
  expect(plan.status).toBe('changes');
  expect(plan.users).toEqual([
    {
      ...ada,
      type: 'primary',
      verdict: 'change',
      steps: [
        { step: 'create', state: 'missing', missing: ['user'] },
        { step: 'link', state: 'missing', missing: ['local'] },
        { step: 'join', state: 'missing', missing: ['ws1'] },
        {
          step: 'grant',
          application: 'manage',
          role: 'MANAGEUSER',
          state: 'missing',
          missing: ['MANAGEUSER in manage'],
        },
        {
          step: 'grant',
          application: 'facilities',
          role: 'PREMIUM',
          state: 'missing',
          missing: ['PREMIUM in facilities'],
        },
        { step: 'await', state: 'missing', missing: apps },
        { step: 'group', state: 'missing', missing: ['MAXADMIN'] },
      ],
    },
  ]);
  expect((await rig.control.requests()).filter(({ user }) => user === ada.email)).toHaveLength(1);
});

test('what the target plans for nobody is no step of a plan', async () => {
  const plan = await planOf(rig, tenantOf([], [bob]));
  expect(plan.users[0]?.steps.map(({ step }) => step)).toEqual(['create', 'link', 'join', 'grant', 'grant', 'await']);
});

test('after a run, the plan is empty, and looking changed nothing', async () => {
  await onboard('ada', 'primary');
  await onboard('bob', 'secondary');
  const before = await requestsSent();
  const plan = await planOf(rig, tenantOf([ada], [bob]));
  expect(plan).toMatchObject({ status: 'nothing-to-do', summary: { total: 2, users: { same: 2 } } });
  expect(await rig.control.effects(before)).toEqual([]);
  expect((await rig.control.state()).apiKeys).toBe(0);
});

test('an existing user who differs is told with the fields, and nothing is to be done about it', async () => {
  await onboard('ada', 'secondary');
  const plan = await planOf(rig, tenantOf([], [recordOf('ada', 'Augusta')]));
  expect(plan).toMatchObject({ status: 'nothing-to-do', summary: { users: { differs: 1 } } });
  const [create] = plan.users[0]?.steps ?? [];
  expect(create).toEqual({ step: 'create', state: 'differs', differs: ['displayName', 'givenName'] });
});

test('a group that cannot be read without an API key is unknown, and no key is made', async () => {
  await onboard('ada', 'primary');
  await rig.control.faults([{ method: 'GET', path: groupPath, do: { status: 403 } }]);
  const before = await requestsSent();
  const plan = await planOf(rig, tenantOf([ada], []));
  expect(plan).toMatchObject({ status: 'changes', summary: { users: { unknown: 1 } } });
  expect(plan.users[0]?.steps.at(-1)).toMatchObject({ step: 'group', state: 'unknown' });
  expect(await rig.control.effects(before)).toEqual([]);
  expect((await rig.control.state()).apiKeys).toBe(0);
});

test('without a client certificate the groups are unknown too', async () => {
  await onboard('ada', 'primary');
  const blind = rig.worker({ settings: { manageCertificate: undefined } });
  const plan = await planOf(rig, tenantOf([ada], []), blind);
  expect(plan.users[0]?.steps.at(-1)).toMatchObject({ step: 'group', state: 'unknown' });
});

test('a user who cannot be read is reported, and the others are planned', async () => {
  await rig.control.faults([{ method: 'GET', path: '/v3/users', user: ada.email, do: { status: 400 } }]);
  const plan = await planOf(rig, tenantOf([ada], [bob]));
  expect(plan).toMatchObject({ status: 'incomplete', summary: { users: { failed: 1, change: 1 } } });
  expect(plan.users[0]?.steps).toEqual([
    { step: 'create', state: 'failed', code: 'TARGET_REJECTED', message: expect.stringContaining('400') },
  ]);
  expect(JSON.stringify(plan.users[0]?.steps)).not.toContain('acme.example');
});

test('a passing fault does not show in a plan', async () => {
  const before = await planOf(rig, tenantOf([ada], [bob]));
  await rig.control.faults([
    { path: '/v3/users', times: 3, do: { status: 503 } },
    { path: '/logininitial', times: 1, do: { reset: 'before' } },
  ]);
  expect(await planOf(rig, tenantOf([ada], [bob]))).toEqual(before);
});

test('a target that is not what it should be is an error of the whole', async () => {
  const strange = rig.worker({ workspace: 'ws9' });
  await expect(planOf(rig, tenantOf([ada], []), strange)).rejects.toMatchObject({ code: 'MAS_WORKSPACE_NOT_FOUND' });
});

const progress: fc.Arbitrary<Progress> = fc.record({
  kind: fc.constantFrom(...userKinds),
  created: fc.boolean(),
  linked: fc.boolean(),
  joined: fc.boolean(),
  granted: fc.subarray(apps),
  grouped: fc.boolean(),
  otherName: fc.boolean(),
});

test('from any state, the plan is what the run that follows writes, and the second plan is empty', async () => {
  let round = 0;
  const states = fc.array(progress, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(states, async (found) => {
      round += 1;
      const users = found.map((state, index) => ({ state, record: recordOf(`u${index}r${round}`) }));
      for (const { state, record } of users) await bringTo(rig, record, state);
      const of = (kind: UserKind) => users.filter(({ state }) => state.kind === kind).map(({ record }) => record);
      const definition = tenantOf(of('primary'), of('secondary'));

      const before = await requestsSent();
      const plan = await planOf(rig, definition);
      expect(await rig.control.effects(before)).toEqual([]);
      for (const { state, record } of users) await rig.worker().onboard(personOf(record), state.kind);
      expect(writesSeen(await rig.control.effects(before))).toEqual(plannedWrites(plan));

      const second = await planOf(rig, definition);
      expect(second.status).toBe('nothing-to-do');
      expect(plannedWrites(second)).toEqual([]);
    }),
    { numRuns: 6 },
  );
}, 180_000);
