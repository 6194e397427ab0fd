import type { WorkflowHandle } from '@temporalio/client';
import type { Payload, ProtoFailure } from '@temporalio/common';
import { z } from 'zod';
import { isEncrypted } from '../../codec/payload-codec';
import { isFailureCode } from '../../domain/failures/failures';
import type { AttemptFailure } from '../../domain/report/report';
import type { Temporal } from '../temporal/connect';
import { guarded, isNotFound } from '../temporal/grpc-errors';
import type { RunId } from '../temporal/run-ref';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];
type Page = Partial<Awaited<ReturnType<Temporal['client']['workflowService']['getWorkflowExecutionHistory']>>>;

/**
 * The events of a run, of which a page is held at a time; none when Temporal has forgotten it. No worker is needed. `pageSize`:
 * as the server likes when absent. Throws `ClientError`.
 */
export async function* eventsOf(temporal: Temporal, run: RunId, pageSize?: number): AsyncGenerator<HistoryEvent> {
  const { client, namespace } = temporal;
  const { workflowId, runId } = run;
  const size = pageSize === undefined ? {} : { maximumPageSize: pageSize };
  const request = { namespace, execution: { workflowId, runId }, ...size };
  let page: Page = {};
  do {
    const { nextPageToken } = page;
    const paged = nextPageToken === undefined ? request : { ...request, nextPageToken };
    page = await guarded(() => client.workflowService.getWorkflowExecutionHistory(paged).catch(nothingLeft));
    yield* page.history?.events ?? [];
  } while (page.nextPageToken !== undefined && page.nextPageToken.length > 0);
}

/** The last events of a run, the latest first; none when Temporal has forgotten it. Throws `ClientError`. */
export async function lastEventsOf(temporal: Temporal, run: RunId, most: number): Promise<readonly HistoryEvent[]> {
  const { client, namespace } = temporal;
  const { workflowId, runId } = run;
  const request = { namespace, execution: { workflowId, runId }, maximumPageSize: most };
  const page: Page = await guarded(() =>
    client.workflowService.getWorkflowExecutionHistoryReverse(request).catch(nothingLeft),
  );
  return page.history?.events ?? [];
}

function nothingLeft(error: unknown): Page {
  if (isNotFound(error)) return {};
  throw error;
}

/** What a run was started with; undefined when it is gone. Reads no more than its first event. Throws as `decoded` does. */
export async function startInput(temporal: Temporal, run: RunId): Promise<unknown> {
  for await (const { workflowExecutionStartedEventAttributes: started } of eventsOf(temporal, run, 1)) {
    return firstValue(temporal, started?.input?.payloads);
  }
  return undefined;
}

/** What payloads hold. Throws `CodecError`. */
async function decoded({ client }: Temporal, payloads: readonly Payload[]): Promise<readonly unknown[]> {
  const { payloadCodecs, payloadConverter } = client.options.loadedDataConverter;
  let open = [...payloads];
  for (const codec of payloadCodecs.toReversed()) open = await codec.decode(open);
  return open.map((payload): unknown => payloadConverter.fromPayload(payload));
}

/** The first value of a list of payloads. Throws `CodecError`. */
export async function firstValue(
  temporal: Temporal,
  payloads: readonly Payload[] | null | undefined,
): Promise<unknown> {
  return (await decoded(temporal, payloads?.slice(0, 1) ?? []))[0];
}

/** Every value of an event: texts as they are, payloads decoded; Temporal itself writes some in clear. Throws `CodecError`. */
export async function* valuesIn(temporal: Temporal, event: HistoryEvent): AsyncGenerator<unknown> {
  const payloads: Payload[] = [];
  yield* textsBeside(payloads, event);
  yield* await decoded(temporal, payloads.filter(isEncrypted));
  const { payloadConverter } = temporal.client.options.loadedDataConverter;
  for (const payload of payloads) if (!isEncrypted(payload)) yield payloadConverter.fromPayload<unknown>(payload);
}

function* textsBeside(payloads: Payload[], value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (isPayload(value)) payloads.push(value);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const part of Object.values(value)) yield* textsBeside(payloads, part);
  }
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && 'metadata' in value && 'data' in value;
}

/** `said`: by the outermost failure that the catalogue knows, else by the outermost one. `details`: of all, from the outside in. */
export interface Failure {
  readonly said: AttemptFailure;
  readonly details: readonly unknown[];
}

/** Where messages are encrypted, they are in a payload. */
const EncodedAttributes = z.object({ message: z.string() });

/** A failure and its causes as their makers wrote them. Throws `CodecError`. */
export async function readFailure(
  temporal: Temporal,
  written: ProtoFailure | null | undefined,
): Promise<Failure | undefined> {
  const sayings: AttemptFailure[] = [];
  const details: unknown[] = [];
  for (let at = written; at !== null && at !== undefined; at = at.cause) {
    const { type: code, details: own } = at.applicationFailureInfo ?? {};
    const message = await messageOf(temporal, at);
    sayings.push(isFailureCode(code) ? { code, message } : { message });
    details.push(await firstValue(temporal, own?.payloads));
  }
  const said = sayings.find(({ code }) => code !== undefined) ?? sayings[0];
  return said === undefined ? undefined : { said, details };
}

async function messageOf(temporal: Temporal, { encodedAttributes, message }: ProtoFailure): Promise<string> {
  const attributes = await firstValue(temporal, encodedAttributes ? [encodedAttributes] : []);
  return EncodedAttributes.safeParse(attributes).data?.message ?? message ?? '';
}
