import { isAlias, isMap, isScalar, isSeq, type ParsedNode, Scalar } from 'yaml';
import { type Checked, formatPath, type Path, type Place, type Problem } from './problem';
import { parseYaml, type Scalars } from './yaml-syntax';

/** Plain data with the place of every part, and the problems of its structure (duplicate keys, aliases, …). */
export interface ParsedDocument {
  /** Maps, lists, `null` for what is empty, and scalars. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at a path stands. */
  readonly placeOf: (path: Path) => Place | undefined;
  /** Where its key stands. */
  readonly keyPlaceOf: (path: Path) => Place | undefined;
}

interface Walk {
  readonly places: Map<string, Place>;
  readonly keyPlaces: Map<string, Place>;
  readonly problems: Problem[];
  readonly place: (offset: number) => Place;
  readonly nullIsEmpty: boolean;
}

type MapPair = Extract<ParsedNode, { items: { key: unknown }[] }>['items'][number];

function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function report(walk: Walk, at: { path: Path; place: Place }, text: readonly [message: string, hint: string]): void {
  const [message, hint] = text;
  walk.problems.push({ ...at.place, path: formatPath(at.path), message, hint });
}

function scalarValue(node: Scalar, walk: Walk): unknown {
  if (node.type !== Scalar.PLAIN) return node.value;
  const empty = node.source === '' || (walk.nullIsEmpty && node.source === 'null');
  return empty ? null : node.value;
}

function keyOf(pair: MapPair): string | undefined {
  if (!isScalar(pair.key)) return undefined;
  const text = pair.key.source;
  return text === undefined || text === '' ? undefined : text;
}

function walkPair(pair: MapPair, parent: Path, walk: Walk): [string, unknown] | undefined {
  const place = walk.place(pair.key.range[0]);
  const key = keyOf(pair);
  if (key === undefined) {
    report(walk, { path: parent, place }, ['a key here is empty or no plain text', 'write "name: value"']);
    return undefined;
  }
  const path = [...parent, key];
  if (key === '<<') {
    report(walk, { path: parent, place }, ['merge keys (<<) are not accepted', 'write the values out']);
    return undefined;
  }
  walk.keyPlaces.set(JSON.stringify(path), place);
  return [key, pair.value === null ? emptyAt(path, place, walk) : walkNode(pair.value, path, walk)];
}

function emptyAt(path: Path, place: Place, walk: Walk): null {
  walk.places.set(JSON.stringify(path), place);
  return null;
}

function walkMap(pairs: readonly MapPair[], path: Path, walk: Walk): object {
  const entries = new Map<string, unknown>();
  for (const pair of pairs) {
    const key = keyOf(pair);
    const earlier = key === undefined ? undefined : walk.keyPlaces.get(JSON.stringify([...path, key]));
    if (key !== undefined && earlier !== undefined) {
      const place = walk.place(pair.key.range[0]);
      report(walk, { path: [...path, key], place }, [
        `is given twice, first in line ${earlier.line}`,
        'keep one of them',
      ]);
      continue;
    }
    const entry = walkPair(pair, path, walk);
    if (entry !== undefined) entries.set(...entry);
  }
  // `fromEntries` makes an own property of `__proto__`, too, so that it is seen as the unknown key it is.
  return Object.fromEntries(entries);
}

function walkNode(node: ParsedNode, path: Path, walk: Walk): unknown {
  const place = walk.place(node.range[0]);
  walk.places.set(JSON.stringify(path), place);
  if (isAlias(node)) {
    report(walk, { path, place }, ['aliases (*) are not accepted', 'write the value out']);
    return null;
  }
  if (isScalar(node)) return scalarValue(node, walk);
  if (isMap(node)) return walkMap(node.items, path, walk);
  if (isSeq(node)) return node.items.map((item, index) => walkNode(item, [...path, index], walk));
  return null;
}

/**
 * Text as plain data, from YAML or JSON. With `strings` a scalar keeps its text (`0123`, `Null`, `1e3`); what has no
 * text is `null`, and so is an unquoted `null` in a file that is JSON.
 */
export function parseDocument(text: string, scalars: Scalars): Checked<ParsedDocument> {
  const parsed = parseYaml(text, scalars);
  if (!parsed.ok) return parsed;
  const { document, place } = parsed.value;
  const nullIsEmpty = scalars === 'strings' && isJson(text);
  const walk: Walk = { places: new Map(), keyPlaces: new Map(), problems: [], place, nullIsEmpty };
  const value = document.contents === null ? null : walkNode(document.contents, [], walk);
  return {
    ok: true,
    value: {
      value,
      problems: walk.problems,
      placeOf: (path) => walk.places.get(JSON.stringify(path)),
      keyPlaceOf: (path) => walk.keyPlaces.get(JSON.stringify(path)),
    },
  };
}
