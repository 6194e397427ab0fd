import { offboard } from '../../conformance/departing';
import { onboard } from '../../conformance/onboarding';
import { ada, bob, type Rig, startRig } from './rig';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.reset());
afterAll(() => rig.close());

const ref = { organization: 'acme', roles: { primary: ['editor'] }, groups: { primary: ['/tenants/acme'] } };
const given = { ...ref, roles: { primary: ['editor', 'viewer'] }, groups: { primary: ['/tenants/acme', '/staff'] } };

it('by deleting takes the user away, and nobody else', async () => {
  await onboard(rig.worker(ref), ada, 'primary');
  await onboard(rig.worker(ref), bob, 'primary');
  expect(await offboard(rig.worker(ref), { person: ada, kind: 'primary', how: 'delete' })).toEqual(['deprovision']);
  expect(Object.keys(await rig.users())).toEqual(['bob']);
});

it('by disabling leaves what was not given, and tells it before', async () => {
  await onboard(rig.worker(given), ada, 'primary');
  const moved = { ...ada, email: 'ada@elsewhere.example' };
  expect(await offboard(rig.worker(ref), { person: moved, kind: 'primary', how: 'disable' })).toEqual([
    ...['differs: email', 'differs: group /staff', 'differs: role viewer'],
    ...['ungroup', 'leave', 'deprovision'],
  ]);
  expect((await rig.users())['ada@acme.example']).toMatchObject({
    ...{ record: { enabled: false }, groups: ['/staff'], roles: ['editor', 'viewer'], organizations: [] },
  });
});

it('does not mind an organization or a group that is gone', async () => {
  await onboard(rig.worker(), ada, 'primary');
  const gone = { organization: 'none', groups: { primary: ['/none'] } };
  expect(await offboard(rig.worker(gone), { person: ada, kind: 'primary', how: 'disable' })).toEqual(['deprovision']);
});

it('finds who is known by the id alone, also where that is the e-mail address', async () => {
  const byEmail = await startRig({ emailAsUsername: true });
  await onboard(byEmail.worker(), ada, 'primary');
  const known = { ...ada, email: '', givenName: '', familyName: '' };
  const leaver = { person: known, kind: 'primary', how: 'delete' } as const;
  expect(await offboard(byEmail.worker(), leaver)).toEqual(['deprovision']);
  await byEmail.close();
});
