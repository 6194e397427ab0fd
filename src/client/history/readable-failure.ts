import { defaultPayloadConverter, type ProtoFailure } from '@temporalio/common';
import { decodeFailure } from '@temporalio/common/lib/internal-non-workflow';
import { z } from 'zod';
import type { Temporal } from '../temporal/connect';

const CommonAttributes = z.object({ message: z.string(), stack_trace: z.string() });

/** A failure as its maker wrote it, its causes too: payloads decrypted, messages in their place. Throws `CodecError`. */
export async function readableFailure(
  { client }: Temporal,
  failure: ProtoFailure | null | undefined,
): Promise<ProtoFailure | undefined> {
  if (failure === null || failure === undefined) return undefined;
  return withMessages(await decodeFailure(client.options.loadedDataConverter.payloadCodecs, failure));
}

function withMessages(failure: ProtoFailure): ProtoFailure {
  const { encodedAttributes, cause } = failure;
  const value: unknown = encodedAttributes ? defaultPayloadConverter.fromPayload(encodedAttributes) : undefined;
  const encoded = CommonAttributes.safeParse(value);
  return {
    ...failure,
    ...(encoded.success ? { message: encoded.data.message, stackTrace: encoded.data.stack_trace } : {}),
    cause: cause ? withMessages(cause) : null,
  };
}
