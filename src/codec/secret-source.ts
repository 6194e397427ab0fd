import { readFileSync } from 'node:fs';
import type { SecretReference } from '../domain/secret-reference';
import { describeReference } from '../domain/secret-reference';
import { Secret } from '../http/secret';
import { CodecError } from './codec-error';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Where a secret of the codec comes from: a variable or a file of this process. */
export type SecretSource = Extract<SecretReference, { readonly env: string } | { readonly file: string }>;

/** `env:NAME` or `file:PATH`; undefined for what is neither. */
export function parseSource(text: string): SecretSource | undefined {
  const [, kind, place = ''] = /^(env|file):(.+)$/.exec(text) ?? [];
  if (kind === 'file') return { file: place };
  return kind === 'env' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(place) ? { env: place } : undefined;
}

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
