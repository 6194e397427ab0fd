import { defaultPayloadConverter } from '@temporalio/common';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../system/onboarding-system';

const ada = usersOf('primary', 'ada');
const keys = '/maximo/api/os/mxapiapikey';

describe('the lease of an API key', () => {
  let system: OnboardingSystem;

  beforeEach(async () => {
    system = await startOnboardingSystem({ apps: ['manage'] });
  });
  afterEach(() => system.stop());

  /** What the server knows of the user's pending steps: leases in their last heartbeats. */
  async function leasesWritten(): Promise<readonly unknown[]> {
    const { raw } = await system.client.workflow.getHandle(system.childId('ada')).describe();
    return (raw.pendingActivities ?? []).flatMap(({ heartbeatDetails }) => {
      const payload = heartbeatDetails?.payloads?.[0];
      const details: unknown = payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
      const leases: unknown = typeof details === 'object' && details !== null && 'leases' in details && details.leases;
      return Array.isArray(leases) ? leases : [];
    });
  }

  it('is with the server before Manage is asked for the key', async () => {
    await system.control.faults([{ method: 'POST', path: keys, times: 1, do: { delay: '3s' } }]);
    const run = await system.start(ada);
    const asked = async () => {
      const sent = await system.control.requests();
      expect(sent.filter(({ method, path }) => method === 'POST' && path === keys)).toHaveLength(1);
    };
    await vi.waitFor(asked, { timeout: 30_000, interval: 50 });
    expect(await leasesWritten()).toEqual(['api-key/core']);
    expect(await run.result()).toMatchObject({ status: 'completed' });
    expect((await system.control.state()).apiKeys).toBe(0);
  });

  it('is known to the attempt that finds the work done, after the one that made the key is lost', async () => {
    // Every answer of the first attempt after the group was changed is lost: the second finds the user in it.
    await system.control.faults([
      { method: 'POST', path: '/maximo/api/os/mxapigroup/', times: 1, do: { reset: 'after' } },
    ]);
    const { status } = await (await system.start(ada)).result();
    expect([status, (await system.control.state()).apiKeys]).toEqual(['completed', 0]);
  });
});
