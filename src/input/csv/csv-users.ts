import type { UserKind } from '../../domain/tenant/user';
import { userKinds } from '../../domain/tenant/user';
import { type ColumnNames, type Columns, type CsvField, csvFields, readColumns } from './csv-columns';
import { type Cell, parseCsvRows, type Row } from './csv-rows';
import type { ParsedDocument } from '../text/parse-document';
import { type Checked, type Path, type Place, type Problem, wholeProblem } from '../text/problem';

/** How a CSV file is read whose header is not ours. */
export interface CsvOptions {
  readonly columns?: ColumnNames | undefined;
  /** The type of every user, for a file without a column `type`. */
  readonly userType?: UserKind | undefined;
}

type Fields = Map<CsvField, Cell>;

/** A row as the user it describes. */
interface Entry {
  readonly kind: UserKind | undefined;
  readonly fields: Fields;
  readonly place: Place;
}

function entryOf(row: Row, { indexOf }: Columns, userType: UserKind | undefined): Entry {
  const cells = [...indexOf].flatMap(([field, index]) => {
    const cell = row[index];
    return cell === undefined ? [] : [[field, cell] as const];
  });
  const fields: Fields = new Map(cells);
  const type = fields.get('type')?.text;
  const kind = indexOf.has('type') ? userKinds.find((name) => name === type) : userType;
  return { kind, fields, place: row[0]?.place ?? { line: 0, column: 0 } };
}

function surplusProblems(row: Row, header: Row): Problem[] {
  const surplus = row.slice(header.length).find(({ text }) => text !== '');
  if (surplus === undefined) return [];
  const message = `this row has ${row.length} values, the header ${header.length}`;
  return [{ ...surplus.place, path: '', message, hint: 'quote values that hold the separator' }];
}

function typeProblems({ kind, fields, place }: Entry): Problem[] {
  if (kind !== undefined) return [];
  const cell = fields.get('type');
  const message = cell === undefined || cell.text === '' ? 'is empty' : 'is no known user type';
  return [{ ...(cell?.place ?? place), path: 'type', message, hint: 'primary or secondary' }];
}

/** MAS 9.1 writes several rows for one user: those that say nothing else of the user are one. */
function folded(entries: readonly Entry[]): Entry[] {
  const byId = new Map<string, Entry>();
  return entries.filter((entry) => {
    const id = entry.fields.get('id')?.text ?? '';
    const first = byId.get(id);
    if (id === '' || first === undefined) {
      byId.set(id, entry);
      return true;
    }
    return !csvFields.every((field) => agree(first.fields.get(field), entry.fields.get(field)));
  });
}

function agree(first: Cell | undefined, later: Cell | undefined): boolean {
  return later === undefined || later.text === '' || later.text === first?.text;
}

function recordOf({ fields }: Entry): object {
  const texts = csvFields.flatMap((field): [string, string][] => {
    const text = fields.get(field)?.text ?? '';
    const absent = field === 'type' || (field === 'id' && text === '');
    return absent ? [] : [[field, text]];
  });
  return Object.fromEntries(texts);
}

/** The rows as the document that a tenant file of these users would be. What has no known type is checked as secondary. */
function documentOf(entries: readonly Entry[], problems: readonly Problem[]): ParsedDocument {
  const places = new Map<string, Place>([[JSON.stringify(['users']), { line: 1, column: 1 }]]);
  const lists: Record<UserKind, object[]> = { primary: [], secondary: [] };
  for (const entry of entries) {
    const list = lists[entry.kind ?? 'secondary'];
    const path = ['users', entry.kind ?? 'secondary', list.length];
    places.set(JSON.stringify(path), entry.place);
    for (const [field, { place }] of entry.fields) places.set(JSON.stringify([...path, field]), place);
    list.push(recordOf(entry));
  }
  const placeOf = (path: Path): Place | undefined => places.get(JSON.stringify(path));
  return { value: { users: lists }, problems, placeOf, keyPlaceOf: placeOf };
}

/**
 * The users of a CSV text with a header row: `type,email,given_name,family_name[,id]`, or the columns of MAS' own user
 * import, or those that `columns` names. The answer is read on like a tenant file, with the place of every cell.
 */
export function parseCsvUsers(
  text: string,
  { columns: names = {}, userType }: CsvOptions = {},
): Checked<ParsedDocument> {
  const rows = parseCsvRows(text);
  if (!rows.ok) return rows;
  const [header, ...body] = rows.value;
  if (header === undefined) return { ok: false, problems: [wholeProblem('is empty')] };
  const required = csvFields.filter((field) => field !== 'id' && !(field === 'type' && userType !== undefined));
  const columns = readColumns(header, names, required);
  // Without the columns every row would have the same problem.
  if (required.some((field) => !columns.indexOf.has(field))) return { ok: false, problems: [...columns.problems] };
  const read = body.map((row) => entryOf(row, columns, userType));
  const entries = columns.foreign ? folded(read) : read;
  const surplus = body.flatMap((row) => surplusProblems(row, header));
  const problems = [...columns.problems, ...surplus, ...entries.flatMap(typeProblems)];
  return { ok: true, value: documentOf(entries, problems) };
}

const pathInLists = /users\.(?:primary|secondary)\[\d+\]\.?/g;

/** Rows stand in no lists: a problem names the field alone, and the line says which user. */
export function inRows(problem: Problem): Problem {
  const [path, message] = [problem.path, problem.message].map((text) => text.replaceAll(pathInLists, ''));
  return { ...problem, path: path ?? '', message: message ?? '' };
}
