import { CsvError, type Options, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { byPlace, type Checked, type Place, type Problem, wholeProblem } from '../text/problem';

/** One cell, with spaces around an unquoted value dropped, and where it begins. */
export interface Cell {
  readonly text: string;
  readonly place: Place;
}

export type Row = readonly Cell[];

const separators = [',', ';', '\t'] as const;

// The parser's own messages quote the text, which may be personal data.
const messages: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['a quoted value that begins here is not closed', 'add the closing quote'],
  INVALID_OPENING_QUOTE: ['a quote stands inside a value', 'quote the whole value and double the quotes in it'],
  CSV_INVALID_CLOSING_QUOTE: ['text follows a closing quote', 'double the quotes inside a quoted value'],
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: [
    'text follows a closing quote',
    'double the quotes inside a quoted value',
  ],
};

/** How many cells a text may have: 3,000 users of the widest import have two thirds of it. */
const maxCells = 600_000;

const format = { bom: true, info: true, raw: true, relax_column_count: true, trim: true } as const;

const Parsed = z.array(
  z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.number() }) }),
);
const ErrorPlace = z.object({ code: z.string(), lines: z.number() });

/** The separator that the header row has most of, outside quotes; a comma when it has none. */
function separatorOf(text: string): string {
  const header = (/^\s*(.*)/.exec(text)?.[1] ?? '').replaceAll(/"[^"]*"/g, '');
  const counted = separators.map((separator) => ({ separator, count: header.split(separator).length }));
  return counted.sort((a, b) => b.count - a.count)[0]?.separator ?? ',';
}

/** Where each cell of a row begins; `line` is that of its first. Columns are counted in characters. */
function cellPlaces(raw: string, separator: string, line: number): Place[] {
  const places: Place[] = [{ line, column: 1 }];
  let [at, column, quoted] = [line, 1, false];
  for (const character of raw) {
    column += 1;
    if (character === '"') quoted = !quoted;
    if (character === '\n') [at, column] = [at + 1, 1];
    if (character === separator && !quoted) places.push({ line: at, column });
  }
  return places;
}

function rowOf({ record, raw, info }: z.infer<typeof Parsed>[number], separator: string): Row {
  const written = raw.replace(/[\r\n]+$/, '');
  const firstLine = info.lines - (written.split('\n').length - 1);
  const places = cellPlaces(written, separator, firstLine);
  return record.map((text, index) => ({ text, place: places[index] ?? { line: firstLine, column: 1 } }));
}

function syntaxProblem(error: unknown): Problem[] {
  const parsed = ErrorPlace.safeParse(error);
  if (!(error instanceof CsvError) || !parsed.success) throw error;
  const { code, lines } = parsed.data;
  const [message, hint] = messages[code] ?? ['this row is not valid CSV', 'look at its quotes'];
  return [{ line: lines, column: 1, path: '', message, hint }];
}

/** Every row that cannot be read: the parser stops at the first unless it may leave rows out. */
function syntaxProblems(text: string, options: Options, first: unknown): Problem[] {
  const found = syntaxProblem(first);
  const others: unknown[] = [];
  parse(text, { ...options, skip_records_with_error: true, on_skip: (error) => void others.push(error) });
  const all = [...found, ...others.flatMap(syntaxProblem)];
  return [...new Map(all.map((problem) => [problem.line, problem])).values()].sort(byPlace);
}

/**
 * The rows of a CSV text, header first, empty rows left out: separated by `,`, `;` or a tab (the header tells), values
 * quoted with `"` where they need it. Else every row that is not CSV, with its line.
 */
export function parseCsvRows(written: string): Checked<Row[]> {
  // The parser counts two lines for a CRLF within quotes.
  const text = written.replaceAll('\r\n', '\n');
  const separator = separatorOf(text);
  if (text.split(separator).length + text.split('\n').length > maxCells) {
    return { ok: false, problems: [wholeProblem('holds too much', 'is this the right file?')] };
  }
  const options = { ...format, delimiter: separator };
  try {
    const rows = Parsed.parse(parse(text, options)).map((row) => rowOf(row, separator));
    return { ok: true, value: rows.filter((cells) => cells.some((cell) => cell.text !== '')) };
  } catch (error) {
    return { ok: false, problems: syntaxProblems(text, options, error) };
  }
}
