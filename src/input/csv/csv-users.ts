import type { UserKind } from '../../domain/tenant/user';
import { userKinds } from '../../domain/tenant/user';
import {
  type ColumnNames,
  type Columns,
  type CsvField,
  csvFields,
  fieldsByHeader,
  type HeaderCell,
  readColumns,
} from './csv-columns';
import { findHeader, fold } from './csv-header';
import { placeInRow, readCsvRows, type Row, type Written } from './csv-rows';
import type { ParsedDocument } from '../text/parse-document';
import { type Checked, type Path, type Place, type Problem, wholeProblem } from '../text/problem';

/** How a CSV file is read whose header is not ours. */
export interface CsvOptions {
  readonly columns?: ColumnNames | undefined;
  /** The type of every user, for a file without a column `type`. */
  readonly userType?: UserKind | undefined;
}

type Fields = { [field in CsvField]?: string };

function fieldsOf({ texts }: Row, { indexOf }: Columns): Fields {
  const fields: Fields = {};
  for (const [field, index] of indexOf) {
    const text = texts[index];
    if (text !== undefined) fields[field] = text;
  }
  return fields;
}

/** A value that no column is for. A file with columns that nobody reads may have some without a name. */
function surplusProblem({ texts, written }: Row, { width, names, foreign }: Columns): Problem[] {
  const isSurplus = (index: number) => index >= width || (!foreign && names[index] === '');
  const surplus = texts.findIndex((text, index) => text !== '' && isSurplus(index));
  if (surplus < 0) return [];
  const [message, hint] =
    surplus >= width
      ? [`this row has ${texts.length} values, the header ${width}`, 'quote values that hold the separator']
      : ['a value stands in a column without a name', 'name the column, or remove the value'];
  return [{ ...placeInRow(written, surplus), path: '', message, hint }];
}

/** Files that were put together have it once for each. */
function repeatsHeader({ texts }: Row, { names }: Columns): boolean {
  return names.every((name, index) => fold(texts[index] ?? '') === name);
}

function headerAgain({ written }: Row): Problem {
  return { ...placeInRow(written, 0), path: '', message: 'repeats the header', hint: 'remove this row' };
}

function typeProblem({ type = '' }: Fields, place: Place): Problem {
  const message = type === '' ? 'is empty' : 'is no known user type';
  return { ...place, path: 'type', message, hint: 'primary or secondary' };
}

function agree(first: string | undefined, later: string | undefined): boolean {
  return later === undefined || later === '' || later === first;
}

function recordOf(fields: Fields): object {
  const record: Fields = {};
  for (const field of csvFields) {
    const text = fields[field] ?? '';
    if (field !== 'type' && (field !== 'id' || text !== '')) record[field] = text;
  }
  return record;
}

/** The users of the rows so far. */
class CsvUsers {
  readonly problems: Problem[];
  readonly lists: Record<UserKind, object[]> = { primary: [], secondary: [] };
  private readonly rows: Record<UserKind, Written[]> = { primary: [], secondary: [] };
  private readonly byId = new Map<string, Fields>();
  private readonly columns: Columns;
  private readonly userType: UserKind | undefined;

  constructor(columns: Columns, userType: UserKind | undefined) {
    this.columns = columns;
    this.userType = userType;
    this.problems = [...columns.problems];
  }

  /** What has no known type is checked as secondary. */
  add(row: Row): void {
    const { indexOf } = this.columns;
    const { written } = row;
    if (repeatsHeader(row, this.columns)) return void this.problems.push(headerAgain(row));
    this.problems.push(...surplusProblem(row, this.columns));
    const fields = fieldsOf(row, this.columns);
    if (this.columns.foreign && this.isRepeated(fields)) return;
    const kind = indexOf.has('type') ? userKinds.find((name) => name === fields.type) : this.userType;
    if (kind === undefined) this.problems.push(typeProblem(fields, placeInRow(written, indexOf.get('type') ?? 0)));
    this.lists[kind ?? 'secondary'].push(recordOf(fields));
    this.rows[kind ?? 'secondary'].push(written);
  }

  /** MAS 9.1 writes several rows for one user: those that say nothing else of the user are one. */
  private isRepeated(fields: Fields): boolean {
    const { id = '' } = fields;
    const first = this.byId.get(id);
    if (id !== '' && first === undefined) this.byId.set(id, fields);
    return id !== '' && first !== undefined && csvFields.every((field) => agree(first[field], fields[field]));
  }

  /** Where a user stands, or one of its fields. */
  placeOf(path: Path): Place | undefined {
    const [, list, index, name] = path;
    if (list === undefined) return path[0] === 'users' ? { line: 1, column: 1 } : undefined;
    const kind = userKinds.find((one) => one === list);
    const written = kind === undefined ? undefined : this.rows[kind][Number(index)];
    const field = csvFields.find((one) => one === name);
    const column = field === undefined ? 0 : this.columns.indexOf.get(field);
    return written === undefined || column === undefined ? undefined : placeInRow(written, column);
  }
}

/**
 * The users of a CSV text with a header row: `type,email,given_name,family_name[,id]`, or the columns of MAS' own user
 * import, or those that `columns` names. The answer is read on like a tenant file, with the place of every value.
 */
export function parseCsvUsers(
  text: string,
  { columns: names = {}, userType }: CsvOptions = {},
): Checked<ParsedDocument> {
  const required = csvFields.filter((field) => field !== 'id' && !(field === 'type' && userType !== undefined));
  // Of one kind, for the parser counts two lines for a CRLF within quotes.
  const lines = text.replaceAll(/\r+\n|\r/g, '\n');
  const headed = findHeader(lines, new Set(fieldsByHeader(names).keys()));
  let columns: Columns | undefined;
  let users: CsvUsers | undefined;
  const wrong = readCsvRows(headed.text, headed.separator, (row) => {
    if (columns !== undefined) return users?.add(row);
    columns = readColumns(headerOf(row), names, required);
    // Without the columns every row would have the same problem.
    if (required.every((field) => columns?.indexOf.has(field))) users = new CsvUsers(columns, userType);
    return undefined;
  });
  const above = headed.problems;
  if (wrong.length > 0) return { ok: false, problems: [...above, ...wrong] };
  if (users === undefined) return { ok: false, problems: withoutUsers(above, columns) };
  const { lists, problems } = users;
  const placeOf = (path: Path) => users?.placeOf(path);
  const found = [...above, ...problems];
  return { ok: true, value: { value: { users: lists }, problems: found, placeOf, keyPlaceOf: placeOf } };
}

function withoutUsers(above: readonly Problem[], columns: Columns | undefined): Problem[] {
  const said = new Set(above.map(({ line }) => line));
  const all = [...above, ...(columns?.problems ?? []).filter(({ line }) => !said.has(line))];
  return all.length > 0 ? all : [wholeProblem('is empty')];
}

function headerOf({ texts, written }: Row): readonly HeaderCell[] {
  return texts.map((text, index) => ({ text, place: placeInRow(written, index) }));
}

const pathInLists = /users\.(?:primary|secondary)\[\d+\]\.?/g;

/** Rows stand in no lists: a problem names the field alone, and the line says which user. */
export function inRows(problem: Problem): Problem {
  const [path, message] = [problem.path, problem.message].map((text) => text.replaceAll(pathInLists, ''));
  return { ...problem, path: path ?? '', message: message ?? '' };
}
