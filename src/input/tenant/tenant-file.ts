import type { Readable } from 'node:stream';
import { z } from 'zod';
import { defaultSystem, type System, systems } from '../../domain/systems/systems';
import { AnyReference } from '../../targets/registry';
import { TargetRef } from '../../domain/tenant/target-ref';
import { userId } from '../../domain/tenant/person';
import { type TenantDefinition, TenantName } from '../../domain/tenant/tenant';
import type { UserRecord } from '../../domain/tenant/user';
import { inRows, parseCsvUsers } from '../csv/csv-users';
import type { TenantReading } from './input-formats';
import { decodeText } from '../text/decode-text';
import { listProblems, type Located, repeatedUsers } from './list-problems';
import { type ParsedDocument, parseDocument } from '../text/parse-document';
import { byPlace, type Checked, type Problem, wholeProblem } from '../text/problem';
import { readSource } from '../text/read-source';
import { schemaProblems } from '../text/schema-problems';
import { withTenantName } from './target-defaults';
import { checkFlags, type FlagValues, missingHints, type TargetFlags, withFlags } from './target-flags';
import { unusualTexts } from './unusual-texts';
import { userEntry, userLists } from './user-entry';

export interface ReadOptions extends TargetFlags, TenantReading {
  /** `plain-document`: as the tool that pipelines had reads `{users}`: unknown keys are left alone, of a user who stands there again the first entry counts. */
  readonly ways?: 'plain-document' | undefined;
}

const list = 'both lists must be there; [] is a list of none';

const orPass = Object.fromEntries(
  Object.entries(missingHints).map(([field, pass]) => [field, `add it to the file, or ${pass}`]),
);

const hints: Readonly<Record<string, string>> = {
  ...orPass,
  primary: list,
  secondary: list,
  users: 'write users: { primary: […], secondary: […] }',
  system: `one of: ${systems.join(', ')}`,
  id: 'leave the key out: the id is the e-mail address then',
};

const System = z.object({ target: z.object({ system: z.enum(systems) }) });
const Users = z.object({ users: z.unknown() });

function tenantFile(system: System) {
  return z.strictObject({ tenant: TenantName, target: AnyReference, users: userLists(system) });
}

/** The same, and whatever else the file holds. */
function openTenantFile(system: System) {
  const entries = z.array(z.object(userEntry(system).shape));
  const lists = z.object({ primary: entries, secondary: entries });
  return z.object({ tenant: TenantName, target: AnyReference, users: lists });
}

/** A part that its structure makes unreadable is not held against the schema as well. */
function withoutEchoes(first: readonly Problem[], later: readonly Problem[]): Problem[] {
  const said = new Set(first.map(({ path, line, column }) => `${path}:${line}:${column}`));
  return later.filter(({ path, line, column }) => !said.has(`${path}:${line}:${column}`));
}

interface Judging {
  readonly flags: FlagValues;
  readonly ways?: ReadOptions['ways'];
}

function checkTenant(document: ParsedDocument, { flags, ways }: Judging): Checked<TenantDefinition> {
  const merged = withFlags(document, flags);
  const system = System.safeParse(merged.value).data?.target.system ?? defaultSystem;
  const schema = ways === 'plain-document' ? openTenantFile(system) : tenantFile(system);
  const parsed = schema.safeParse(merged.value);
  const { problems: inLists, repeated } = judgeLists(Users.safeParse(merged.value).data?.users, {
    document,
    system,
    ways,
  });
  const structure = [...document.problems, ...merged.problems];
  const judged = { schema, value: merged.value, document, hints };
  const content = [...schemaProblems(parsed.error?.issues ?? [], judged), ...inLists];
  const problems = [...structure, ...withoutEchoes(structure, content)].sort(byPlace);
  if (problems.length > 0 || parsed.data === undefined) return { ok: false, problems };
  const { tenant, target, users } = parsed.data;
  const named = { tenant, target: withTenantName(TargetRef.parse(target), tenant) };
  const value = { ...named, users: repeated.length === 0 ? users : withoutRepeated(users) };
  const pathOf = (kind: string, index: number) => ['users', kind, index];
  return valid(value, [...repeated, ...unusualTexts(users, system, { pathOf, placeOf: document.placeOf })]);
}

function valid(value: TenantDefinition, remarks: readonly Problem[]): Checked<TenantDefinition> {
  return { ok: true, value, ...(remarks.length > 0 && { remarks }) };
}

interface ListJudging {
  readonly document: ParsedDocument;
  readonly system: System;
  readonly ways: ReadOptions['ways'];
}

function judgeLists(lists: unknown, { document, system, ways }: ListJudging) {
  const located: Located = { lists, pathOf: (kind, index) => ['users', kind, index], placeOf: document.placeOf };
  if (ways !== 'plain-document') return { problems: listProblems(located, system), repeated: [] };
  const again = repeatedUsers(located);
  const left = again.map(({ path }) => path);
  return { problems: listProblems(located, system, left), repeated: again.map(({ remark }) => remark) };
}

function withoutRepeated(lists: TenantDefinition['users']): TenantDefinition['users'] {
  const seen = new Set<string>();
  const first = (record: UserRecord) => {
    const isNew = !seen.has(userId(record));
    seen.add(userId(record));
    return isNew;
  };
  return { primary: lists.primary.filter(first), secondary: lists.secondary.filter(first) };
}

/**
 * A tenant definition from the bytes of a tenant file, YAML or JSON: `{tenant, target, users}`, or `{users}` with the
 * target from flags (the tenant is then `{instance}-{part}`, unless a flag names it). Else every problem of it at once.
 */
export function parseTenantFile(
  bytes: Buffer,
  options: TargetFlags & Pick<ReadOptions, 'ways'> = {},
): Checked<TenantDefinition> {
  const checkedFlags = checkFlags(options);
  if (!checkedFlags.ok) return checkedFlags;
  const text = decodeText(bytes);
  if (!text.ok) return text;
  const document = parseDocument(text.value, 'strings');
  if (!document.ok) return document;
  if (document.value.value === null) return { ok: false, problems: [wholeProblem('is empty')] };
  return checkTenant(document.value, { flags: checkedFlags.value, ways: options.ways });
}

/** The same from a CSV file with a header row: its target comes from flags. Problems name columns, by line and column. */
export function parseTenantCsv(bytes: Buffer, options: ReadOptions = {}): Checked<TenantDefinition> {
  const flags = checkFlags(options);
  if (!flags.ok) return flags;
  const text = decodeText(bytes);
  if (!text.ok) return text;
  const document = parseCsvUsers(text.value, options);
  if (!document.ok) return document;
  const checked = checkTenant(document.value, { flags: flags.value });
  if (!checked.ok) return { ok: false, problems: checked.problems.map(inRows) };
  return { ...checked, ...(checked.remarks !== undefined && { remarks: checked.remarks.map(inRows) }) };
}

/** Reads and parses a tenant file of at most 32 MiB; `-` is standard input. What cannot be read is a problem, too. */
export async function readTenantFile(
  path: string,
  options: ReadOptions = {},
  stdin: Readable = process.stdin,
): Promise<Checked<TenantDefinition>> {
  const bytes = await readSource(path, stdin);
  if (!bytes.ok) return bytes;
  const format = options.format ?? (/\.[ct]sv$/i.test(path) ? 'csv' : 'yaml');
  return format === 'csv' ? parseTenantCsv(bytes.value, options) : parseTenantFile(bytes.value, options);
}
