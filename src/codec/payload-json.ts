import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import { partOf } from '../input/text/located';

/** Bytes in the JSON form of protobuf: base64 of either alphabet. */
const Bytes = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]*={0,2}$/)
  .nullish()
  .transform((text) => Buffer.from(text ?? '', 'base64'));

const PayloadJson = z.object({ metadata: z.record(z.string(), Bytes).nullish(), data: Bytes });

/** How many payloads a request may have, and what a payload's metadata may: each of them takes time, however small. */
export const mostPayloads = 5_000;
const mostMetadata = 16;

/** Whether a body asks for more than one request may. What is no list of payloads does not. */
export function isTooMuch(body: unknown): boolean {
  const payloads = partOf(body, 'payloads');
  if (!Array.isArray(payloads)) return false;
  return payloads.length > mostPayloads || payloads.some((payload) => hasTooMuchMetadata(payload));
}

function hasTooMuchMetadata(payload: unknown): boolean {
  const metadata = partOf(payload, 'metadata');
  return typeof metadata === 'object' && metadata !== null && Object.keys(metadata).length > mostMetadata;
}

/** What `/encode` and `/decode` are asked with, in the JSON form of protobuf. */
export const PayloadsJson = z.object({
  payloads: z.array(PayloadJson).transform((payloads) =>
    payloads.map(({ metadata, data }): Payload => {
      return { metadata: metadata ?? {}, data };
    }),
  ),
});

/** What they answer. */
export function toPayloadsJson(payloads: readonly Payload[]): object {
  return {
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)])),
      data: base64(data),
    })),
  };
}

function base64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64');
}
