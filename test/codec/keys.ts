import { randomBytes } from 'node:crypto';
import { type Codec, readCodec } from '../../src/codec/codec';

/** A key as `openssl rand -base64 32` makes it. */
export function newKey(): string {
  return randomBytes(32).toString('base64');
}

export type KeyPair = readonly [id: string, key: string];

/** The codec of a list of ids, each with its key. */
export function codecWith(...keys: KeyPair[]): Codec {
  const variables = Object.fromEntries(keys.map(([, key], index) => [`KEY_${index}`, key]));
  const list = keys.map(([id], index) => `${id}=env:KEY_${index}`).join(',');
  return readCodec({ ...variables, ONBOARD_CODEC_KEYS: list });
}
