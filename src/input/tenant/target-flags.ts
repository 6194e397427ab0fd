import { z } from 'zod';
import { defaultSystem, fieldOptions, partOf, systems } from '../../domain/systems/systems';
import { Name } from '../../domain/tenant/target-ref';
import { TenantName } from '../../domain/tenant/tenant';
import { referenceField } from '../../targets/registry';
import type { ParsedDocument } from '../text/parse-document';
import { type Checked, formatPath, type Path, type Problem } from '../text/problem';

/** Fields of `target` that only some systems have. */
const ownFields = Object.keys(fieldOptions);

/**
 * What the command line says of the tenant and its target; it completes a file and may not contradict it. Besides, the
 * fields of their own that systems have options for, such as `workspace`.
 */
export interface TargetFlags {
  readonly system?: string | undefined;
  readonly instance?: string | undefined;
  readonly tenant?: string | undefined;
  readonly [own: string]: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
type Document = Pick<ParsedDocument, 'value' | 'placeOf'>;

interface Compared {
  readonly document: Document;
  readonly flags: FlagValues;
}

const targetFields = ['system', 'instance', ...ownFields];

/** The flag of a field, as it is typed. */
const typed = (field: string) => fieldOptions[field]?.written.split(' ')[0] ?? `--${field}`;

/** What to do about a field that is missing. */
export const missingHints: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['tenant', 'instance', ...ownFields].map((field) => [field, `pass ${typed(field)}`])),
  target: `pass ${['instance', partOf(defaultSystem)?.field ?? []].flat().map(typed).join(' and ')}`,
};

const FlagValues = z.object({
  system: z.enum(systems, `must be one of ${systems.join(', ')}`).optional(),
  instance: Name.optional(),
  tenant: TenantName.optional(),
  ...Object.fromEntries(ownFields.map((field) => [field, referenceField(field).optional()])),
});
const Texts = z.record(z.string(), z.string().optional());

/** Flags that are what they should be. */
export type FlagValues = Readonly<Record<string, string | undefined>>;

// No schema: zod's record leaves `__proto__` out, and it is to be seen as the unknown key it is.
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined;
}

/** Whether a map has the key; a map from a file may have any key, `__proto__` too. */
function has(fields: Fields | undefined, key: string): boolean {
  return fields !== undefined && Object.hasOwn(fields, key);
}

function contradiction(path: Path, { document, flags }: Compared): Problem[] {
  const name = String(path.at(-1));
  const flag = flags[name];
  const parent = path.slice(0, -1).reduce<unknown>((value, part) => fieldsOf(value)?.[part], document.value);
  const given = fieldsOf(parent)?.[name];
  const place = document.placeOf(path);
  if (flag === undefined || typeof given !== 'string' || given === flag || place === undefined) return [];
  return [
    {
      ...place,
      path: formatPath(path),
      message: `differs from ${typed(name)}`,
      hint: 'leave the flag out, or mend the file',
    },
  ];
}

function target(file: Fields, flags: FlagValues): Fields {
  const given = Object.fromEntries(
    targetFields.flatMap((field) => (flags[field] === undefined ? [] : [[field, flags[field]]])),
  );
  if (has(file, 'target')) {
    const own = fieldsOf(file['target']);
    return own === undefined ? {} : { target: { ...given, ...own } };
  }
  return Object.keys(given).length === 0 ? {} : { target: { system: defaultSystem, ...given } };
}

function tenant(file: Fields, flags: FlagValues): Fields {
  if (has(file, 'tenant')) return {};
  if (flags['tenant'] !== undefined) return { tenant: flags['tenant'] };
  const part = partNamed(flags);
  if (has(file, 'target') || flags['instance'] === undefined || part === undefined) return {};
  // Two long names together may be none: the tenant then counts as missing.
  const derived = TenantName.safeParse(`${flags['instance']}-${part}`);
  return derived.success ? { tenant: derived.data } : {};
}

/** The part of the instance that the flags name, which with the instance names the tenant. */
function partNamed(flags: FlagValues): string | undefined {
  const fields = systems.flatMap((system) => partOf(system)?.field ?? []);
  return fields
    .filter((field) => ownFields.includes(field))
    .map((field) => flags[field])
    .find((value) => value !== undefined);
}

/** The flags, each held against what it names. */
export function checkFlags(given: TargetFlags): Checked<FlagValues> {
  const parsed = FlagValues.safeParse(given);
  if (parsed.success) {
    return { ok: true, value: Texts.parse(parsed.data) };
  }
  const problems = parsed.error.issues.map(({ path, message }) => ({
    line: 0,
    column: 0,
    path: typed(String(path[0])),
    message,
  }));
  return { ok: false, problems };
}

/** A file's content completed by the flags, and where the two contradict each other. */
export function withFlags(document: Document, flags: FlagValues): { value: unknown; problems: Problem[] } {
  const file = fieldsOf(document.value);
  if (file === undefined) return { value: document.value, problems: [] };
  const compared = { document, flags };
  const added = { ...tenant(file, flags), ...target(file, flags) };
  return {
    value: Object.fromEntries([...Object.entries(file), ...Object.entries(added)]),
    problems: [
      ...contradiction(['tenant'], compared),
      ...targetFields.flatMap((field) => contradiction(['target', field], compared)),
    ],
  };
}
