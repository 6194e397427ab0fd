import { setTimeout as pause } from 'node:timers/promises';
import { changeSchedule, listSchedules, type ScheduleRequest, setSchedule, type Temporal } from '../../../src/client';
import { ledgerId, syncWorkflowId } from '../../../src/domain/run/names';
import { defaultRunOptions } from '../../../src/domain/run/run';
import type { SyncResult } from '../../../src/domain/sync/sync';
import type { User } from '../../../src/domain/tenant/user';
import { type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';
import { connectToServer } from '../stand';

const ada = usersOf('primary', 'ada');
const hourMs = 3_600_000;
const bob = usersOf('secondary', 'bob');

let system: OnboardingSystem;
let temporal: Temporal;
beforeEach(async () => {
  system = await startOnboardingSystem({ apps: ['manage'] });
  temporal = await connectToServer(system.taskQueue);
});
afterEach(async () => {
  await schedule()
    .delete()
    .catch(() => undefined);
  await system.client.workflow
    .getHandle(ledgerId(system.target, system.tenant))
    .terminate('the test is over')
    .catch(() => undefined);
  await temporal.client.connection.close();
  await system.stop();
});

const schedule = () => temporal.client.schedule.getHandle(syncWorkflowId(system.target, system.tenant));

function request(users: readonly User[], everyMs = 366 * 86_400_000): ScheduleRequest {
  const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };
  const leaving = { how: 'disable', force: false } as const;
  return {
    input: { tenant: system.tenant, target: system.target, users, options, leaving },
    fingerprint: 'f',
    everyMs,
  };
}

/** The results of the synchronisations that were started, in their order, once there are so many. */
async function results(count: number): Promise<SyncResult[]> {
  const started = await begun(count);
  return Promise.all(started.map((id) => system.client.workflow.getHandle(id).result()));
}

async function begun(count: number): Promise<string[]> {
  for (;;) {
    const { info } = await schedule().describe();
    if (info.recentActions.length >= count) return info.recentActions.map(({ action }) => action.workflow.workflowId);
    await pause(50);
  }
}

it('synchronises with the list it was given, until it is given another', async () => {
  expect(await setSchedule(temporal, request([...ada, ...bob]))).toBe('created');
  await schedule().trigger();
  expect(await results(1)).toMatchObject([{ status: 'completed', onboarded: { changed: 2 } }]);

  expect(await setSchedule(temporal, request(ada))).toBe('replaced');
  await schedule().trigger();
  const [, second] = await results(2);
  expect(second).toMatchObject({ status: 'completed', offboarded: { counts: { completed: 1 } } });
});

it('starts no synchronisation while one is under way', async () => {
  await system.control.faults([{ method: 'GET', user: 'bob@acme.example', do: { sync: 'PENDING' } }]);
  await setSchedule(temporal, request(bob, hourMs));
  // Moments that are made up for keep to the schedule's own policy; what a person triggers does not.
  await schedule().backfill({ start: new Date(Date.now() - 3 * hourMs), end: new Date() });
  while ((await schedule().describe()).info.numActionsSkippedOverlap === 0) await pause(50);
  await system.control.faults([]);
  expect(await results(1)).toMatchObject([{ status: 'completed' }]);
});

it('removes nobody beyond the guard', async () => {
  await setSchedule(temporal, request(usersOf('secondary', 'a', 'b', 'c')));
  await schedule().trigger();
  await results(1);
  await setSchedule(temporal, request(ada));
  const before = (await system.control.requests()).length;
  await schedule().trigger();
  await expect(results(2)).rejects.toMatchObject({ cause: { type: 'REMOVALS_GUARDED' } });
  expect(await system.control.requests(before)).toEqual([]);
});

it('is listed, paused, resumed and deleted; what is replaced stays paused', async () => {
  await setSchedule(temporal, request(ada, hourMs));
  const { tenant } = system;
  await changeSchedule(temporal, { tenant }, 'pause');
  await setSchedule(temporal, request(ada, 2 * hourMs));
  const listed = async () => (await listSchedules(temporal)).find((one) => one.tenant === tenant);
  const paused = {
    scheduleId: syncWorkflowId(system.target, tenant),
    place: `mas:${tenant}/ws1`,
    paused: true,
    everyMs: 2 * hourMs,
  };
  while ((await listed())?.everyMs !== paused.everyMs) await pause(50);
  expect(await listed()).toMatchObject(paused);
  await changeSchedule(temporal, { tenant, at: `mas:${tenant}` }, 'resume');
  expect((await schedule().describe()).state.paused).toBe(false);
  await changeSchedule(temporal, { tenant }, 'delete');
  await expect(changeSchedule(temporal, { tenant }, 'pause')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
});

it('holds no name and no address where everybody can read', async () => {
  await setSchedule(temporal, request(ada));
  const { raw } = await schedule().describe();
  const start = raw.schedule?.action?.startWorkflow;
  const clear = JSON.stringify([start?.workflowId, start?.workflowType, raw.searchAttributes, raw.memo]);
  expect(clear).not.toMatch(/ada|acme|Example/);
  expect(clear).toContain(system.tenant);
});
