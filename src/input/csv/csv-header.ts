import type { Problem } from '../text/problem';

/** A CSV text ready to be parsed: what stands above its header row is blanked, so that line numbers stay. */
export interface HeadedText {
  readonly text: string;
  readonly separator: string;
  /** What stands above the header and is no part of the file, or what the header row is instead. */
  readonly problems: readonly Problem[];
}

interface HeaderRow {
  /** Counted from 0. */
  readonly line: number;
  readonly text: string;
  readonly separator: string;
  /** How many of its values are names of columns. */
  readonly score: number;
  readonly count: number;
}

/** The line by which a spreadsheet is told the separator: -1 and empty when there is none. */
interface SeparatorLine {
  readonly line: number;
  readonly separator: string;
  readonly problems: readonly Problem[];
}

type Rows = readonly { readonly line: number; readonly text: string }[];

const separators = [',', ';', '\t', '|'] as const;

/** How far down a header is looked for, how many lines one may have, and how much of a row is looked at. */
const looked = { lines: 50, linesOfRow: 10, characters: 65_536 } as const;

/** With fewer names of columns a row is not taken for the header because of them. */
const tellingScore = 2;

export function fold(header: string): string {
  return header.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function problemAt(line: number, message: string, hint: string): Problem {
  return { line: line + 1, column: 1, path: '', message, hint };
}

function hasOpenQuote(text: string): boolean {
  return (text.split('"').length - 1) % 2 === 1;
}

/** Rows that aren't blank: a quoted value goes on over line ends. */
function* rowsOf(lines: readonly string[], from: number): Generator<{ readonly line: number; readonly text: string }> {
  for (let line = from; line < lines.length; line += 1) {
    const first = lines[line] ?? '';
    if (first.trim() === '') continue;
    let text = first;
    let last = line;
    while (hasOpenQuote(text) && last - line < looked.linesOfRow && last + 1 < lines.length) {
      last += 1;
      text += `\n${lines[last]}`;
    }
    if (hasOpenQuote(text)) yield { line, text: first };
    else {
      yield { line, text };
      line = last;
    }
  }
}

function valuesOf(row: string, separator: string): string[] {
  const values = [''];
  let quoted = false;
  for (const character of row.slice(0, looked.characters)) {
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) values.push('');
    else values[values.length - 1] += character;
  }
  return values.map((value) => value.trim().replace(/^"([\s\S]*)"$/, '$1'));
}

function judged(row: { line: number; text: string }, separator: string, known: ReadonlySet<string>): HeaderRow {
  const values = valuesOf(row.text, separator);
  const score = new Set(values.map(fold).filter((value) => known.has(value))).size;
  return { ...row, separator, score, count: values.length };
}

function better(a: HeaderRow | undefined, b: HeaderRow): HeaderRow {
  if (a === undefined) return b;
  const telling = Math.max(a.score, b.score) >= tellingScore;
  if (telling && a.score !== b.score) return a.score > b.score ? a : b;
  return a.line === b.line && b.count > a.count ? b : a;
}

/** The first row that has most names of columns; the first of all when none has some. */
function bestRow(rows: Rows, among: readonly string[], known: ReadonlySet<string>) {
  const all = rows.flatMap((row) => among.map((separator) => judged(row, separator, known)));
  return all.reduce<HeaderRow | undefined>(better, undefined);
}

function separatorLine(lines: readonly string[]): SeparatorLine {
  const line = lines.findIndex((text) => text.trim() !== '');
  const [, named] = /^\s*"?\s*sep\s*=(.*)$/i.exec(lines[line] ?? '') ?? [];
  if (named === undefined) return { line: -1, separator: '', problems: [] };
  const [separator = '', ...rest] = named.replaceAll('"', '').trim();
  if (separator === '') return { line, separator: named.includes('\t') ? '\t' : '', problems: [] };
  // A spreadsheet that saves such a file anew fills the row up with separators.
  const isOne = rest.every((character) => character === separator || character === ' ');
  if (isOne && !/[\p{L}\p{N}]/u.test(separator)) return { line, separator, problems: [] };
  const problem = problemAt(line, 'names no separator', 'write sep=, or sep=; or remove it');
  return { line, separator: '', problems: [problem] };
}

function shown(separator: string): string {
  return separator === '\t' ? 'a tab' : `"${separator}"`;
}

function headerProblems({ line, text, separator, score, count }: HeaderRow, known: ReadonlySet<string>): Problem[] {
  const inner = /^\s*"([^"]*)"\s*$/.exec(text)?.[1];
  if (
    count === 1 &&
    inner !== undefined &&
    separators.some((one) => judged({ line, text: inner }, one, known).score > 1)
  ) {
    return [problemAt(line, 'the whole row stands in quotes', 'remove the quotes at both ends of every row')];
  }
  if (score > 0 || !valuesOf(text, separator).some((value) => /^\S+@\S+$/.test(value))) return [];
  return [problemAt(line, 'the first row is no header', 'add a row above it: type,email,given_name,family_name,id')];
}

function disagreement(declared: SeparatorLine, { separator }: HeaderRow): Problem[] {
  if (declared.separator === '' || declared.separator === separator) return [];
  const says = `says that ${shown(declared.separator)} separates the values, in the header row ${shown(separator)} does`;
  return [problemAt(declared.line, says, 'correct this line, or remove it')];
}

/** The header row; one with the separator that the file says, unless another makes more sense of it. */
function headerOf(rows: Rows, { separator }: SeparatorLine, known: ReadonlySet<string>): HeaderRow | undefined {
  const any = bestRow(rows, [...separators, separator].filter(Boolean), known);
  const said = separator === '' ? any : bestRow(rows, [separator], known);
  return any !== undefined && any.score > (said?.score ?? 0) ? any : said;
}

/**
 * Finds the header row of a CSV text with line ends of one character: after a line `sep=;`, which spreadsheets write and
 * read, it is the first row with the most `known` (folded) names of columns. Other lines above it are problems.
 */
export function findHeader(text: string, known: ReadonlySet<string>): HeadedText {
  const lines = text.split('\n', looked.lines);
  const declared = separatorLine(lines);
  const rows = [...rowsOf(lines, declared.line + 1)];
  const header = headerOf(rows, declared, known);
  if (header === undefined) {
    return { text: blankedAbove(text, declared.line + 1), separator: ',', problems: declared.problems };
  }
  const message = `stands above the header row, which is line ${header.line + 1}`;
  const problems = [
    ...declared.problems,
    ...disagreement(declared, header),
    ...rows.filter(({ line }) => line < header.line).map(({ line }) => problemAt(line, message, 'remove this line')),
    ...headerProblems(header, known),
  ];
  return { text: blankedAbove(text, header.line), separator: header.separator, problems };
}

function blankedAbove(text: string, line: number): string {
  let start = 0;
  for (let passed = 0; passed < line; passed += 1) {
    const end = text.indexOf('\n', start);
    start = end < 0 ? text.length : end + 1;
  }
  return '\n'.repeat(line) + text.slice(start);
}
