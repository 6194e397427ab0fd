import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { CodecError } from './codec-error';
import type { CodecKey, Keyring } from './keyring';

const { Payload: PayloadMessage } = temporal.api.common.v1;

const encoding = 'binary/encrypted';
const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts whole payloads with AES-256-GCM; what it makes is nonce, ciphertext and tag, one after the other, under the
 * metadata `encoding: binary/encrypted` and `encryption-key-id`, which the tag covers. Without a current key it leaves
 * payloads as they are; payloads that are not encrypted it hands out as they are.
 * Decoding throws `CodecError` CODEC_KEY_UNKNOWN, CODEC_PAYLOAD_TAMPERED.
 */
export function createPayloadCodec({ current, find }: Keyring): PayloadCodec {
  return {
    encode: (payloads) =>
      Promise.resolve(current === undefined ? payloads : payloads.map((payload) => encrypt(payload, current))),
    decode: async (payloads) =>
      payloads.map((payload) => (isEncrypted(payload) ? decrypt(payload, keyOf(payload, find)) : payload)),
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

function encrypt(payload: Payload, { id, key }: CodecKey): Payload {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(boundTo(id));
  const sealed = Buffer.concat([
    nonce,
    sealing.update(PayloadMessage.encode(payload).finish()),
    sealing.final(),
    sealing.getAuthTag(),
  ]);
  return { metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(id) }, data: sealed };
}

function decrypt({ data }: Payload, { id, key }: CodecKey): Payload {
  const sealed = Buffer.from(data ?? []);
  try {
    const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(-tagBytes)];
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(boundTo(id));
    opening.setAuthTag(tag);
    const opened = Buffer.concat([opening.update(sealed.subarray(nonceBytes, -tagBytes)), opening.final()]);
    const { metadata, data: inner } = PayloadMessage.decode(opened);
    return { metadata, data: inner };
  } catch {
    throw new CodecError('CODEC_PAYLOAD_TAMPERED', `A payload is not what was encrypted with the key ${id}.`);
  }
}

/** What the tag covers besides: a payload cannot be passed off as one of another key or encoding. */
function boundTo(id: string): Buffer {
  return Buffer.from(`${encoding}\n${id}`);
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes === null || bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
}
