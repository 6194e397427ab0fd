import type { SecretReference } from '../domain/tenant/secret-reference';

/** Where a secret of the codec comes from: a variable or a file of this process. */
export type SecretSource = Extract<SecretReference, { readonly env: string } | { readonly file: string }>;

/** A key by its id and where it comes from. */
export interface NamedKey {
  readonly id: string;
  readonly source: SecretSource;
}

/** Ids stand beside every payload in clear text. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * The keys of a list `ID=env:NAME,ID=file:PATH,…`, the first of which encrypts; a text that says what is wrong with it,
 * without quoting it.
 */
export function parseKeyList(text: string): readonly NamedKey[] | string {
  const keys: NamedKey[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const at = entry.indexOf('=');
    const [id, source] = [entry.slice(0, Math.max(at, 0)).trim(), parseSource(entry.slice(at + 1).trim())];
    if (!idPattern.test(id) || source === undefined) {
      return `must be ID=env:NAME or ID=file:PATH, several with commas between them; entry ${index + 1} is not`;
    }
    if (keys.some((key) => key.id === id)) return `names the key id ${id} twice`;
    keys.push({ id, source });
  }
  return keys;
}

/** `env:NAME` or `file:PATH`; undefined for what is neither. */
export function parseSource(text: string): SecretSource | undefined {
  const [, kind, place = ''] = /^(env|file):(.+)$/.exec(text) ?? [];
  if (kind === 'file') return { file: place };
  return kind === 'env' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(place) ? { env: place } : undefined;
}
