import { createMasApi, type MasApi } from '../../../src/targets/mas/parts/connection';
import { masPlans } from '../../../src/targets/mas/verbs/plans';
import { readAccount, userDefinition } from '../../../src/targets/mas/verbs/user-definition';
import { personNamed, type Rig, startRig } from './rig';

let rig: Rig;
let mas: MasApi;
const definition = userDefinition(personNamed('ada'), readAccount(masPlans('ws1', ['manage']).secondary.account));
const use = { signal: undefined };

beforeAll(async () => {
  rig = await startRig({ apps: ['manage', 'health'] });
  mas = createMasApi(rig.worker().deps)('ws1');
});

afterAll(() => rig.close());

test('the calls of the reference manual, one by one', async () => {
  await expect(mas.users.get('ada')).resolves.toBeUndefined();
  await expect(mas.users.update(definition)).rejects.toMatchObject({ code: 'MAS_USER_NOT_FOUND' });
  await expect(mas.users.getOrCreate(definition)).resolves.toMatchObject({ id: 'ada', displayName: 'Ada Lovelace' });
  await expect(mas.users.getOrCreate({ ...definition, displayName: 'Other' })).resolves.toMatchObject({
    displayName: 'Ada Lovelace',
  });
  await expect(mas.users.update({ ...definition, givenName: 'Augusta' })).resolves.toMatchObject({
    givenName: 'Augusta',
  });
  await expect(mas.users.updateDisplayName('ada', 'Countess')).resolves.toMatchObject({ displayName: 'Countess' });
  await expect(mas.users.linkLocal('ada')).resolves.toBeUndefined();
  await expect(mas.users.require('ada')).resolves.toMatchObject({ identities: { _local: expect.anything() } });

  await expect(mas.workspaces.ofUser('ada')).resolves.toEqual([]);
  await mas.workspaces.add('ada', { workspace: 'ws1', workspaceAdmin: false });
  await expect(mas.workspaces.ofUser('ada')).resolves.toEqual(['ws1']);

  await expect(mas.applications.list()).resolves.toEqual(['manage', 'health']);
  await expect(mas.applications.state('manage')).resolves.toEqual({ ready: true, available: true });
  await expect(mas.applications.state('none')).resolves.toEqual({});
  await expect(mas.applications.permission('manage', 'ada')).resolves.toBeUndefined();
  await mas.applications.setRole({ application: 'manage', id: 'ada', role: 'MANAGEUSER' });
  await expect(mas.applications.permission('manage', 'ada')).resolves.toEqual({ role: 'MANAGEUSER' });

  await expect(mas.keys.list()).resolves.toEqual([]);
  const key = await mas.keys.createOrGet();
  expect(key).toMatchObject({ origin: 'made' });
  await expect(mas.keys.createOrGet()).resolves.toBe(key);
  await expect(mas.keys.list()).resolves.toHaveLength(1);

  await expect(mas.groups.idOf('MAXADMIN', use)).resolves.toBe('1');
  await expect(mas.groups.isMember('MAXADMIN', 'ada', use)).resolves.toBe(false);
  await mas.groups.add('MAXADMIN', 'ada', use);
  await expect(mas.groups.isMember('MAXADMIN', 'ada', use)).resolves.toBe(true);

  await mas.keys.remove(key);
  await mas.keys.remove(key);
  await expect(mas.keys.list()).resolves.toEqual([]);
});
