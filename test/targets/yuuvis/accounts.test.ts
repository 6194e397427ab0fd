import { retiredName } from '../../../src/targets/yuuvis/accounts/plans';
import { ada, never, type Rig, startRig } from './rig';

// Names that are taken: by a deactivated user, by somebody who was faster, by an attempt whose answer was lost.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.reset());
afterAll(() => rig.close());

describe('a deactivated user of the name', () => {
  beforeEach(() => rig.somebodyCreates({ enabled: false }));

  it('is an error with the two ways out, unless the tenant file chooses', async () => {
    await expect(rig.worker().onboard(ada)).rejects.toMatchObject({
      code: 'YUUVIS_USER_DISABLED',
      message: expect.stringMatching(/onDisabled: enable.*onDisabled: reclaim/),
    });
    expect((await rig.asked()).some((line) => !line.startsWith('GET'))).toBe(false);
  });

  it('is enabled by "enable", in its groups', async () => {
    expect(await rig.worker({ ref: { onDisabled: 'enable' } }).onboard(ada)).toEqual(['create']);
    const { users } = await rig.state();
    expect(users[ada.id]).toMatchObject({ record: { enabled: true }, groups: ['hr', 'onlyoffice', 'quality'] });
  });

  it('gives its name back by "reclaim", and stays, deactivated, in its groups', async () => {
    expect(await rig.worker({ ref: { onDisabled: 'reclaim' } }).onboard(ada)).toEqual(['create']);
    const { users } = await rig.state();
    expect(users[ada.id]).toMatchObject({ record: { enabled: true, email: ada.email }, groups: [] });
    expect(users[retiredName(ada.id)]).toMatchObject({
      record: { enabled: false },
      groups: ['hr', 'onlyoffice', 'quality'],
    });
  });

  it('is not overwritten by "reclaim" when the name with -disabled is taken, too', async () => {
    await rig.somebody.create({
      ...{ username: retiredName(ada.id), email: 'other@acme.example', firstName: 'O', lastName: 'O' },
      ...{ roles: [], groups: [], enabled: false },
    });
    await rig.asked();
    const before = await rig.state();
    await expect(rig.worker({ ref: { onDisabled: 'reclaim' } }).onboard(ada)).rejects.toMatchObject({
      code: 'YUUVIS_NAME_TAKEN',
    });
    expect(await rig.state()).toEqual(before);
  });

  it('whose name was taken back, with the answer lost, is not renamed twice', async () => {
    await rig.control.faults([{ method: 'PUT', times: 1, do: { reset: 'after' } }]);
    const worker = rig.worker({ ref: { onDisabled: 'reclaim' } });
    await expect(worker.onboard(ada)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    expect(await worker.onboard(ada)).toEqual(['create']);
    expect(Object.keys((await rig.state()).users).sort()).toEqual([ada.id, retiredName(ada.id)]);
  });
});

describe('a 409', () => {
  it('after somebody else created the user is no failure: it is merged', async () => {
    const worker = rig.worker();
    await worker.target.prepare(never);
    await rig.somebodyCreates();
    expect(await worker.onboard(ada, 'primary')).toEqual(['create']);
    const { users } = await rig.state();
    expect(users[ada.id]).toMatchObject({ groups: ['hr', 'onlyoffice', 'quality'], invitations: 1 });
    expect(users[ada.id]?.roles).toContain('YUUVIS_TENANT_ADMIN');
  });

  it('for a user whom the listings show only later is waited for, and not created again', async () => {
    const worker = rig.worker();
    await worker.target.prepare(never);
    await rig.somebodyCreates();
    const late = { method: 'GET', path: '/\\/users$/', times: 2, do: { status: 200, body: [] } };
    await rig.control.faults([late]);
    expect(await worker.onboard(ada)).toEqual(['create']);
    expect((await rig.state()).users).toEqual({ [ada.id]: expect.objectContaining({ invitations: 1 }) });
  });

  it('for an e-mail address of another user is permanent, and says so', async () => {
    await rig.somebodyCreates({ username: 'bob' });
    await expect(rig.worker().onboard(ada)).rejects.toMatchObject({
      code: 'YUUVIS_USER_CONFLICT',
      message: expect.stringContaining('e-mail address belongs to another user'),
    });
    expect(Object.keys((await rig.state()).users)).toEqual(['bob']);
  });
});

describe('a lost answer to the POST', () => {
  it.each(['before', 'after'] as const)('(%s the write) makes one user with one invitation', async (reset) => {
    await rig.control.faults([{ method: 'POST', path: '/tenant-management', times: 1, do: { reset } }]);
    const worker = rig.worker();
    await expect(worker.onboard(ada)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await worker.onboard(ada);
    expect((await rig.state()).users).toEqual({ [ada.id]: expect.objectContaining({ invitations: 1 }) });
    expect((await rig.control.effects()).filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is made good by another worker, too', async () => {
    await rig.control.faults([{ method: 'POST', path: '/tenant-management', times: 1, do: { reset: 'after' } }]);
    const other = rig.worker();
    await other.target.prepare(never);
    await expect(rig.worker().onboard(ada)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await other.onboard(ada);
    expect((await rig.state()).users).toEqual({ [ada.id]: expect.objectContaining({ invitations: 1 }) });
  });
});
