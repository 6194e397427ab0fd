import { isAlias, isMap, isScalar, isSeq, type ParsedNode, Scalar } from 'yaml';
import { readJson } from './json-syntax';
import { type Entry, type Located, mapOf, type Offsets, offsetAt } from './located';
import { type Checked, formatPath, type Path, type Place, type Problem } from './problem';
import { parseYaml, type Placer, placesIn, type Scalars, type YamlList as List } from './yaml-syntax';

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

type Words = readonly [message: string, hint: string];

/** Found in a part: the path begins there. */
interface Found {
  readonly path: Path;
  readonly offset: number;
  readonly words: Words;
}

/** The first items of a list, which the parser handed on before it had read the others. */
interface FirstItems {
  readonly items: unknown[];
  readonly offsets: number[];
  readonly found: Found[];
}

interface Walk {
  readonly offsets: Offsets;
  /** By the offset of the list. */
  readonly firstItems: Map<number, FirstItems>;
  readonly found: Found[];
  readonly place: Placer;
  readonly isEmpty: (source: string | undefined) => boolean;
}

interface Listed {
  readonly list: List;
  readonly path: Path;
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

function scalarValue(node: Scalar, { isEmpty }: Walk): unknown {
  if (node.type !== Scalar.PLAIN) return node.value;
  return isEmpty(node.source) ? null : node.value;
}

function keyOf(pair: MapPair): string | undefined {
  if (!isScalar(pair.key)) return undefined;
  const text = pair.key.source;
  return text === undefined || text === '' ? undefined : text;
}

/** Why a pair does not count; undefined when it does. */
function faultOf(key: string | undefined, earlier: Entry | undefined, { place }: Walk): Words | undefined {
  if (key === undefined) return ['a key here is empty or no plain text', 'write "name: value"'];
  if (key === '<<') return ['merge keys (<<) are not accepted', 'write the values out'];
  if (earlier === undefined) return undefined;
  return [`is given twice, first in line ${place(earlier.key).line}`, 'keep one of them'];
}

function walkMap(pairs: readonly MapPair[], path: Path, walk: Walk): object {
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    const at = pair.key.range[0];
    const key = keyOf(pair);
    const earlier = key === undefined ? undefined : entries.get(key);
    const words = faultOf(key, earlier, walk);
    if (words !== undefined) {
      walk.found.push({ path: earlier === undefined ? path : [...path, String(key)], offset: at, words });
    } else if (key !== undefined) {
      const value = pair.value === null ? null : walkNode(pair.value, [...path, key], walk);
      entries.set(key, { key: at, at: pair.value?.range[0] ?? at, value });
    }
  }
  return mapOf(entries, walk.offsets);
}

function addItems({ list, path }: Listed, to: FirstItems, walk: Walk): void {
  for (const node of list.items) {
    to.offsets.push(node.range[0]);
    to.items.push(walkNode(node, [...path, to.items.length], walk));
  }
}

function walkList(list: List, path: Path, walk: Walk): unknown[] {
  const all = walk.firstItems.get(list.range[0]) ?? { items: [], offsets: [], found: [] };
  for (const earlier of all.found) walk.found.push({ ...earlier, path: [...path, ...earlier.path] });
  addItems({ list, path }, all, walk);
  walk.offsets.set(all.items, all.offsets);
  return all.items;
}

/** Keeps what the first items of a list say; where the list itself stands is known when all of it was read. */
function keepItems(list: List, walk: Walk): void {
  const first = walk.firstItems.get(list.range[0]) ?? { items: [], offsets: [], found: [] };
  walk.firstItems.set(list.range[0], first);
  addItems({ list, path: [] }, first, { ...walk, found: first.found });
}

function walkNode(node: ParsedNode, path: Path, walk: Walk): unknown {
  if (isAlias(node)) {
    walk.found.push({
      path,
      offset: node.range[0],
      words: ['aliases (*) are not accepted', 'write the value out'],
    });
    return null;
  }
  if (isScalar(node)) return scalarValue(node, walk);
  if (isMap(node)) return walkMap(node.items, path, walk);
  if (isSeq(node)) return walkList(node, path, walk);
  return null;
}

/**
 * Text as plain data, from YAML or JSON. With `strings` a scalar keeps its text (`0123`, `Null`, `1e3`); what has no
 * text is `null`, and so is an unquoted `null` in a file that is JSON.
 */
export function parseDocument(text: string, scalars: Scalars): Checked<ParsedDocument> {
  const json = scalars === 'strings' ? readJson(text) : undefined;
  if (json !== undefined) {
    const placer = once(() => placesIn(text));
    return { ok: true, value: documentOf(json, [], placer) };
  }
  const nullIsEmpty = once(() => scalars === 'strings' && isJson(text));
  const walk: Omit<Walk, 'place'> = {
    ...{ offsets: new Map(), firstItems: new Map(), found: [] },
    isEmpty: (source) => source === '' || (source === 'null' && nullIsEmpty()),
  };
  const parsed = parseYaml(text, { scalars, takeFirst: (list, place) => keepItems(list, { ...walk, place }) });
  if (!parsed.ok) return parsed;
  const { document, place } = parsed.value;
  const { contents } = document;
  const value = contents === null ? null : walkNode(contents, [], { ...walk, place });
  const { found, offsets } = walk;
  return { ok: true, value: documentOf({ value, offset: contents?.range[0], offsets }, found, () => place) };
}

function documentOf(located: Located, found: readonly Found[], placer: () => Placer): ParsedDocument {
  const placeAt = (offset: number | undefined) => (offset === undefined ? undefined : placer()(offset));
  return {
    value: located.value,
    problems: found.map(({ path, offset, words: [message, hint] }) => {
      return { ...placer()(offset), path: formatPath(path), message, hint };
    }),
    placeOf: (path) => placeAt(offsetAt(located, path, 'value')),
    keyPlaceOf: (path) => placeAt(offsetAt(located, path, 'key')),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
