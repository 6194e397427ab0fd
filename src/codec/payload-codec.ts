import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { CodecError } from './codec-error';
import type { CodecKey, Keyring } from './keyring';
import { ownerOf } from './owner';

const { Payload: PayloadMessage } = temporal.api.common.v1;

const encoding = 'binary/encrypted';
const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** What becomes of payloads that are not encrypted when they are decoded. */
export type ClearText = 'accepted' | 'refused';

/**
 * Encrypts whole payloads with AES-256-GCM; what it makes is nonce, ciphertext and tag, one after the other, under the
 * metadata `encoding: binary/encrypted`, `encryption-key-id` and `owner` (a hash of namespace and workflow, where the SDK
 * names them), which the tag covers. Without a current key it leaves payloads as they are.
 * Decoding throws `CodecError` CODEC_KEY_UNKNOWN, CODEC_PAYLOAD_TAMPERED, CODEC_CLEAR_TEXT.
 */
export function createPayloadCodec({ current, find }: Keyring, clearText: ClearText = 'accepted'): PayloadCodec {
  const open = (payload: Payload, context: SerializationContext | undefined): Payload => {
    if (isEncrypted(payload)) return decrypt(payload, keyOf(payload, find), ownerOf(context));
    if (clearText === 'accepted') return payload;
    throw new CodecError('CODEC_CLEAR_TEXT', 'A payload is not encrypted, and ONBOARD_CODEC_STRICT is set.');
  };
  return {
    encode: (payloads, context) =>
      Promise.resolve(
        current === undefined ? payloads : payloads.map((payload) => encrypt(payload, current, ownerOf(context))),
      ),
    decode: async (payloads, context) => payloads.map((payload) => open(payload, context)),
  };
}

export function isEncrypted({ metadata }: Payload): boolean {
  return textOf(metadata?.['encoding']) === encoding;
}

function keyOf({ metadata }: Payload, find: Keyring['find']): CodecKey {
  const id = textOf(metadata?.['encryption-key-id']);
  const key = find(id);
  if (key !== undefined) return key;
  // An id that is none of ours may be anything.
  const named = /^[\w.-]{1,64}$/.test(id) ? ` ${id}` : '';
  throw new CodecError('CODEC_KEY_UNKNOWN', `Encrypted with the key${named}, which this process does not have.`);
}

function encrypt(payload: Payload, { id, key }: CodecKey, owner: Buffer | undefined): Payload {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(boundTo(id, owner));
  const sealed = Buffer.concat([
    nonce,
    sealing.update(PayloadMessage.encode(payload).finish()),
    sealing.final(),
    sealing.getAuthTag(),
  ]);
  const metadata = { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(id) };
  return { metadata: owner === undefined ? metadata : { ...metadata, owner }, data: sealed };
}

/** `owner`: of whatever it was found in; undefined when that is not known, as in the codec server. */
function decrypt({ metadata: outer, data }: Payload, { id, key }: CodecKey, owner: Buffer | undefined): Payload {
  const sealed = Buffer.from(data ?? []);
  const written = outer?.['owner'] ?? undefined;
  let opened: Buffer;
  try {
    const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(-tagBytes)];
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(boundTo(id, written));
    opening.setAuthTag(tag);
    opened = Buffer.concat([opening.update(sealed.subarray(nonceBytes, -tagBytes)), opening.final()]);
  } catch {
    throw new CodecError('CODEC_PAYLOAD_TAMPERED', `A payload is not what was encrypted with the key ${id}.`);
  }
  if (owner !== undefined && written !== undefined && !owner.equals(written)) {
    throw new CodecError('CODEC_PAYLOAD_TAMPERED', 'A payload was encrypted for another workflow or namespace.');
  }
  const { metadata, data: inner } = PayloadMessage.decode(opened);
  return { metadata, data: inner };
}

/** What the tag covers besides: a payload cannot be passed off as one of another key, encoding or workflow. */
function boundTo(id: string, owner: Uint8Array | undefined): Buffer {
  return Buffer.concat([Buffer.from(`${encoding}\n${id}\n`), owner ?? Buffer.alloc(0)]);
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes === null || bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
}
