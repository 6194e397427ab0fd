import { type OnboardingSystem, usersOf } from '../system/onboarding-system';
import { named, outages, strangeAnswers } from './fault-kinds';
import { failedRun, observeRun, startFaultySystem } from './faulty-run';
import type { LoggedRequest } from './request-log';
import { sampled } from './sampling';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const ada = usersOf('primary', 'ada');
const team = [...ada, ...usersOf('secondary', 'bob', 'cy')];

const logIn = { method: 'POST', path: '/logininitial' };
const listApplications = { method: 'GET', path: '/\\/applications$/' };
const readState = { method: 'GET', path: '/\\/applications\\/manage$/' };
const readKeys = { method: 'GET', path: '/maximo/api/os/mxapiapikey' };
const makeKey = { method: 'POST', path: '/maximo/api/os/mxapiapikey' };
const deleteKey = { method: 'DELETE', path: '/maximo/api/os/mxapiapikey/' };
const findGroup = { method: 'GET', path: '/\\/mxapigroup$/' };
const runCalls = [logIn, listApplications, readState, readKeys, makeKey, deleteKey, findGroup];

const kinds = [
  ...named(outages, '503', '429', 'reset before the write', 'reset after the write', 'answer cut in half'),
  ...named(strangeAnswers, 'login page'),
];

describe('a fault at every call that is about no user', () => {
  it('delays the run, no more, whatever it is', async () => {
    // Each run mostly waits for its next attempt, so they do it side by side.
    await Promise.all(sampled(kinds, 0).map(({ deed }) => runWithFaults(deed)));
  });

  async function runWithFaults(deed: object): Promise<void> {
    const own = await startFaultySystem();
    try {
      const faults = runCalls.map((call) => ({ ...call, times: 1, do: deed }));
      const { result, requests } = await observeRun(own, { users: ada, faults });
      expect(result.status).toBe('completed');
      expect(requests.filter(({ fault }) => fault !== null)).toHaveLength(runCalls.length);
    } finally {
      await own.stop();
    }
  }
});

describe('a refusal or an expiry', () => {
  let system: OnboardingSystem;

  beforeEach(async () => {
    system = await startFaultySystem();
  });

  afterEach(() => system.stop());

  describe('before any user was touched', () => {
    it.each([
      { what: 'to the log-in', call: logIn, status: 401, code: 'CREDENTIALS_REJECTED' },
      { what: 'to the log-in', call: logIn, status: 403, code: 'CREDENTIALS_REJECTED' },
      { what: 'to the log-in', call: logIn, status: 404, code: 'TARGET_REJECTED' },
      { what: 'to the list of applications', call: listApplications, status: 401, code: 'CREDENTIALS_REJECTED' },
      { what: 'to the list of applications', call: listApplications, status: 403, code: 'TARGET_FORBIDDEN' },
      { what: 'to the list of applications', call: listApplications, status: 404, code: 'MAS_WORKSPACE_NOT_FOUND' },
      { what: 'to the state of an application', call: readState, status: 400, code: 'TARGET_REJECTED' },
    ])('($status $what) ends the run at once', async ({ call, status, code }) => {
      const faults = [{ ...call, do: { status } }];
      expect(await failedRun(system, { users: team, faults })).toBe(code);
    });

    it('is told from a fault that lasts, which ends the run when its time is up', async () => {
      const faults = [{ ...listApplications, do: { status: 503 } }];
      const options = { readyTimeoutMs: 3_000 };
      expect(await failedRun(system, { users: team, faults, options })).toBe('TARGET_UNAVAILABLE');
    });

    it('is told from a strange answer that lasts, which ends the run after a few attempts', async () => {
      const faults = [{ ...listApplications, do: { status: 200, body: '<html></html>' } }];
      expect(await failedRun(system, { users: team, faults })).toBe('UNEXPECTED_RESPONSE');
    });
  });

  describe('where Manage is changed', () => {
    it.each([
      { what: 'to the list of API keys', call: readKeys, status: 401, code: 'CREDENTIALS_REJECTED' },
      { what: 'to the list of API keys', call: readKeys, status: 403, code: 'TARGET_FORBIDDEN' },
      { what: 'to a new API key', call: makeKey, status: 401, code: 'CREDENTIALS_REJECTED' },
      { what: 'to a new API key', call: makeKey, status: 403, code: 'TARGET_FORBIDDEN' },
      { what: 'to a new API key', call: makeKey, status: 400, code: 'TARGET_REJECTED' },
      { what: 'to the search for the group', call: findGroup, status: 400, code: 'TARGET_REJECTED' },
      { what: 'to the search for the group', call: findGroup, status: 401, code: 'CREDENTIALS_REJECTED' },
    ])('($status $what) fails who needs it and nobody else', async ({ call, status, code }) => {
      const faults = [{ ...call, do: { status } }];
      const { result } = await observeRun(system, { users: team, faults, place: { version: '9.0' } });
      expect(result.failed).toMatchObject([{ email: 'ada@acme.example', step: 'group', code }]);
      expect(result.completed).toHaveLength(2);
    });

    it('fails a user whose group does not exist', async () => {
      const faults = [{ ...findGroup, do: { status: 200, body: { member: [] } } }];
      const { result } = await observeRun(system, { users: team, faults });
      expect(result.failed).toMatchObject([{ step: 'group', code: 'MAS_GROUP_NOT_FOUND', attempts: 1 }]);
    });
  });

  describe('of a token', () => {
    const logIns = (requests: readonly LoggedRequest[]) =>
      requests.filter(({ path }) => path === '/logininitial').length;

    it('is mended by one log-in for all who wait', async () => {
      const many = usersOf('secondary', ...Array.from({ length: 30 }, (_, index) => `member-${index}`));
      const expiry = { method: 'PUT', path: '/workspaces/ws1/users/', skip: 5, times: 1, do: { expireToken: true } };
      const { result, requests } = await observeRun(system, { users: many, faults: [expiry] });
      expect(result.status).toBe('completed');
      expect(requests.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
      expect(logIns(requests)).toBe(2);
    });

    it.each(['GET', 'POST', 'PUT'])(
      'is renewed although a %s was refused, which then takes effect once',
      async (method) => {
        const refused = { method, user: 'ada@acme.example', times: 1, do: { status: 401 } };
        const { result, requests } = await observeRun(system, { users: ada, faults: [refused] });
        expect(result.status).toBe('completed');
        expect(logIns(requests)).toBe(2);
      },
    );

    it('fails a user at once when the new one is refused, too', async () => {
      const faults = [{ path: '/v3/users', user: 'ada@acme.example', do: { expireToken: true } }];
      const { result, requests } = await observeRun(system, { users: ada, faults });
      expect(result.failed).toMatchObject([{ step: 'create', code: 'CREDENTIALS_REJECTED', attempts: 1 }]);
      expect(logIns(requests)).toBe(2);
    });
  });
});
