import { personNamed, type Rig, startRig } from '../rig';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig({ masVersion: '9.1' });
});

afterEach(async () => {
  await rig.control.faults([]);
});

afterAll(() => rig.close());

describe('an answer that is lost from 9.1 on', () => {
  const paths = {
    create: '/^/maximo/api/os/masperuser$/',
    link: '/maximo/api/os/masperuser/',
    'the API key': '/maximo/api/os/mxapiapikey',
  };
  const cases = Object.entries(paths).flatMap(([write, path]) => [
    { write, path, reset: 'before', skip: 0 },
    { write, path, reset: 'after', skip: 0 },
  ]);
  const reassignments = ['before', 'after'].map((reset) => ({ write: 'group', path: paths.link, reset, skip: 1 }));

  test.each([...cases, ...reassignments])(
    '($write) $reset the write leaves one effect when it is tried again',
    async ({ write, path, reset, skip }) => {
      const user = personNamed(`user of ${write} ${reset}`);
      const worker = rig.worker();
      const last = (await rig.control.requests()).length;
      await rig.control.faults([{ method: 'POST', path, skip, times: 1, do: { reset } }]);
      await expect(worker.onboard(user, 'primary')).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
      await worker.onboard(user, 'primary', { attempt: 2, present: [] });
      const { users, apiKeys } = await rig.control.state();
      expect(users[user.id]).toMatchObject({
        identityProviders: ['local'],
        invitations: 1,
        groups: ['USERMANAGEMENT'],
      });
      expect(users[user.id]?.groupReassignment).toHaveLength(5);
      // Create, link and reassign, each once; the two merges go to one address.
      const wrote = (await rig.control.effects(last)).filter((request) => request.user === user.id);
      expect(wrote.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
      expect(apiKeys).toBe(0);
    },
  );
});
