import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
} from 'yaml';
import { takeItems } from './long-lists';
import { byPlace, type Checked, type Place, type Problem, wholeProblem } from './problem';

/** What the scalars of a document are: their text whatever it looks like, or what YAML 1.2 makes of it. */
export type Scalars = 'strings' | 'typed';

type YamlDocument = Document.Parsed<ParsedNode>;

/** How deep lists and maps may be nested. No input of ours needs 10; composing recurses, so it must be bounded before. */
const maxDepth = 48;

/** How many parts (keys, values, marks, spaces) are held at once, and are read in all: beyond, a text of marks would take minutes. */
const maxParts = { held: 400_000, read: 8_000_000 } as const;

// The parser's own messages quote the text, which may be personal data.
const messages: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias can have no tag and no anchor',
  BAD_ALIAS: 'this alias is not valid',
  BAD_COLLECTION_TYPE: 'this tag does not fit its value',
  BAD_DIRECTIVE: 'this % directive is not valid',
  BAD_DQ_ESCAPE: 'invalid escape sequence in double quotes',
  BAD_INDENT: 'the indentation does not fit, or a bracket is not closed',
  BAD_PROP_ORDER: 'a tag or anchor stands in the wrong place',
  BAD_SCALAR_START: 'a value that begins with this character needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " in one line; a value that holds ": " needs quotes',
  BLOCK_IN_FLOW: 'indented lists and maps cannot stand within brackets',
  DUPLICATE_KEY: 'this key is given twice',
  IMPOSSIBLE: 'this is not valid YAML',
  KEY_OVER_1024_CHARS: 'this key is too long',
  MISSING_CHAR: 'something is missing here: a closing quote or bracket, a comma, a colon or a space',
  MULTILINE_IMPLICIT_KEY: 'a key must stand in one line; is a ":" missing?',
  MULTIPLE_ANCHORS: 'a value can have one anchor only',
  MULTIPLE_DOCS: 'only one document is accepted',
  MULTIPLE_TAGS: 'a value can have one tag only',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'this is nested too deeply',
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
  TAG_RESOLVE_FAILED: 'tags (!…) are not used here; remove it',
  UNEXPECTED_TOKEN: 'this is not expected here',
};

/** Says where an offset stands. */
export type Placer = (offset: number) => Place;

export type YamlList = Extract<ParsedNode, { items: ParsedNode[] }>;

/** How a text is read. `takeFirst` is given the first items of a long list, some hundred at a time, which the document is then without. */
export interface Reading {
  readonly scalars: Scalars;
  readonly takeFirst: (list: YamlList, place: Placer) => void;
}

interface Fault {
  readonly code: ErrorCode;
  readonly at: number;
}

export interface Syntax {
  readonly document: YamlDocument;
  readonly place: Placer;
}

function placer(lines: LineCounter): Placer {
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
}

/** Where things stand in a text that was not read by `parseYaml`. */
export function placesIn(text: string): Placer {
  const lines = new LineCounter();
  for (let start = 0; start !== -1; start = afterLine(text, start)) lines.addNewLine(start);
  return placer(lines);
}

function afterLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? -1 : end + 1;
}

const tooDeep = ['is nested too deeply here', `at most ${maxDepth} levels are read`] as const;
const tooMuch = ['holds too much', 'is this the right file?'] as const;

/** Tokens of the text, or the offset at which a bound is passed. */
function tokenise(
  text: string,
  lines: LineCounter,
  take: (part: CST.Document) => void,
): { tokens: CST.Token[] } | { stop: typeof tooDeep | typeof tooMuch; at: number } {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  const parts = new Parts();
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    parts.add();
    const items = takeItems(parser);
    if (items !== undefined) {
      take(items);
      parts.letGo(items);
    }
    if (parts.tooMany) return { stop: tooMuch, at: parser.offset };
    if (parser.stack.length > maxDepth) return { stop: tooDeep, at: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}

/** Counts parts, and those that are held: what was read since the same list was relieved of its first items last is not. */
class Parts {
  private read = 0;
  private held = 0;
  private last = { list: -1, held: 0 };

  get tooMany(): boolean {
    return this.held > maxParts.held || this.read > maxParts.read;
  }

  add(): void {
    this.read += 1;
    this.held += 1;
  }

  letGo({ offset }: CST.Document): void {
    if (offset === this.last.list) this.held = this.last.held;
    this.last = { list: offset, held: this.held };
  }
}

function compose(tokens: Iterable<CST.Token>, scalars: Scalars): YamlDocument[] {
  const schema = scalars === 'strings' ? 'failsafe' : 'core';
  // Duplicate keys are found by whoever walks the document: the composer's own search is quadratic.
  const composer = new Composer({ schema, version: '1.2', merge: false, uniqueKeys: false, logLevel: 'silent' });
  return [...composer.compose(tokens)];
}

function faultsOf(document: YamlDocument): Fault[] {
  return [...document.errors, ...document.warnings].map(({ code, pos }) => ({ code, at: pos[0] }));
}

function syntaxProblems(faults: readonly Fault[], place: Placer): Problem[] {
  const found = new Map(
    faults.map(({ code, at }) => [`${code}:${at}`, { ...place(at), path: '', message: messages[code] }]),
  );
  return [...found.values()].sort(byPlace);
}

function problemAt(place: Place, [message, hint]: readonly [string, string]): Checked<never> {
  return { ok: false, problems: [{ ...place, path: '', message, hint }] };
}

/** Reads one YAML (or JSON) document, bounded in depth. Aliases are not resolved. All syntax errors are reported together. */
export function parseYaml(text: string, { scalars, takeFirst }: Reading): Checked<Syntax> {
  const lines = new LineCounter();
  const place = placer(lines);
  const faults: Fault[] = [];
  const tokenised = tokenise(text, lines, (items) => {
    for (const part of compose([items], scalars)) {
      faults.push(...faultsOf(part));
      if (isSeq(part.contents)) takeFirst(part.contents, place);
    }
  });
  if ('stop' in tokenised) return problemAt(place(tokenised.at), tokenised.stop);
  const [document, second] = compose(tokenised.tokens, scalars);
  if (document === undefined) return { ok: false, problems: [wholeProblem('is empty but for comments')] };
  const problems = syntaxProblems([...faults, ...faultsOf(document)], place);
  if (problems.length > 0) return { ok: false, problems };
  if (second !== undefined) {
    return problemAt(place(second.range[0]), ['a second document begins here', 'only one is accepted: split the file']);
  }
  return { ok: true, value: { document, place } };
}
