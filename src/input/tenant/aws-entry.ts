import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { User } from '../../domain/tenant/user';
import type { Fault } from '../../domain/tenant/text-faults';

/** The values of an entry of an AWS secret, or why they can't be told apart. */
export type Entry = { readonly values: readonly string[] } | { readonly fault: Fault };

const form = 'write "type,given_name,family_name" or "type,given_name,family_name,id"';
const quoting = 'put a value that holds a comma in double quotes, and double the quotes in it';

const quotingId = 'put the id in double quotes, or the name that the comma belongs to';

const Cell = z.object({ text: z.string(), quoted: z.boolean() });
type Cell = z.infer<typeof Cell>;

/** Quotes that CSV doesn't know: around a comma they make one value of what is read as two. */
const otherQuote = "['`´‘’‚‛“”„‟«»‹›]";
const [opens, closes] = [new RegExp(`^${otherQuote}`, 'u'), new RegExp(`${otherQuote}$`, 'u')];

function fault(message: string, hint: string): Entry {
  return { fault: { message, hint } };
}

function spansComma(texts: readonly string[]): boolean {
  const first = texts.findIndex((text) => opens.test(text) && !closes.test(text.slice(1)));
  return first >= 0 && texts.slice(first + 1).some((text) => closes.test(text));
}

function rowsOf(csv: string): unknown[] | undefined {
  try {
    return parse(csv, {
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\n', '\r\n', '\r'],
      cast: (text, { quoting: quoted }) => ({ text, quoted }),
    });
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

/** A name that holds a comma reads like a name and an id. */
function isDoubtfulId(id: Cell | undefined): boolean {
  return id !== undefined && !id.quoted && /\s/.test(id.text);
}

/**
 * The three or four values of an entry, read as a row of CSV: in double quotes where they hold a comma, spaces around them
 * dropped (contract "MAS", section "Inputs that pipelines have today").
 */
export function readEntry(csv: unknown): Entry {
  if (typeof csv !== 'string') return fault('is no text', form);
  const rows = rowsOf(csv);
  if (rows === undefined) return fault('has quotes that do not enclose a value', quoting);
  if (rows.length > 1) return fault('has several lines', form);
  const cells = z.array(Cell).parse(rows[0] ?? []);
  const texts = cells.map(({ text }) => text);
  if (spansComma(texts)) return fault('has other quotes than " around a comma', quoting);
  if (cells.length !== 3 && cells.length !== 4) return fault(`has ${cells.length} values, not 3 or 4`, form);
  return isDoubtfulId(cells[3])
    ? fault('has a fourth value, the id, with a space in it', quotingId)
    : { values: texts };
}

/** Whether an entry says of its user exactly what this record and kind say. */
export function isEntryOf(csv: unknown, { kind, record }: Pick<User, 'kind' | 'record'>): boolean {
  const entry = readEntry(csv);
  if ('fault' in entry) return false;
  const own = [kind, record.given_name, record.family_name, ...(record.id === undefined ? [] : [record.id])];
  return entry.values.length === own.length && own.every((value, index) => value === entry.values[index]);
}
