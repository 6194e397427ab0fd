import { fieldFault, isRecordField, longIdFault, recordFields } from '../../domain/run/record-edits';
import type { System } from '../../domain/systems/systems';
import { type Fields, isFields } from './checks';

const required = ['email', 'given_name', 'family_name'] as const;
const userFields = ['key', 'kind', 'record'];
// What a key is made of, opaque or readable: it becomes part of a workflow id.
const keyShape = /^[\p{L}\p{M}\p{N}@._+-]{1,120}$/u;

// A readable key ends with a hash; without one it is an e-mail address that somebody took for a key.
const readableEnd = /-[0-9a-f]{8}$/;

const addByCommand =
  'it is a keyed hash that only the command line can make, so add users with it: onboard add TENANT FILE';

/**
 * What is wrong with a user that is to be added to a run, beginning with the field: `.record.email is empty`. No value is
 * repeated. `system`: whose rules the record must keep; undefined for users who leave, of whom only the id counts.
 */
export function faultOfUser(user: unknown, system: System | undefined): string | undefined {
  if (!isFields(user)) return ' must be {key, kind, record}';
  const { key, kind, record } = user;
  if (key === undefined) return `.key is missing: ${addByCommand}`;
  if (typeof key !== 'string' || !isKey(key)) return `.key is no key of a user: ${addByCommand}`;
  if (kind !== 'primary' && kind !== 'secondary') return '.kind must be "primary" or "secondary"';
  if (Object.keys(user).some((name) => !userFields.includes(name))) return ' may hold key, kind and record only';
  if (!isFields(record)) return `.record must be {${recordFields.join(', ')}}`;
  return faultOfRecord(record, system);
}

function isKey(text: string): boolean {
  return keyShape.test(text) && (!text.includes('@') || readableEnd.test(text));
}

function faultOfRecord(record: Fields, system: System | undefined): string | undefined {
  const missing = required.find((field) => record[field] === undefined);
  if (missing !== undefined) return `.record.${missing} is missing`;
  for (const [field, value] of Object.entries(record)) {
    if (!isRecordField(field)) return `.record has a field that is not known: those are ${recordFields.join(', ')}`;
    if (typeof value !== 'string') return `.record.${field} must be text`;
    const fault = system === undefined ? undefined : fieldFault(field, value, system);
    if (fault !== undefined) return `.record.${field} ${fault.message} (${fault.hint})`;
  }
  return system === undefined ? undefined : faultOfId(record, system);
}

function faultOfId({ id, email }: Fields, system: System): string | undefined {
  if (id !== undefined || typeof email !== 'string') return undefined;
  const fault = longIdFault({ email }, system);
  return fault === undefined ? undefined : `.record.email ${fault.message} (${fault.hint})`;
}
