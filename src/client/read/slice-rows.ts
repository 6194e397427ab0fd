import { messages, sliceWorkflowId } from '../../domain/run/names';
import type { StatusPage, UserRow } from '../../domain/run/outcome';
import { maxStatusRows, type StatusRequest } from '../../domain/run/run';
import type { SliceGlance } from '../../domain/run/user-slice';
import { readRunHistory } from '../history/run-history';
import { rowsOfPart } from '../history/user-states';
import { mostInWhole } from '../history/whole-result';
import { layoutOf, slicesAtOnce } from '../messages/deliver';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { inParallel } from '../temporal/in-parallel';
import { describeIfThere, type RunId } from '../temporal/run-ref';
import { pausedInTemporal, stuckBy } from '../temporal/standstill';

/** Of more users than are shown whole, so many that failed or are in flight. */
const mostOfMany = 200;
const queryMs = 5_000;

/** The users of an open run's slices. Looked at again, it asks only slices that have moved since. */
export class SliceRows {
  private readonly known = new Map<number, { readonly stood: string; readonly rows: readonly UserRow[] }>();

  /** Those of up to 3,000, in their order; of more, the first that failed or are in flight. Throws what Temporal's client throws. */
  async read(temporal: Temporal, run: RunId, { counts, slices = 0 }: StatusPage): Promise<readonly UserRow[]> {
    if (slices === 0) return [];
    const { slices: all } = await layoutOf(temporal, run);
    const isWhole = counts.total <= mostInWhole;
    const looked = [...all.values()].filter((slice) => isWhole || isTelling(slice));
    const rows = await inParallel(isWhole ? looked : looked.slice(0, mostOfMany), slicesAtOnce, (slice) =>
      this.rowsOf(temporal, run, slice),
    );
    const found = isWhole ? rows.flat().sort(byPlace) : rows.flat().filter(isShown).slice(0, mostOfMany);
    return found.map(withoutPlace);
  }

  private async rowsOf(temporal: Temporal, run: RunId, { number, counts }: SliceGlance): Promise<readonly UserRow[]> {
    const stood = JSON.stringify(counts);
    const known = this.known.get(number);
    if (known?.stood === stood && counts.running === 0) return known.rows;
    const rows = await rowsOfSlice(temporal, run, number);
    this.known.set(number, { stood, rows });
    return rows;
  }
}

/** By the place among all users of the run. */
export function byPlace(one: { readonly at?: number }, other: { readonly at?: number }): number {
  return (one.at ?? 0) - (other.at ?? 0);
}

export function withoutPlace({ at: _, ...row }: UserRow): UserRow {
  return row;
}

function isTelling({ counts: { failed, running } }: SliceGlance): boolean {
  return failed + running > 0;
}

function isShown({ state: { status } }: UserRow): boolean {
  return status === 'failed' || status === 'running';
}

/**
 * The users of one slice of an open run, as it answers; as its history tells, when Temporal has paused it or its tasks fail. Throws
 * what Temporal's client throws.
 */
export async function rowsOfSlice(temporal: Temporal, run: RunId, number: number): Promise<readonly UserRow[]> {
  const workflowId = sliceWorkflowId(run.workflowId, number);
  try {
    return await answeredRows(temporal, workflowId);
  } catch (error) {
    const slice = await describeIfThere(temporal, workflowId);
    if (slice === undefined || (pausedInTemporal(slice) ?? stuckBy(slice)) === undefined) throw error;
    const history = await readRunHistory(temporal, slice);
    const rows = rowsOfPart({ ...history, of: 'slice' });
    return rows.map((row) => ({ ...row, at: history.places.get(row.key) ?? 0 }));
  }
}

async function answeredRows(temporal: Temporal, workflowId: string): Promise<readonly UserRow[]> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  const rows: UserRow[] = [];
  for (let page: number | undefined = 0; page !== undefined; ) {
    const request: StatusRequest = { page, pageSize: maxStatusRows };
    const answer: StatusPage = await guarded(() =>
      temporal.client.withDeadline(Date.now() + queryMs, () =>
        handle.query<StatusPage, [StatusRequest]>(messages.status, request),
      ),
    );
    rows.push(...answer.users);
    page = answer.nextPage;
  }
  return rows;
}
