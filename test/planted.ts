import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// Something is planted, everything that is left behind is searched for it.

/** A text as it could stand in a file: as it is, URL-encoded, in hex, or in base64 at any alignment. */
export function formsOf(text: string): string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('x'.repeat(shift) + text).toString('base64');
    return encoded.slice(shift === 0 ? 0 : 4, -4);
  });
  return [text, encodeURIComponent(text), Buffer.from(text).toString('hex'), ...base64];
}

/** Every file in a folder and below, by its path, a byte a character. */
export function textsBelow(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return new Map(
    paths.flatMap((path) => (statSync(path).isFile() ? [[path, readFileSync(path, 'latin1')] as const] : [])),
  );
}

/** The names of the texts that hold one of the needles. */
export function whereFound(texts: ReadonlyMap<string, string>, needles: readonly string[]): string[] {
  return [...texts].filter(([, text]) => needles.some((needle) => text.includes(needle))).map(([name]) => name);
}
