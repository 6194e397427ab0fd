import type { Temporal } from './connect';
import { guarded, isDeadline, isDisturbed } from './grpc-errors';
import { describeIfThere, isOpen } from './run-ref';
import { inTurn } from './run-turns';
import { hasAskedSince } from './workers';

/** Which run is asked, and how long one try may take. */
interface Asking {
  readonly workflowId: string;
  readonly patienceMs: number;
}

const mostTries = 4;
const latestEvents = 100;

/**
 * Asks a run for a change. Temporal lets ten at once change a run: of more, some are not heard in time, and ask again as
 * long as a worker moves the run, or asks for work; so do those that were lost to something that the run heard meanwhile. `ask` must do no harm when it is heard twice. Throws what it throws.
 */
export async function askUntilHeard<T>(temporal: Temporal, asking: Asking, ask: () => Promise<T>): Promise<T> {
  const { workflowId, patienceMs } = asking;
  for (let tries = 1; ; tries += 1) {
    const began = Date.now();
    const before = await describeIfThere(temporal, workflowId);
    try {
      return await inTurn(workflowId, () => temporal.client.withDeadline(Date.now() + patienceMs, ask));
    } catch (error) {
      if (tries === mostTries) throw error;
      if (isDisturbed(error)) continue;
      if (!isDeadline(error)) throw error;
      const since = before === undefined || !isOpen(before) ? 0 : before.historyLength;
      if (!(await hasMoved(temporal, workflowId, since)) && !(await hasAskedSince(temporal, began))) throw error;
    }
  }
}

/** Whether a worker has done something for the run since it had so many events; also when the run has ended meanwhile. */
async function hasMoved(temporal: Temporal, workflowId: string, since: number): Promise<boolean> {
  const run = await describeIfThere(temporal, workflowId);
  if (run === undefined || !isOpen(run)) return true;
  const { client, namespace } = temporal;
  const { history } = await guarded(() =>
    client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace,
      execution: { workflowId, runId: run.runId },
      maximumPageSize: latestEvents,
    }),
  );
  const done = (history?.events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  return done.some(({ eventId }) => Number(eventId) > since);
}
