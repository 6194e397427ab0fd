import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { startOnboardingSystem, testEnvironment, usersOf } from '../system/onboarding-system';
import { historiesFolder as folder, saveHistory, workflowIdOf } from './save-history';

// Runs that started under a released version go on under the next one: what was recorded must replay.
// `RECORD_HISTORIES=0.1.0 npm test -- recorded-histories drain notices team-writer sync-tenant offboard-tenant
// onboard-users target-maintenance` records the histories of a release.

const recorded = existsSync(folder) ? readdirSync(folder) : [];
const release = process.env['RECORD_HISTORIES'];

describe('recorded histories', () => {
  if (release !== undefined) {
    it(`are recorded for ${release}`, async () => record(release));
  }

  it.each(recorded)('%s replays', async (file) => {
    const history: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const workflowBundle = { codePath: testEnvironment('TEST_WORKFLOW_BUNDLE') };
    await Worker.runReplayHistory({ workflowBundle }, history, workflowIdOf(history));
  });

  it('hold every workflow type', () => {
    const types = recorded.map((file) => file.split('.').at(-2)?.split('-').at(0));
    const every = [
      'offboardTenant',
      'offboardUser',
      'offboardUsers',
      'onboardTenant',
      'onboardUser',
      'onboardUsers',
      'syncTenant',
      'targetMaintenance',
      'teamWriter',
      'tenantLedger',
    ];
    expect(new Set(types)).toEqual(new Set(every));
  });
});

/** A run in which one user fails, is retried while the run is held, and completes. */
async function record(version: string): Promise<void> {
  const system = await startOnboardingSystem({ apps: ['manage', 'facilities'], syncDelayMs: 500 });
  try {
    await system.control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
    const handle = await system.start([...usersOf('primary', 'ada'), ...usersOf('secondary', 'bob')], {
      holdForMs: 60_000,
    });
    await handle.until(({ phase }) => phase === 'holding');
    const save = (name: string, workflowId: string) => saveHistory(system.client, workflowId, `${version}.${name}`);
    await save('onboardUser-failed', system.childId('bob'));
    await system.control.faults([]);
    await handle.retryFailed();
    await handle.result();
    await save('onboardUser-primary', system.childId('ada'));
    await save('onboardUser-secondary', system.childId('bob'));
    await save('onboardTenant-retried', handle.workflow.workflowId);
  } finally {
    await system.stop();
  }
}
