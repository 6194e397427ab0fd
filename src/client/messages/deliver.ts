import { setTimeout as pause } from 'node:timers/promises';
import { messages, sliceWorkflowId } from '../../domain/run/names';
import type { Counts } from '../../domain/run/outcome';
import {
  type OpenSlices,
  refusals,
  type SliceGlance,
  type SliceGroup,
  type SlicesPage,
  type UserPage,
} from '../../domain/run/user-slice';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { inParallel } from '../temporal/in-parallel';
import { describeIfThere, isOpen, type RunId } from '../temporal/run-ref';
import { acceptMs, giveUpdate, noWorker } from './order';
import { countWorkers } from '../temporal/workers';
import type { NamedPage } from './pages';

/** How many slices are given their users at once. */
export const slicesAtOnce = 4;
const betweenLooksMs = 200;
const answerMs = 15_000;

/** The slices of a run as it knows them. */
export interface Layout {
  readonly groups: readonly SliceGroup[];
  /** By number, from 1. */
  readonly slices: ReadonlyMap<number, SliceGlance>;
}

/** Which slices a run has; a worker answers. Throws `ClientError`. */
export async function layoutOf(temporal: Temporal, run: RunId): Promise<Layout> {
  const handle = temporal.client.workflow.getHandle(run.workflowId, run.runId);
  const slices = new Map<number, SliceGlance>();
  for (let page: number | undefined = 0; ; ) {
    const at: number = page;
    const answer: SlicesPage = await guarded(() =>
      temporal.client.withDeadline(Date.now() + answerMs, () =>
        handle.query<SlicesPage, [number]>(messages.slices, at),
      ),
    );
    for (const slice of answer.slices) slices.set(slice.number, slice);
    page = answer.nextPage;
    if (page === undefined) return { groups: answer.groups, slices };
  }
}

/** What became of a page: `full` and `ended`: the slice takes nobody any more. */
export type Delivered = 'taken' | 'full' | 'ended';

/** A page, and the slice that it is for. */
export interface Parcel {
  readonly number: number;
  readonly page: NamedPage;
}

/** Gives slices of an open run their pages; answers what became of each. Throws `ClientError` NO_WORKER, RUN_REFUSED. */
export function deliver(temporal: Temporal, run: RunId, parcels: readonly Parcel[]): Promise<readonly Delivered[]> {
  return inParallel(parcels, slicesAtOnce, ({ number, page }) => deliverOne(temporal, run, { number, page }));
}

/** A slice that has not begun yet is waited for as long as its run is open. */
async function deliverOne(temporal: Temporal, run: RunId, { number, page }: Parcel): Promise<Delivered> {
  for (const patient = Date.now() + acceptMs; ; ) {
    const slice = await sliceOf(temporal, run, number);
    if (slice !== undefined) return isOpen(slice) ? takeUsers(temporal, slice, page) : 'ended';
    const whole = await describeIfThere(temporal, run.workflowId, run.runId);
    if (whole === undefined || !isOpen(whole)) return 'ended';
    if (Date.now() > patient && (await countWorkers(temporal)).workflows === 0) throw noWorker();
    await pause(betweenLooksMs);
  }
}

/** Slices of earlier runs had the same ids. Undefined while this run's has not begun. */
async function sliceOf(temporal: Temporal, run: RunId, number: number) {
  const found = await describeIfThere(temporal, sliceWorkflowId(run.workflowId, number));
  return found?.parentExecution?.runId === run.runId ? found : undefined;
}

/** Given the same page again, a slice answers again and takes nobody twice. */
async function takeUsers(temporal: Temporal, slice: RunId, page: NamedPage): Promise<Delivered> {
  const args: [UserPage] = [page];
  try {
    await giveUpdate(temporal, slice, (handle, updateId) =>
      handle.executeUpdate<Counts, [UserPage]>(messages.takeUsers, { args, updateId }),
    );
    return 'taken';
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (error.code === 'RUN_NOT_FOUND') return 'ended';
    if (error.code !== 'RUN_REFUSED') throw error;
    if (error.message.includes(refusals.full)) return 'full';
    if ([refusals.ending, refusals.cancelled].some((reason) => error.message.includes(reason))) return 'ended';
    throw error;
  }
}

/** Which of these users a slice does not have; all when Temporal has forgotten it. A worker answers. Throws `ClientError`. */
export async function missingIn(
  temporal: Temporal,
  run: RunId,
  { number, page: { users } }: Parcel,
): Promise<readonly string[]> {
  const keys = users.map(({ key }) => key);
  const slice = keys.length === 0 ? undefined : await sliceOf(temporal, run, number);
  if (slice === undefined) return keys;
  const handle = temporal.client.workflow.getHandle(slice.workflowId, slice.runId);
  return guarded(() =>
    temporal.client.withDeadline(Date.now() + answerMs, () =>
      handle.query<readonly string[], [readonly string[]]>(messages.missingUsers, keys),
    ),
  );
}

/** Opens slices for pages in an open run; answers their numbers, undefined when it has ended. Throws `ClientError` RUN_REFUSED, NO_WORKER. */
export async function openSlices(
  temporal: Temporal,
  run: RunId,
  wanted: OpenSlices,
): Promise<readonly number[] | undefined> {
  try {
    return await giveUpdate(temporal, run, (handle, updateId) =>
      handle.executeUpdate<readonly number[], [OpenSlices]>(messages.openSlices, { args: [wanted], updateId }),
    );
  } catch (error) {
    if (error instanceof ClientError && error.code === 'RUN_NOT_FOUND') return undefined;
    throw error;
  }
}
