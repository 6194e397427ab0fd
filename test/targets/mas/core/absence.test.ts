import { masPlans } from '../../../../src/targets/mas/verbs/plans';
import { personNamed, type Rig, startRig } from '../rig';

let rig: Rig;
const { account } = masPlans('ws1', ['iot']).secondary;
const role = { application: 'iot', role: 'USER' };

beforeAll(async () => {
  rig = await startRig({ apps: ['iot'] });
});

afterEach(async () => {
  await rig.control.faults([]);
});

afterAll(() => rig.close());

test('a 404 to joining says that the workspace is gone when the user is there', async () => {
  const worker = rig.worker();
  const person = personNamed('joiner');
  await worker.step('create', { person, want: account });
  await expect(worker.step('join', { person, want: [{ place: 'ws2', role: 'member' }] })).rejects.toMatchObject({
    code: 'MAS_WORKSPACE_NOT_FOUND',
    message: 'join workspace: MAS answered 404, though the user is there',
  });
});

test('a 404 to joining says that the user is gone when it is', async () => {
  const worker = rig.worker();
  const person = personNamed('leaver');
  const listed = { method: 'GET', path: '/v3/users/leaver/workspaces', do: { status: 200, body: [] } };
  await rig.control.faults([listed]);
  await expect(worker.step('join', { person, want: [{ place: 'ws1', role: 'member' }] })).rejects.toMatchObject({
    code: 'MAS_USER_NOT_FOUND',
    message: 'join workspace: MAS answered 404',
  });
});

test('a 404 to granting says that the application is not there when the user is', async () => {
  const worker = rig.worker();
  const person = personNamed('granted');
  await worker.step('create', { person, want: account });
  await rig.control.faults([{ method: 'PUT', path: '/workspaces/ws1/applications/iot/users/', do: { status: 404 } }]);
  await expect(worker.step('grant', { person, want: role })).rejects.toMatchObject({
    code: 'TARGET_REJECTED',
    message: 'grant USER in iot: MAS answered 404, though the user is there',
  });
});

test('a 404 to granting says that the user is gone when it is', async () => {
  await expect(rig.worker().step('grant', { person: personNamed('gone'), want: role })).rejects.toMatchObject({
    code: 'MAS_USER_NOT_FOUND',
  });
});
