import type { Payload } from '@temporalio/common';
import { z } from 'zod';

/** Bytes in the JSON form of protobuf: base64 of either alphabet. */
const Bytes = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]*={0,2}$/)
  .nullish()
  .transform((text) => Buffer.from(text ?? '', 'base64'));

const PayloadJson = z.object({ metadata: z.record(z.string(), Bytes).nullish(), data: Bytes });

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
