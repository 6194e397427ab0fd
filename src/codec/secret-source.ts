import { readFileSync } from 'node:fs';
import { describeReference } from '../domain/tenant/secret-reference';
import { Secret } from '../http/secret';
import type { Variables } from '../input/environment';
import type { SecretSource } from '../input/key-list';
import { CodecError } from './codec-error';

/** The secret without blanks around it. Throws `CodecError` CODEC_MISCONFIGURED, which names the place. */
export function openSource(source: SecretSource, variables: Variables): Secret {
  const value = ('env' in source ? variables[source.env] : textOf(source))?.trim() ?? '';
  if (value !== '') return new Secret(value);
  throw new CodecError('CODEC_MISCONFIGURED', `The ${describeReference(source)} is not set or empty.`);
}

function textOf(source: { readonly file: string }): string {
  try {
    return readFileSync(source.file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new CodecError('CODEC_MISCONFIGURED', `The ${describeReference(source)} cannot be read (${why}).`);
  }
}
