import { defaultSystem, type System } from '../../domain/systems/systems';
import type { TenantUsers } from '../../domain/tenant/tenant';
import { type UserKind, userKinds } from '../../domain/tenant/user';
import { type Entry, readEntry } from './aws-entry';
import { awsTextFault } from './aws-text';
import { listProblems } from './list-problems';
import { type ParsedDocument, parseDocument } from '../text/parse-document';
import { byPlace, type Checked, formatPath, type Path, type Place, type Problem, wholeProblem } from '../text/problem';
import { schemaProblems } from '../text/schema-problems';
import { unusualTexts } from './unusual-texts';
import { userEntry } from './user-entry';

/** An entry of the secret, named by its number: its key is an e-mail address. */
interface Row {
  readonly path: Path;
  readonly place: Place;
  readonly email: string;
  readonly entry: Entry;
}

interface ReadRow {
  readonly row: Row;
  readonly kind?: UserKind;
  readonly record?: object;
  readonly problems: readonly Problem[];
}

function rowsOf(document: ParsedDocument): Row[] {
  const { value } = document;
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([email, csv], index) => ({
    path: ['entries', index],
    place: document.placeOf([email]) ?? { line: 0, column: 0 },
    email,
    entry: readEntry(csv),
  }));
}

function rowProblem(row: Row, message: string, hint: string): Problem {
  return { ...row.place, path: formatPath(row.path), message, hint };
}

function recordProblems(row: Row, record: object, system: System): Problem[] {
  const schema = userEntry(system);
  const parsed = schema.safeParse(record);
  const document = { placeOf: () => row.place, keyPlaceOf: () => row.place };
  const found = schemaProblems(parsed.error?.issues ?? [], { schema, value: record, document });
  return found.map((problem) => ({ ...problem, path: `${formatPath(row.path)}.${problem.path}` }));
}

function readRow(row: Row, system: System): ReadRow {
  const { entry } = row;
  if ('fault' in entry) return { row, problems: [rowProblem(row, entry.fault.message, entry.fault.hint)] };
  const [type = '', given_name = '', family_name = '', id] = entry.values;
  const record = { email: row.email, given_name, family_name, ...(id === undefined ? {} : { id }) };
  const kind = userKinds.find((name) => name === type);
  const unknown = kind === undefined ? [rowProblem(row, 'begins with no known user type', 'primary or secondary')] : [];
  const problems = [...unknown, ...recordProblems(row, record, system)];
  return { row, record, problems, ...(kind === undefined ? {} : { kind }) };
}

/** Where the users of each kind stand in the secret. */
function locate(rows: readonly ReadRow[]) {
  const of = (kind: UserKind) => rows.filter((row) => row.kind === kind);
  const byKind = { primary: of('primary'), secondary: of('secondary') };
  const lists = {
    primary: byKind.primary.map(({ record }) => record),
    secondary: byKind.secondary.map(({ record }) => record),
  };
  const pathOf = (kind: UserKind, index: number) => byKind[kind][index]?.row.path ?? [];
  const places = new Map(rows.map(({ row }) => [formatPath(row.path), row.place]));
  const placeOf = (path: Path) => places.get(formatPath(path.slice(0, 2)));
  return { lists, pathOf, placeOf };
}

function usersOf(rows: readonly ReadRow[], system: System): TenantUsers {
  const schema = userEntry(system);
  const of = (kind: UserKind) => rows.filter((row) => row.kind === kind).map(({ record }) => schema.parse(record));
  return { primary: of('primary'), secondary: of('secondary') };
}

/**
 * The users of an AWS secret: a JSON object, key = e-mail address, value = a row of CSV
 * `type,given_name,family_name[,id]`. Else every problem of it at
 * once; entries are named by their number, from 0, because their keys are personal data. `{}` has no users and is fine.
 */
export function parseAwsSecret(text: string, system: System = defaultSystem): Checked<TenantUsers> {
  const fault = awsTextFault(text);
  if (fault !== undefined) return { ok: false, problems: [wholeProblem(fault.message, fault.hint)] };
  const document = parseDocument(text, 'strings');
  if (!document.ok) return document;
  const rows = rowsOf(document.value).map((row) => readRow(row, system));
  const located = locate(rows);
  const own = rows.flatMap(({ problems }) => problems);
  const problems = [...document.value.problems, ...own, ...listProblems(located, system)].sort(byPlace);
  if (problems.length > 0) return { ok: false, problems };
  const users = usersOf(rows, system);
  const remarks = unusualTexts(users, system, located);
  return { ok: true, value: users, ...(remarks.length > 0 && { remarks }) };
}
