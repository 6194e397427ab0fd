import type { Path } from './problem';

/** Where the parts of lists and maps begin, as offsets: of a list each item; of a map each key and its value, in the order of `Object.keys`. */
export type Offsets = Map<object, readonly number[]>;

/** A text as plain data, and where everything stands in it: a number or two for each part, for there may be millions. */
export interface Located {
  readonly value: unknown;
  /** Of the whole; undefined when there is nothing. */
  readonly offset: number | undefined;
  readonly offsets: Offsets;
}

/** The value of a key, and where the two begin. */
export interface Entry {
  readonly value: unknown;
  readonly key: number;
  readonly at: number;
}

/** A map of these entries, whose offsets are noted. `__proto__` becomes a property of its own, so that it is seen as the unknown key it is. */
export function mapOf(entries: ReadonlyMap<string, Entry>, offsets: Offsets): object {
  const map = Object.fromEntries(Array.from(entries, ([key, { value }]) => [key, value]));
  const inOrder = Object.keys(map).flatMap((name) => {
    const entry = entries.get(name);
    return entry === undefined ? [] : [entry.key, entry.at];
  });
  offsets.set(map, inOrder);
  return map;
}

/** The offset of the value at a path, or of its key; undefined when there is none. */
export function offsetAt({ value, offset, offsets }: Located, path: Path, what: 'key' | 'value'): number | undefined {
  const last = path.at(-1);
  if (last === undefined) return what === 'value' ? offset : undefined;
  const parent = path.slice(0, -1).reduce(partOf, value);
  if (typeof parent !== 'object' || parent === null) return undefined;
  const at = Array.isArray(parent) ? [last] : placesOf(Object.keys(parent).indexOf(String(last)));
  return offsets.get(parent)?.[Number(what === 'value' ? at.at(-1) : at.at(-2))];
}

/** Where the offsets of an entry of a map stand among those of all: that of its key, that of its value. */
function placesOf(entry: number): readonly number[] {
  return entry < 0 ? [] : [2 * entry, 2 * entry + 1];
}
/** An own part of a list or map; undefined when there is none. */
export function partOf(value: unknown, part: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
  return Reflect.get(value, part);
}
