import type { User } from '../../domain/tenant/user';

/** The values of an entry of an AWS secret (contract "MAS", section "Inputs that pipelines have today"); none when it is no text. */
export function entryValues(csv: unknown): readonly string[] {
  return typeof csv === 'string' ? csv.split(',').map((part) => part.trim()) : [];
}

/** Whether an entry says of its user exactly what this record and kind say. */
export function isEntryOf(csv: unknown, { kind, record }: Pick<User, 'kind' | 'record'>): boolean {
  const values = entryValues(csv);
  const own = [kind, record.given_name, record.family_name, ...(record.id === undefined ? [] : [record.id])];
  return values.length === own.length && own.every((value, index) => value === values[index]);
}
