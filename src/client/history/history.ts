import type { WorkflowHandle } from '@temporalio/client';
import type { Payload, ProtoFailure } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { optionalTsToDate } from '@temporalio/common/lib/time';
import { isFailureCode } from '../../domain/failures/failures';
import type { AttemptFailure } from '../../domain/report/report';
import type { Temporal } from '../temporal/connect';
import { guarded, isNotFound } from '../temporal/grpc-errors';
import { readableFailure } from './readable-failure';
import type { RunId } from '../temporal/run-ref';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

/** All events of a run; undefined when Temporal has forgotten it. No worker is needed. Throws `ClientError`. */
export async function readHistory({ client }: Temporal, run: RunId): Promise<readonly HistoryEvent[] | undefined> {
  return guarded(async () => {
    try {
      const { events } = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
      return events ?? [];
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}

/** The first value of a list of payloads. */
export async function firstValue(
  { client }: Temporal,
  payloads: readonly Payload[] | null | undefined,
): Promise<unknown> {
  if (payloads === null || payloads === undefined) return undefined;
  const [value] = await decodeArrayFromPayloads(client.options.loadedDataConverter, [...payloads]);
  return value;
}

/** When an event happened, in ISO 8601. */
export function timeOf({ eventTime }: Pick<HistoryEvent, 'eventTime'>): string {
  return optionalTsToDate(eventTime)?.toISOString() ?? new Date(0).toISOString();
}

/** The innermost failure that the catalogue knows; else the outermost one's message. */
export async function attemptFailure(
  temporal: Temporal,
  written: ProtoFailure | null | undefined,
): Promise<AttemptFailure | undefined> {
  const failure = await readableFailure(temporal, written);
  if (failure === undefined) return undefined;
  for (let at: ProtoFailure | null | undefined = failure; at !== null && at !== undefined; at = at.cause) {
    const type = at.applicationFailureInfo?.type;
    if (isFailureCode(type)) return { code: type, message: at.message ?? '' };
  }
  return { message: failure.message ?? '' };
}

/** The payloads of the details of the innermost failure that has any. */
export function failureDetails(failure: ProtoFailure | null | undefined): readonly Payload[] | undefined {
  let found: readonly Payload[] | undefined;
  for (let at = failure; at !== null && at !== undefined; at = at.cause) {
    found = at.applicationFailureInfo?.details?.payloads ?? found;
  }
  return found;
}
