import type { Payload } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import type { Temporal } from '../temporal/connect';
import type { HistoryEvent } from './history';

/** Every value that the events hold: texts as they are, payloads decoded, one after the other. Throws `CodecError`. */
export async function* valuesOf({ client }: Temporal, events: readonly HistoryEvent[]): AsyncGenerator<unknown> {
  for (const event of events) {
    const payloads: Payload[] = [];
    const texts: string[] = [];
    collect(event, payloads, texts);
    yield* texts;
    yield* await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  }
}

function collect(value: unknown, payloads: Payload[], texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (isPayload(value)) payloads.push(value);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const part of Object.values(value)) collect(part, payloads, texts);
  }
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && 'metadata' in value && 'data' in value;
}

/** The texts in a decoded value, names of fields included: a correction names its user that way. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [name, part] of Object.entries(value)) {
    if (!Array.isArray(value)) yield name;
    yield* textsIn(part);
  }
}

/** The objects in a decoded value, itself included. */
export function* objectsIn(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  yield value;
  for (const part of Object.values(value)) yield* objectsIn(part);
}
