import { MasRef } from '../../../src/targets/mas/reference';
import { isFrom91 } from '../../../src/targets/mas/wire/wire-person';
import { type Rig, startRig } from './rig';

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
  const { plans } = await rig.worker({ version }).target.prepare(signal);
  return 'maxuser' in plans.primary.account ? 'manage' : 'core';
}

async function said(rig: Rig, version?: string) {
  const all = await rig.worker({ version }).target.diagnose(signal);
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
  test('is below 9.1 unless the tenant says otherwise, whatever Manage answers', async () => {
    expect([await flowOf(below), await flowOf(from, undefined)]).toEqual(['core', 'core']);
  });

  test('is what the tenant says, and Manage is asked in no case', async () => {
    const last = (await from.control.requests()).length;
    expect([await flowOf(from, '9.0.7'), await flowOf(below, '9.1.x')]).toEqual(['core', 'manage']);
    const looked = (await from.control.requests(last)).filter(({ path }) => path.includes('masperuser'));
    expect(looked).toEqual([]);
  });

  test('is told by doctor, with how it was chosen', async () => {
    const unsaid = 'below 9.1, users are made through the core API: the default';
    expect(await said(below)).toMatchObject({ status: 'ok', detail: expect.stringContaining(unsaid) });
    expect(await said(from, '9.1.3')).toMatchObject({ detail: expect.stringContaining('target.version is 9.1.3') });
  });

  test('from 9.1 needs Manage in the workspace: without it that is an error for good', async () => {
    const without = await startRig({ apps: ['iot'] });
    expect(await flowOf(without)).toBe('core');
    await expect(flowOf(without, '9.1')).rejects.toMatchObject({ code: 'MAS_MANAGE_MISSING' });
    expect(await said(without, '9.1')).toMatchObject({ status: 'failed', remedy: expect.stringContaining('Manage') });
    await without.close();
  });
});
