import { z } from 'zod';
import { closest } from './closest';
import { knownKeys } from './known-keys';
import { partOf } from './located';
import type { ParsedDocument } from './parse-document';
import { formatPath, type Path, type Place, type Problem } from './problem';

type Issue = z.core.$ZodIssue;
type TypeIssue = Extract<Issue, { code: 'invalid_type' }>;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** What a schema was held against, to say where a problem stands and how to mend it. */
export interface Judged {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly document: Pick<ParsedDocument, 'placeOf' | 'keyPlaceOf'>;
  /** Remedies for a missing or empty field, by its name. */
  readonly hints?: Readonly<Record<string, string>>;
}

interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | undefined;
}

const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a map of names and values',
  record: 'a map of names and values',
  number: 'a number',
  int: 'a whole number',
  fraction: 'a fraction',
  boolean: 'true or false',
};

const Hinted = z.object({ hint: z.string() });
const nowhere: Place = { line: 0, column: 0 };

function plainPath(path: readonly PropertyKey[]): Path {
  return path.map((part) => (typeof part === 'symbol' ? String(part) : part));
}

function valueAt(judged: Judged, path: Path): unknown {
  return path.reduce(partOf, judged.value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' && !Number.isInteger(value)) return 'fraction';
  return typeof value;
}

function lacking(path: Path, judged: Judged): Finding | undefined {
  const value = valueAt(judged, path);
  if (value !== undefined && value !== null) return undefined;
  const hint = judged.hints?.[String(path.at(-1))];
  return { path, message: value === null ? 'is empty' : 'is missing', hint };
}

function unknownKey(parent: Path, key: string, judged: Judged): Finding {
  const known = knownKeys(judged.schema, parent);
  const near = closest(key, known);
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
  return { path: [...parent, key], message: 'is not a known key', hint };
}

function wrongUnion(issue: UnionIssue, path: Path, judged: Judged): Finding[] {
  // A discriminated union names its options instead of trying its branches.
  if ('options' in issue && Array.isArray(issue.options)) return [{ path, message: options(issue.options) }];
  const branches = issue.errors.toSorted((a, b) => a.length - b.length);
  const best = branches[0];
  const keys = knownKeys(judged.schema, path);
  const value = valueAt(judged, path);
  const speaks = typeof value === 'object' && value !== null && Object.keys(value).some((key) => keys.includes(key));
  if (best === undefined || !speaks) {
    return [
      {
        path,
        message: 'has none of the accepted forms',
        hint: keys.length > 0 ? `one of: ${keys.join(', ')}` : undefined,
      },
    ];
  }
  return best.flatMap((inner) => findings({ ...inner, path: [...path, ...inner.path] }, judged));
}

function options(values: readonly unknown[]): string {
  return `must be ${values.length > 1 ? 'one of ' : ''}${values.map(String).join(', ')}`;
}

function otherwise(issue: Issue, path: Path): Finding {
  const hinted = issue.code === 'custom' ? Hinted.safeParse(issue.params) : undefined;
  return { path, message: issue.message.replace(/^[A-Z]/, (first) => first.toLowerCase()), hint: hinted?.data?.hint };
}

function wrongType(issue: TypeIssue, path: Path, judged: Judged): Finding {
  const [wanted, given] = [issue.expected, kindOf(valueAt(judged, path))].map((kind) => nouns[kind] ?? kind);
  return { path, message: `must be ${wanted}, not ${given}` };
}

function findings(issue: Issue, judged: Judged): Finding[] {
  const path = plainPath(issue.path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, judged));
  const lack = lacking(path, judged);
  if (lack !== undefined) return [lack];
  if (issue.code === 'invalid_type') return [wrongType(issue, path, judged)];
  if (issue.code === 'invalid_value') return [{ path, message: options(issue.values) }];
  if (issue.code === 'invalid_union') return wrongUnion(issue, path, judged);
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => otherwise(inner, path));
  return [otherwise(issue, path)];
}

/** The nearest place that the document knows: the key's own for an unknown key, the parent's for a missing one. */
function placeOf({ path, message }: Finding, { document }: Judged): Place {
  if (message === 'is not a known key') return document.keyPlaceOf(path) ?? nowhere;
  for (let length = path.length; length >= 0; length -= 1) {
    const place = document.placeOf(path.slice(0, length));
    if (place !== undefined) return place;
  }
  return nowhere;
}

function toProblem(finding: Finding, judged: Judged): Problem {
  const { path, message, hint } = finding;
  const problem = { ...placeOf(finding, judged), path: formatPath(path), message };
  return hint === undefined ? problem : { ...problem, hint };
}

/** What a schema found wrong, in words for the person who wrote the file, with places and without values. */
export function schemaProblems(issues: readonly Issue[], judged: Judged): Problem[] {
  return issues.flatMap((issue) => findings(issue, judged)).map((finding) => toProblem(finding, judged));
}
