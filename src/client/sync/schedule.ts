import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { isAt, syncType, syncWorkflowId, tenantIn } from '../../domain/run/names';
import type { SyncInput } from '../../domain/sync/sync';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { atSeveral, type TenantRef, whenListed } from '../temporal/tenant-places';
import { requireSyncRoom, syncAction } from './sync';

export interface ScheduleRequest {
  readonly input: SyncInput;
  /** `fingerprintOf` the users. */
  readonly fingerprint: string;
  /** How often, in ms. */
  readonly everyMs: number;
}

/** A tenant's schedule as it stands. Times in ISO 8601. */
export interface TenantSchedule {
  readonly scheduleId: string;
  readonly tenant: string;
  /** As in `mas:inst1/ws1`. */
  readonly place: string;
  readonly paused: boolean;
  readonly everyMs?: number;
  readonly nextAt?: string;
  readonly lastAt?: string;
}

export const scheduleActions = ['pause', 'resume', 'delete'] as const;
export type ScheduleAction = (typeof scheduleActions)[number];

/** One missed moment is made up for, when it is not older than that. */
const catchupWindow = '1 minute';

/**
 * Has a tenant synchronised again and again with the list as it is now; one that is still under way is not joined by another.
 * Takes the place of the tenant's schedule when there is one, which stays paused if it was. Throws `ClientError`.
 */
export async function setSchedule(temporal: Temporal, request: ScheduleRequest): Promise<'created' | 'replaced'> {
  requireSyncRoom(request.input);
  const { target, tenant } = request.input;
  const scheduleId = syncWorkflowId(target, tenant);
  const options = scheduleOptions(temporal, request, scheduleId);
  return guarded(async () => {
    try {
      await temporal.client.schedule.create({ scheduleId, ...options });
      return 'created';
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
    const handle = temporal.client.schedule.getHandle(scheduleId);
    await handle.update(({ state }) => ({ ...options, state }));
    return 'replaced';
  });
}

function scheduleOptions(temporal: Temporal, { input, fingerprint, everyMs }: ScheduleRequest, workflowId: string) {
  return {
    spec: { intervals: [{ every: everyMs }] },
    action: {
      type: 'startWorkflow' as const,
      workflowType: syncType,
      workflowId,
      ...syncAction(temporal, input, { fingerprint, beginner: 'schedule' }),
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
  };
}

/** The schedules of all tenants. A new one appears a moment later. Throws `ClientError`. */
export function listSchedules({ client }: Temporal): Promise<readonly TenantSchedule[]> {
  return guarded(async () => {
    const found: TenantSchedule[] = [];
    for await (const { scheduleId, spec, state, info } of client.schedule.list()) {
      const named = tenantIn(scheduleId);
      if (named === undefined) continue;
      const every = spec?.intervals?.[0]?.every;
      const next = info.nextActionTimes[0];
      const last = info.recentActions.at(-1)?.takenAt;
      found.push({
        ...named,
        scheduleId,
        paused: state.paused,
        ...(every === undefined ? {} : { everyMs: every }),
        ...(next === undefined ? {} : { nextAt: next.toISOString() }),
        ...(last === undefined ? {} : { lastAt: last.toISOString() }),
      });
    }
    return found;
  });
}

/** Pauses, resumes or deletes a tenant's schedule; a synchronisation under way goes on. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED. */
export async function changeSchedule(temporal: Temporal, ref: TenantRef, action: ScheduleAction): Promise<void> {
  const handle = temporal.client.schedule.getHandle(await findSchedule(temporal, ref));
  const work = {
    pause: () => handle.pause('onboard schedule pause'),
    resume: () => handle.unpause('onboard schedule resume'),
    delete: () => handle.delete(),
  };
  await guarded(async () => {
    try {
      await work[action]();
    } catch (error) {
      // The list has a deleted one for a moment longer.
      throw error instanceof ScheduleNotFoundError ? noSchedule(ref.tenant) : error;
    }
  });
}

async function findSchedule(temporal: Temporal, { tenant, at }: TenantRef): Promise<string> {
  const found = await whenListed(async () =>
    (await listSchedules(temporal)).filter((one) => one.tenant === tenant && isAt(one.place, at)),
  );
  const [only, another] = found.map(({ scheduleId }) => scheduleId);
  if (only === undefined) throw noSchedule(tenant);
  if (another === undefined) return only;
  throw atSeveral(
    tenant,
    found.map(({ scheduleId }) => scheduleId),
  );
}

function noSchedule(tenant: string): ClientError {
  const what = `There is no schedule of the tenant ${tenant}.`;
  return new ClientError('RUN_NOT_FOUND', what, 'See onboard schedule list.');
}
