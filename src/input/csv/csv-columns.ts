import { fold } from './csv-header';
import { closest } from '../text/closest';
import { formatPath, type Place, type Problem } from '../text/problem';

/** What a row of a CSV file says of a user. */
export const csvFields = ['type', 'email', 'given_name', 'family_name', 'id'] as const;
export type CsvField = (typeof csvFields)[number];

/** Which header stands for a field, for files whose headers are others. */
export type ColumnNames = { readonly [field in CsvField]?: string | undefined };

export interface HeaderCell {
  readonly text: string;
  readonly place: Place;
}

/** Where each field stands in a row, and how many values the header has. `foreign`: the file has columns of MAS' own user import, so others are left alone. */
export interface Columns {
  readonly indexOf: ReadonlyMap<CsvField, number>;
  readonly width: number;
  /** The headers, folded. */
  readonly names: readonly string[];
  readonly foreign: boolean;
  readonly problems: readonly Problem[];
}

// IBM documentation "Importing users" (MAS 9.0 and earlier) and "How to import new users in Maximo Application Suite 9.1"
// (node 7247213), docs/reference/inputs.md. Their columns for e-mail addresses are not in what is published there: --column names it.
const masNames: Readonly<Record<string, CsvField>> = {
  givenname: 'given_name',
  familyname: 'family_name',
  userid: 'id',
  firstname: 'given_name',
  lastname: 'family_name',
};

/** Every header, folded, that stands for a field. */
export function fieldsByHeader(names: ColumnNames): Map<string, CsvField> {
  const own = csvFields.map((field) => [field, field] as const);
  const given = csvFields.flatMap((field) =>
    names[field] === undefined ? [] : [[fold(names[field]), field] as const],
  );
  const taken = new Set(given.map(([, field]) => field));
  const known = [...own, ...Object.entries(masNames)].filter(([, field]) => !taken.has(field));
  return new Map([...known, ...given]);
}

function problemAt(place: Place, [message, hint]: readonly [string, string], path = ''): Problem {
  return { ...place, path, message, hint };
}

function unknown(header: string, place: Place): Problem {
  const near = closest(header, csvFields);
  const hint = near === undefined ? `known here: ${csvFields.join(', ')}` : `did you mean "${near}"?`;
  return problemAt(place, ['is not a known column', hint], formatPath([header]));
}

/** Which field each column of the header row stands for; `required` fields without a column are problems. */
export function readColumns(header: readonly HeaderCell[], names: ColumnNames, required: readonly CsvField[]): Columns {
  const fields = fieldsByHeader(names);
  const indexOf = new Map<CsvField, number>();
  const foreign = header.some(({ text }) => Object.hasOwn(masNames, fold(text))) || Object.keys(names).length > 0;
  const problems: Problem[] = [];
  for (const [index, { text, place }] of header.entries()) {
    const field = fields.get(fold(text));
    if (field === undefined && (foreign || text === '')) continue;
    if (field === undefined) problems.push(unknown(text, place));
    else if (indexOf.has(field)) problems.push(problemAt(place, ['is a second column for this', 'keep one'], field));
    else indexOf.set(field, index);
  }
  const place = header[0]?.place ?? { line: 1, column: 1 };
  const missing = required.filter((field) => !indexOf.has(field));
  const lacking = missing.map((field) => {
    const named = names[field] ?? field;
    return problemAt(place, [`the header has no column "${named}"`, remedyFor(field, names[field])]);
  });
  const folded = header.map(({ text }) => fold(text));
  return { indexOf, width: header.length, names: folded, foreign, problems: [...lacking, ...problems] };
}

function remedyFor(field: CsvField, named: string | undefined): string {
  if (named !== undefined) return `correct the header, or --column ${field}=${named}`;
  if (field === 'type') return 'add it (primary or secondary), or pass --user-type for all rows';
  return `add it, or name the column that holds it: --column ${field}=HEADER`;
}
