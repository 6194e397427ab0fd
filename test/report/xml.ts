export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const illegal = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const token = /<\?xml[^?]*\?>|<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;

/** Reads XML without comments, entities of its own or namespaces. Throws for anything that is not well-formed. */
export function parseXml(text: string): XmlElement {
  if (illegal.test(text)) throw new Error('a character that XML has no place for');
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [root];
  let end = 0;
  for (const match of text.matchAll(token)) {
    end = match.index + match[0].length;
    take(match, stack);
  }
  const [only, ...more] = root.children;
  const whole = end === text.length && stack.length === 1 && more.length === 0;
  if (!whole || only === undefined) throw new Error('not well-formed');
  return only;
}

function take([, closing, name, attributes = '', alone, chunk]: RegExpMatchArray, stack: Open[]): void {
  const parent = stack.at(-1);
  if (parent === undefined) throw new Error('text after the end');
  if (chunk !== undefined) parent.text += unescaped(chunk);
  else if (closing === '/') {
    if (stack.length < 2 || parent.name !== name) throw new Error(`an end without its beginning: ${name}`);
    stack.pop();
  } else if (name !== undefined) {
    const element: Open = { name, attributes: attributesOf(attributes), children: [], text: '' };
    parent.children.push(element);
    if (alone !== '/') stack.push(element);
  }
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value = '']) => [name, unescaped(value)]),
  );
}

function unescaped(text: string): string {
  if (/&(?!#\d+;)/.test(text)) throw new Error('a bare ampersand');
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
