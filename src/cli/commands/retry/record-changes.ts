import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { fieldFault, isRecordField, recordFields } from '../../../domain/run/record-edits';
import type { RecordEdits } from '../../../domain/run/run';
import type { System } from '../../../domain/tenant/target-ref';
import { UsageError } from '../../command/usage-error';

/** What `--set` says. */
export const RecordChanges = z.partialRecord(z.enum(recordFields), z.string());
type RecordChanges = z.infer<typeof RecordChanges>;

/** Reads one `FIELD=VALUE`, and adds it to those before. */
export function recordChange(text: string, before: RecordChanges = {}): RecordChanges {
  const at = text.indexOf('=');
  const field = text.slice(0, Math.max(at, 0));
  if (isRecordField(field)) return { ...before, [field]: text.slice(at + 1) };
  throw new InvalidArgumentError(`Write FIELD=VALUE; fields: ${recordFields.join(', ')}.`);
}

/** Holds the values to what a tenant file of this system may say. Throws `UsageError` with every fault. */
export function requireRecordChanges(changes: RecordEdits, system: System): void {
  const faults = recordFields.flatMap((field) => {
    const value = changes[field];
    const fault = value === undefined ? undefined : fieldFault(field, value, system);
    return fault === undefined ? [] : [`${field} ${fault.message} (${fault.hint})`];
  });
  if (faults.length > 0) throw new UsageError(`--set: ${faults.join('; ')}. Nothing was changed.`);
}
