import { createSecretKey, type KeyObject } from 'node:crypto';
import { describeReference } from '../domain/tenant/secret-reference';
import { CodecError } from './codec-error';
import type { NamedKey } from '../input/key-list';
import type { Variables } from '../input/environment';
import { openSource } from './secret-source';

/** A key of AES-256. `KeyObject` prints without its value. */
export interface CodecKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys by id; `current` encrypts, undefined when nothing is to be encrypted. */
export interface Keyring {
  readonly current: CodecKey | undefined;
  readonly find: (id: string) => CodecKey | undefined;
}

const keyBytes = 32;
const base64Key = /^[A-Za-z0-9+/]{43}=?$/;

/** Opens the keys, the first of which encrypts. Throws `CodecError` CODEC_MISCONFIGURED. */
export function openKeyring(named: readonly NamedKey[], variables: Variables): Keyring {
  const keys = new Map(named.map((entry) => [entry.id, { id: entry.id, key: openKey(entry, variables) }]));
  const [first] = named;
  return { current: first === undefined ? undefined : keys.get(first.id), find: (id) => keys.get(id) };
}

function openKey({ id, source }: NamedKey, variables: Variables): KeyObject {
  const text = openSource(source, variables).open();
  const bytes = Buffer.from(text, 'base64');
  if (base64Key.test(text) && bytes.length === keyBytes) return createSecretKey(bytes);
  throw new CodecError(
    'CODEC_MISCONFIGURED',
    `The ${describeReference(source)} is no key ${id}: a key is ${keyBytes} bytes in base64 (openssl rand -base64 ${keyBytes}).`,
  );
}
