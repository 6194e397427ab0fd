import { CsvError, type Options, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { byPlace, type Place, type Problem, wholeProblem } from '../text/problem';

/** A row as it was read, with spaces around unquoted values dropped, and what tells where each of them begins. */
export interface Row {
  readonly texts: readonly string[];
  readonly written: Written;
}

/** A row as it stands in the file; `line` is that of its first value. */
export interface Written {
  readonly raw: string;
  readonly line: number;
  readonly separator: string;
}

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

/** How many values a row may have. The widest import has some 130. */
const maxValues = 1_000;

const format = { bom: true, info: true, raw: true, relax_column_count: true, trim: true } as const;

const Parsed = z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.number() }) });
const ErrorPlace = z.object({ code: z.string(), lines: z.number() });

/** Where a value of a row begins, counted from 0; where the row does when it has no such value. Columns are counted in characters. */
export function placeInRow({ raw, line, separator }: Written, index: number): Place {
  let [at, column, quoted, before] = [line, 1, false, index];
  for (const character of before === 0 ? '' : raw) {
    column += 1;
    if (character === '"') quoted = !quoted;
    if (character === '\n') [at, column] = [at + 1, 1];
    if (character === separator && !quoted) before -= 1;
    if (before === 0) return { line: at, column };
  }
  return { line, column: 1 };
}

function rowOf(parsed: unknown, separator: string): Row {
  const { record, raw: read, info } = Parsed.parse(parsed);
  const raw = read.replace(/[\r\n]+$/, '');
  const line = info.lines - (raw.split('\n').length - 1);
  return { texts: record, written: { raw, line, separator } };
}

function syntaxProblem(error: unknown): Problem[] {
  const parsed = ErrorPlace.safeParse(error);
  if (!(error instanceof CsvError) || !parsed.success) throw error;
  const { code, lines } = parsed.data;
  const [message, hint] = messages[code] ?? ['this row is not valid CSV', 'look at its quotes'];
  return [{ line: lines, column: 1, path: '', message, hint }];
}

/** As many faults are looked for: there may be one for each character, and each takes time. */
const mostFaults = 200;

/** The rows that cannot be read: the parser stops at the first unless it may leave rows out. */
function syntaxProblems(text: string, options: Options, first: unknown): Problem[] {
  const others: unknown[] = [];
  const enough = new Error('enough');
  const note = (error: unknown): undefined => {
    others.push(error);
    if (others.length > mostFaults) throw enough;
  };
  try {
    parse(text, { ...options, on_record: () => undefined, skip_records_with_error: true, on_skip: note });
  } catch (error) {
    if (error !== enough) throw error;
  }
  const all = [first, ...others].flatMap(syntaxProblem);
  return [...new Map(all.map((problem) => [problem.line, problem])).values()].sort(byPlace);
}

/**
 * Hands on the rows of a CSV text one by one, header first, empty rows left out; values stand in `"` where they need it.
 * Line ends are single characters. Answers every row that is not CSV, with its line.
 */
export function readCsvRows(text: string, separator: string, take: (row: Row) => void): readonly Problem[] {
  const options = { ...format, delimiter: separator };
  let widest = 0;
  try {
    parse(text, {
      ...options,
      on_record: (parsed: unknown) => {
        const row = rowOf(parsed, separator);
        widest = Math.max(widest, row.texts.length);
        if (widest <= maxValues && row.texts.some((value) => value.trim() !== '')) take(row);
        return undefined;
      },
    });
  } catch (error) {
    return syntaxProblems(text, options, error);
  }
  return widest > maxValues ? [wholeProblem('holds too much', 'is this the right file?')] : [];
}
