import { join } from 'node:path';
import type { Simulator } from '../../simulator/start';
import { createSecretOpener } from '../../src/worker/secrets';
import { createMasApi, type MasApi } from '../../src/targets/mas/parts/connection';
import { MasSettings } from '../../src/targets/mas/parts/settings';
import type { User } from '../../src/domain/tenant/user';
import { type OnboardingSystem, usersOf } from '../system/onboarding-system';
import { observeRun, startFaultySystem } from './faulty-run';
import { requestsSince } from './request-log';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const bob = usersOf('secondary', 'bob');
const lookForBob = { method: 'GET', path: '/v3/users/', user: 'bob@acme.example' };

let system: OnboardingSystem;

beforeEach(async () => {
  system = await startFaultySystem();
});

afterEach(() => system.stop());

describe('a user who turns out to exist already', () => {
  it('is onboarded as he is when somebody else creates him between our read and our write', async () => {
    const { simulator } = system;
    // The answer "no such user" is on its way while somebody else creates him.
    await system.control.faults([{ ...lookForBob, times: 1, do: { delay: '3s' } }]);
    const handle = await system.start(bob);
    await seen(simulator, ({ method, user }) => method === 'GET' && user === 'bob@acme.example');
    await somebodyElse(simulator).users.create(strangersBob);
    expect(await handle.result()).toMatchObject({ status: 'completed', counts: { completed: 1 } });
    const found = (await system.control.state()).users['bob@acme.example'];
    expect(found).toMatchObject({ record: strangersBob, identityProviders: ['local'], invitations: 1 });
    const creates = (await requestsSince(simulator, 0)).filter(({ method, path }) => method + path === 'POST/v3/users');
    expect(creates.map(({ status, effect }) => [status, effect])).toEqual([
      [201, true],
      [409, false],
    ]);
  });

  it('is found although the first reads after the conflict do not show him yet', async () => {
    await somebodyElse(system.simulator).users.create(strangersBob);
    const faults = [{ ...lookForBob, times: 3, do: { status: 404 } }];
    const { result, after } = await observeRun(system, { users: bob, faults });
    expect(result.status).toBe('completed');
    expect(after.users['bob@acme.example']?.record).toEqual(strangersBob);
  });

  it('is not modified when he was complete before', async () => {
    await observeRun(system, { users: bob, faults: [] });
    const faults = [{ ...lookForBob, times: 1, do: { status: 404 } }];
    const { result, before, after, requests } = await observeRun(system, { users: bob, faults });
    expect(result).toMatchObject({ status: 'completed' });
    expect(after).toEqual(before);
    expect(requests.filter(({ effect }) => effect)).toEqual([]);
  });
});

describe("an e-mail address that is another user's second one", () => {
  it('fails its user at once, with a hint, and leaves the other user alone', async () => {
    const record = { email: 'alias.2@seed.example', given_name: 'Eve', family_name: 'Example' };
    const eve: User = { key: 'eve', kind: 'primary', record };
    const { result, requests } = await observeRun(system, { users: [eve, ...bob], faults: [] });
    expect(result.failed).toMatchObject([{ ...record, step: 'create', code: 'MAS_USER_CONFLICT', attempts: 1 }]);
    expect(result.failed[0]?.message).toContain('AIUCO1005E');
    expect(requests.filter(({ method, path }) => method + path === 'POST/v3/users')).toHaveLength(2);
  });
});

const strangersBob = {
  id: 'bob@acme.example',
  status: { active: true },
  username: 'bob@acme.example',
  owner: 'local' as const,
  emails: [{ value: 'bob@acme.example', type: 'Work' as const, primary: true }],
  phoneNumbers: [],
  addresses: [],
  displayName: 'Robert Somebody',
  issuer: 'local' as const,
  permissions: { systemAdmin: false, userAdmin: false, apikeyAdmin: false },
  entitlement: { application: 'PREMIUM' as const, admin: 'NONE' as const, alwaysReserveLicense: false },
  givenName: 'Robert',
  familyName: 'Somebody',
};

/** Another client of the same MAS. */
function somebodyElse({ url, certDir, superuser }: Simulator): MasApi {
  const settings = MasSettings.parse({
    coreApi: url,
    adminDashboard: url,
    manageApi: url,
    superuser: { username: { file: superuser.usernameFile }, password: { file: superuser.passwordFile } },
    ca: { file: join(certDir, 'ca.crt') },
  });
  return createMasApi({ instance: 'inst1', settings, openSecret: createSecretOpener() })('ws1');
}

async function seen(
  simulator: Simulator,
  wanted: (request: { method: string; user: string | null }) => boolean,
): Promise<void> {
  while (!(await requestsSince(simulator, 0)).some(wanted)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
