import { personOf } from '../../src/domain/tenant/person';
import { type Rig, startRig } from '../targets/mas/rig';
import { planOf, recordOf, tenantOf } from './stand';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ apps: ['manage'], masVersion: '9.1' });
});
afterEach(() => rig.close());

test('from MAS 9.1, where no user is read without an API key, a plan makes none and says what is unknown', async () => {
  await rig.worker().onboard(personOf(recordOf('ada')), 'primary');
  const before = (await rig.control.requests()).length;
  const plan = await planOf(rig, tenantOf([recordOf('ada')], [recordOf('bob')]));
  expect(plan).toMatchObject({ status: 'changes', summary: { users: { unknown: 2 } } });
  expect(await rig.control.effects(before)).toEqual([]);
});
