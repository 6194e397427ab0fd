import { type Entry, type Located, mapOf, type Offsets } from './located';

const maxDepth = 48;
const longestKey = 1_000;
const maxContainers = 1_000_000;

/** No fault of the text: it is left to the reader that knows more than JSON, and what to say of it. */
class Unusual extends Error {
  override readonly name = 'Unusual';
}

/**
 * JSON as plain data: the text of every scalar, `null` for `null`. Undefined for what is no JSON, and for whatever
 * somebody must be told about: a key given twice, an empty one, what is nested too deeply or holds too much.
 */
export function readJson(text: string): Located | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return new JsonReader(text).whole();
  } catch (error) {
    if (error instanceof Unusual || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class JsonReader {
  private readonly text: string;
  private readonly offsets: Offsets = new Map();
  private readonly scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Located {
    const offset = this.next();
    const value = this.value(0);
    if (this.next() < this.text.length) throw new Unusual();
    return { value, offset, offsets: this.offsets };
  }

  /** Where the next character stands that is no space. */
  private next(): number {
    while (isSpace(this.text.charCodeAt(this.at))) this.at += 1;
    return this.at;
  }

  private take(character: string): boolean {
    const found = this.text[this.next()] === character;
    if (found) this.at += 1;
    return found;
  }

  private value(depth: number): unknown {
    if (depth > maxDepth || this.offsets.size > maxContainers) throw new Unusual();
    if (this.take('{')) return this.map(depth + 1);
    if (this.take('[')) return this.list(depth + 1);
    return this.text[this.at] === '"' ? this.string() : this.plain();
  }

  private map(depth: number): object {
    const found = new Map<string, Entry>();
    if (!this.take('}')) {
      do {
        const key = this.next();
        const name = this.string();
        if (name === '' || name === '<<' || name.length > longestKey || found.has(name)) throw new Unusual();
        if (!this.take(':')) throw new Unusual();
        const at = this.next();
        found.set(name, { key, at, value: this.value(depth) });
      } while (this.take(','));
      if (!this.take('}')) throw new Unusual();
    }
    return mapOf(found, this.offsets);
  }

  private list(depth: number): unknown[] {
    const items: unknown[] = [];
    const offsets: number[] = [];
    if (!this.take(']')) {
      do {
        offsets.push(this.next());
        items.push(this.value(depth));
      } while (this.take(','));
      if (!this.take(']')) throw new Unusual();
    }
    this.offsets.set(items, offsets);
    return items;
  }

  /** Throws `SyntaxError`, too. */
  private string(): string {
    const begin = this.at;
    if (this.text[begin] !== '"') throw new Unusual();
    let end = begin + 1;
    while (this.text[end] !== '"') {
      if (end >= this.text.length) throw new Unusual();
      end += this.text[end] === '\\' ? 2 : 1;
    }
    this.at = end + 1;
    const value: unknown = JSON.parse(this.text.slice(begin, this.at));
    return String(value);
  }

  private plain(): string | null {
    this.scalar.lastIndex = this.at;
    const found = this.scalar.exec(this.text)?.[0];
    if (found === undefined) throw new Unusual();
    this.at += found.length;
    return found === 'null' ? null : found;
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
