import { MasRef } from '../../../src/targets/mas/reference';
import { isFrom91 } from '../../../src/targets/mas/wire/wire-person';
import { createSkippingClock, type Rig, startRig } from './rig';

const signal = AbortSignal.timeout(60_000);
let below: Rig;
let from: Rig;

beforeAll(async () => {
  below = await startRig();
  from = await startRig({ masVersion: '9.1' });
});

afterEach(async () => {
  await below.control.faults([]);
  await from.control.faults([]);
});

afterAll(async () => {
  await below.close();
  await from.close();
});

async function flowOf(rig: Rig, version?: string): Promise<string> {
  const { plans } = await rig.worker(version === undefined ? {} : { version }).target.prepare(signal);
  return 'maxuser' in plans.primary.account ? 'manage' : 'core';
}

async function said(rig: Rig, version?: string) {
  const all = await rig.worker(version === undefined ? {} : { version }).target.diagnose(signal);
  return all.find(({ check }) => check === 'MAS version');
}

describe('a version', () => {
  test.each(['8.11', '9.0', '9.0.7', '9.0.x', '9.1.0-pre.8', '9.1.0-rc.1'])('%s is below 9.1', (version) => {
    expect([MasRef.shape.version.parse(version), isFrom91(version)]).toEqual([version, false]);
  });

  test.each(['9.1', '9.1.0', '9.1.x', '9.1.1-pre.2', '9.2', '9.10', '10.0'])('%s is from 9.1', (version) => {
    expect([MasRef.shape.version.parse(version), isFrom91(version)]).toEqual([version, true]);
  });

  test.each(['9.1.x-stable', '9', 'latest', '9.x', '', ' 9.1', '9.1.0-stable'])('%j is none', (version) => {
    const { error } = MasRef.shape.version.safeParse(version);
    expect(error?.issues[0]?.message).toContain('must be a MAS version such as');
  });
});

describe('which flow a run takes', () => {
  test('is found out by looking, and nothing is changed by that', async () => {
    expect([await flowOf(below), await flowOf(from)]).toEqual(['core', 'manage']);
    expect([await below.control.effects(), await from.control.effects()]).toEqual([[], []]);
  });

  test('is what the tenant says, unlooked', async () => {
    const last = (await from.control.requests()).length;
    expect([await flowOf(from, '9.0.7'), await flowOf(below, '9.1.x')]).toEqual(['core', 'manage']);
    const looked = (await from.control.requests(last)).filter(({ path }) => path.includes('masperuser'));
    expect(looked).toEqual([]);
  });

  test('is looked for once, and again after ten minutes when it was below 9.1', async () => {
    const clock = createSkippingClock();
    const { target } = below.worker({ clock });
    const last = (await below.control.requests()).length;
    const looks = async () =>
      (await below.control.requests(last)).filter(({ path }) => path.includes('masperuser')).length;
    await target.prepare(signal);
    await target.prepare(signal);
    expect(await looks()).toBe(1);
    await clock.pause(600_000);
    await target.prepare(signal);
    expect(await looks()).toBe(2);
  });

  test('is not guessed while Manage cannot say', async () => {
    await below.control.faults([{ path: '/maximo/api/os/masperuser', times: 1, do: { status: 503 } }]);
    await expect(flowOf(below)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    await below.control.faults([{ path: '/maximo/api/os/masperuser', times: 1, do: { status: 200, body: 'Error' } }]);
    await expect(flowOf(below)).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' });
  });

  test('is not told by a certificate that Manage refuses altogether', async () => {
    await below.control.faults([{ path: '/maximo/', do: { status: 401 } }]);
    await expect(flowOf(below)).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
  });

  test('is told by doctor, with how it was chosen', async () => {
    expect(await said(below)).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('below 9.1, users are made through the core API: found out'),
    });
    expect(await said(from)).toMatchObject({ detail: expect.stringContaining('Manage serves masperuser') });
    expect(await said(from, '9.1.3')).toMatchObject({ detail: expect.stringContaining('target.version is 9.1.3') });
  });
});

describe('a workspace without Manage', () => {
  test('is below 9.1 unless the tenant says otherwise, which is an error for good', async () => {
    const without = await startRig({ apps: ['iot'] });
    expect(await flowOf(without)).toBe('core');
    await expect(flowOf(without, '9.1')).rejects.toMatchObject({ code: 'MAS_MANAGE_MISSING' });
    expect(await said(without, '9.1')).toMatchObject({ status: 'failed', remedy: expect.stringContaining('Manage') });
    expect(await said(without)).toMatchObject({ detail: expect.stringContaining('the workspace has no Manage') });
    await without.close();
  });
});
