import { HttpError } from './http-error';
import type { Query } from './request';

/**
 * Fills the `{name}`s of a path template with encoded parts and adds the encoded query.
 * Throws `HttpError` (unsendable) for a part that no encoding makes safe (empty, `.`, `..`, broken Unicode) or that is missing.
 */
export function requestPath(template: string, parts: Readonly<Record<string, string>> = {}, query: Query = {}): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathPart(parts[name]));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encode(name)}=${encode(one)}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

// A URL parser resolves dots also when they are encoded, so they would name another resource.
function pathPart(value: string | undefined): string {
  if (value === undefined || value === '' || value === '.' || value === '..') throw new HttpError('unsendable');
  return encode(value);
}

function encode(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new HttpError('unsendable');
  return encodeURIComponent(value);
}
