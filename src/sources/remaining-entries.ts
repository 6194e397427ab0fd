import type { DrainedUser } from '../domain/tenant/secret-source';
import { isEntryOf } from '../input/tenant/aws-entry';
import { awsTextFault } from '../input/tenant/aws-text';
import { parseDocument } from '../input/text/parse-document';
import { TargetError } from '../targets/contract/target';

export interface Remaining {
  /** The secret without the entries that go; all others are as they were, whatever they hold. */
  readonly text: string;
  readonly removed: number;
}

/**
 * Takes the entries of these users out of a secret, where they still say what was onboarded. Throws `TargetError`
 * SECRET_UNREADABLE for what cannot be written back whole: no JSON object, or a key given twice.
 */
export function withoutEntriesOf(users: readonly DrainedUser[], text: string): Remaining {
  const done = new Map(users.map((user) => [user.record.email, user]));
  const entries = Object.entries(entriesOf(text));
  const rest = entries.filter(([email, value]) => {
    const user = done.get(email);
    return user === undefined || !isEntryOf(value, user);
  });
  return { text: JSON.stringify(Object.fromEntries(rest)), removed: entries.length - rest.length };
}

function entriesOf(text: string): object {
  const fault = awsTextFault(text);
  if (fault !== undefined) throw unreadable(fault.message);
  const document = parseDocument(text, 'strings');
  const value: unknown = JSON.parse(text);
  const isWhole = document.ok && document.value.problems.length === 0;
  if (isWhole && typeof value === 'object' && value !== null) return value;
  throw unreadable('the secret is no JSON object with each key once');
}

function unreadable(why: string): TargetError {
  return new TargetError('SECRET_UNREADABLE', `AWS Secrets Manager: ${why}`);
}
