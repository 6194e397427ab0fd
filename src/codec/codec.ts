import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { processVariables, type Variables } from '../input/environment';
import { CodecError } from './codec-error';
import { parseKeyList } from '../input/key-list';
import { openKeyring } from './keyring';
import { createPayloadCodec } from './payload-codec';
import { keysVariable, strictVariable } from './variables';
import { z } from 'zod';

/** How this process encrypts what it hands to Temporal. */
export interface Codec {
  /** Whether it encrypts; if not, it still says clearly when it meets what others encrypted. */
  readonly on: boolean;
  readonly payloads: PayloadCodec;
  /** For clients, workers and replays alike. */
  readonly dataConverter: DataConverter;
}

/** Whether payloads are encrypted, so that texts may be shown only to holders of a key. */
export function isCodecConfigured(variables: Variables = processVariables()): boolean {
  return (variables[keysVariable] ?? '') !== '';
}

/** The codec of an environment. Reads the keys now. Throws `CodecError` CODEC_MISCONFIGURED, which names what is wrong. */
export function readCodec(variables: Variables = processVariables()): Codec {
  const list = isCodecConfigured(variables) ? parseKeyList(variables[keysVariable] ?? '') : [];
  if (typeof list === 'string') throw new CodecError('CODEC_MISCONFIGURED', `${keysVariable} ${list}.`);
  const keyring = openKeyring(list, variables);
  const on = keyring.current !== undefined;
  const payloads = createPayloadCodec(keyring, isStrict(variables, on) ? 'refused' : 'accepted');
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

function isStrict(variables: Variables, on: boolean): boolean {
  const strict = z.union([z.literal(''), z.stringbool()]).safeParse(variables[strictVariable] ?? '');
  if (!strict.success) throw new CodecError('CODEC_MISCONFIGURED', `${strictVariable} must be true or false.`);
  if (strict.data !== true || on) return strict.data === true;
  throw new CodecError('CODEC_MISCONFIGURED', `${strictVariable} is set, and ${keysVariable} names no key.`);
}
