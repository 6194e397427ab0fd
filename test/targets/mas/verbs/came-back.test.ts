import { depart } from '../../departing';
import { ada, type Rig, startRig } from '../rig';

const signal = AbortSignal.timeout(60_000);

describe.each(['9.0', '9.1'])('a user of MAS %s who was disabled and stands in the file again', (masVersion) => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await startRig({ apps: ['manage'], masVersion });
    await rig.worker().onboard(ada, 'primary');
    await depart(rig.worker().target, ada, { how: 'disable' });
  });
  afterEach(() => rig.close());

  async function account(): Promise<unknown> {
    const { target } = rig.worker();
    const { plans } = await target.prepare(signal);
    return plans.primary.account;
  }

  async function isActive(): Promise<boolean> {
    const { record } = (await rig.control.state()).users[ada.id] ?? {};
    return !JSON.stringify(record).match(/"active":false|"INACTIVE"/);
  }

  test('may log in again, has everything again, and was not invited again', async () => {
    expect(await isActive()).toBe(false);
    const { changed } = await rig.worker().onboard(ada, 'primary');
    expect(changed).toContain('create');
    expect(await isActive()).toBe(true);
    expect((await rig.control.state()).users[ada.id]).toMatchObject({ invitations: 1 });
    const { target } = rig.worker();
    const { plans, present } = await target.prepare(signal);
    const task = {
      person: ada,
      want: plans.primary.account,
      signal,
      attempt: 1,
      present,
      reportLease: () => undefined,
    };
    await expect(target.verbs.create.check(task)).resolves.toEqual({ done: true, differs: [] });
    expect((await rig.worker().onboard(ada, 'primary')).changed).toEqual([]);
  });

  test('fails for good, and stays as it is, when the tenant says so', async () => {
    const worker = rig.worker({ onDisabled: 'fail' });
    await expect(worker.onboard(ada, 'primary')).rejects.toMatchObject({ code: 'MAS_USER_DISABLED' });
    expect(await isActive()).toBe(false);
  });

  test('is not reported as done when MAS takes the change and shows the user inactive all the same', async () => {
    await account();
    const core = {
      method: 'PUT',
      path: '/v3/users/',
      times: 1,
      do: { status: 200, body: { id: ada.id, status: { active: false } } },
    };
    const manage = { method: 'POST', path: '/masperuser/_', times: 1, do: { status: 204 } };
    await rig.control.faults([masVersion === '9.0' ? core : { ...manage, path: '/\\/masperuser\\/_/' }]);
    await expect(rig.worker().onboard(ada, 'primary')).rejects.toMatchObject({ code: 'MAS_USER_DISABLED' });
  });
});
