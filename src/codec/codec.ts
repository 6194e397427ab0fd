import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { processVariables, type Variables } from '../input/environment';
import { CodecError } from './codec-error';
import { parseKeyList } from '../input/key-list';
import { openKeyring } from './keyring';
import { createPayloadCodec } from './payload-codec';

/** How this process encrypts what it hands to Temporal. */
export interface Codec {
  /** Whether it encrypts; if not, it still says clearly when it meets what others encrypted. */
  readonly on: boolean;
  readonly payloads: PayloadCodec;
  /** For clients, workers and replays alike. */
  readonly dataConverter: DataConverter;
}

/** The variable that lists the keys: `ID=env:NAME,ID=file:PATH`, the first encrypts, all decrypt. */
export const keysVariable = 'ONBOARD_CODEC_KEYS';

/** Whether payloads are encrypted, so that texts may be shown only to holders of a key. */
export function isCodecConfigured(variables: Variables = processVariables()): boolean {
  return (variables[keysVariable] ?? '') !== '';
}

/** The codec of an environment. Reads the keys now. Throws `CodecError` CODEC_MISCONFIGURED, which names what is wrong. */
export function readCodec(variables: Variables = processVariables()): Codec {
  const list = isCodecConfigured(variables) ? parseKeyList(variables[keysVariable] ?? '') : [];
  if (typeof list === 'string') throw new CodecError('CODEC_MISCONFIGURED', `${keysVariable} ${list}.`);
  const keyring = openKeyring(list, variables);
  const payloads = createPayloadCodec(keyring);
  const on = keyring.current !== undefined;
  return {
    on,
    payloads,
    dataConverter: {
      payloadCodecs: [payloads],
      // From the folder above: the command is built into files beside this folder (docs/decisions/0013).
      ...(on ? { failureConverterPath: require.resolve('../codec/failure-converter') } : {}),
    },
  };
}
