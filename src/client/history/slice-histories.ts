import { departureTypes, workflowTypes } from '../../domain/run/names';
import type { Temporal } from '../temporal/connect';
import { type HistoryEvent, readHistory } from './history';
import { inParallel } from '../temporal/in-parallel';
import type { RunId } from '../temporal/run-ref';

/** How many are read at once: each is thousands of events. */
const concurrency = 2;

/** The histories of the slices that a run has started, in their order, but for those that Temporal has forgotten. Throws `ClientError`. */
export async function readSliceHistories(
  temporal: Temporal,
  runEvents: readonly HistoryEvent[],
): Promise<readonly (readonly HistoryEvent[])[]> {
  const slices = runEvents.map(sliceOf).filter((slice) => slice !== undefined);
  const histories = await inParallel(slices, concurrency, (slice) => readHistory(temporal, slice));
  return histories.filter((events) => events !== undefined);
}

function sliceOf({ childWorkflowExecutionStartedEventAttributes: started }: HistoryEvent): RunId | undefined {
  const type = started?.workflowType?.name;
  if (type !== workflowTypes.slice && type !== departureTypes.slice) return undefined;
  const { workflowId, runId } = started?.workflowExecution ?? {};
  return workflowId && runId ? { workflowId, runId } : undefined;
}
