import type { RunStep, UserFailure } from './outcome';
import { userId } from '../tenant/person';
import type { RecordEdits } from './run';
import { limitsOf, type System } from '../systems/systems';
import { emailFault, type Fault, folded, idFault, textFault } from '../tenant/text-faults';
import type { UserRecord } from '../tenant/user';

// What a retry may correct of a failed user's record. The same rules hold in a run, and where a closed one is retried.

export const recordFields = ['email', 'given_name', 'family_name', 'id'] as const;
export type RecordField = (typeof recordFields)[number];

/** A user of a run as far as edits are concerned; `failedAt`: the step it failed at, absent when it has not failed. */
export interface Standing {
  readonly key: string;
  readonly record: UserRecord;
  readonly failedAt?: RunStep | 'unknown';
}

/** What edits are held against. `users`: whom the retry names, by id or key; all failed users when absent. */
export interface EditedRun {
  readonly system: System;
  readonly standings: readonly Standing[];
  readonly users: readonly string[] | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

export function isRecordField(name: string): name is RecordField {
  return recordFields.some((field) => field === name);
}

/** What is wrong with the value of a field in a system. */
export function fieldFault(field: RecordField, value: string, system: System): Fault | undefined {
  const { id, givenName, familyName } = limitsOf(system);
  switch (field) {
    case 'email':
      return emailFault(value);
    case 'given_name':
      return textFault(value, givenName);
    case 'family_name':
      return textFault(value, familyName);
    case 'id':
      return idFault(value, id);
  }
}

/** An e-mail address that is the id, too, is held to the limit of ids. */
export function longIdFault({ id, email }: Pick<UserRecord, 'id' | 'email'>, system: System): Fault | undefined {
  const limit = limitsOf(system).id;
  if (id !== undefined || Array.from(email).length <= limit) return undefined;
  const message = `is longer than an id may be (${limit} characters), and the user has no other id`;
  return { message, hint: 'add an id' };
}

/** Where a user failed, as edits are concerned: nobody heard of a creation whose time was up, and it may have gone through. */
export function failedAt({ step, code }: Pick<UserFailure, 'step' | 'code'>): UserFailure['step'] {
  return step === 'create' && code === 'STEP_TIMEOUT' ? 'unknown' : step;
}

/** Whether a user goes by this name: its id or its key. */
export function goesBy({ key, record }: Pick<Standing, 'key' | 'record'>, name: string): boolean {
  return name === key || name === userId(record);
}

export function correctedRecord(record: UserRecord, edits: RecordEdits): UserRecord {
  return { ...record, ...edits };
}

/**
 * Why these edits cannot be taken; undefined when they can. Users are named by key, and no value is repeated: the text
 * holds no personal data but a name that belongs to nobody, as it was typed.
 */
export function refusedEdits(edits: unknown, run: EditedRun): string | undefined {
  if (!isFields(edits)) return 'edits must be a map such as {"KEY": {"email": "…"}}';
  const after = new Map<string, Standing>();
  for (const [name, wanted] of Object.entries(edits)) {
    const user = run.standings.find((standing) => standing.failedAt !== undefined && goesBy(standing, name));
    if (user === undefined) return `not failed in this run: ${knownName(run, name)}`;
    const refused = refusedUser(user, run) ?? refusedFields(user, wanted, run.system);
    if (refused !== undefined) return refused;
    if (after.has(user.key)) return `edits.${user.key} is given twice, by id and by key`;
    after.set(user.key, { ...user, record: correctedRecord(user.record, fieldsOf(wanted)) });
  }
  return refusedTogether(after, run);
}

function refusedUser({ key, record, failedAt }: Standing, { users }: EditedRun): string | undefined {
  if (users !== undefined && !users.some((name) => goesBy({ key, record }, name))) {
    return `edits.${key} is of a user that users does not name`;
  }
  if (failedAt === 'create') return undefined;
  const account =
    failedAt === 'unknown' ? 'nobody can tell whether its account exists' : 'its account exists with the former data';
  return `edits.${key} comes too late: ${account}; correct it in the target, or offboard the user and add the right one`;
}

function refusedFields({ key }: Standing, wanted: unknown, system: System): string | undefined {
  if (!isFields(wanted) || Object.keys(wanted).length === 0) {
    return `edits.${key} must be a map of fields: ${recordFields.join(', ')}`;
  }
  for (const [field, value] of Object.entries(wanted)) {
    const path = `edits.${key}.${/^\w{1,40}$/.test(field) ? field : '(field)'}`;
    if (!isRecordField(field)) return `${path} is not a known field: those are ${recordFields.join(', ')}`;
    if (typeof value !== 'string') return `${path} must be text`;
    const fault = fieldFault(field, value, system);
    if (fault !== undefined) return `${path} ${fault.message} (${fault.hint})`;
  }
  return undefined;
}

/** What is wrong with the users taken together, were the edits taken. */
function refusedTogether(after: ReadonlyMap<string, Standing>, { standings, system }: EditedRun): string | undefined {
  const everyone = standings.map((standing) => after.get(standing.key) ?? standing);
  for (const { key, record } of after.values()) {
    const path = `edits.${key}.${record.id === undefined ? 'email' : 'id'}`;
    const long = longIdFault(record, system);
    if (long !== undefined) return `${path} ${long.message} (${long.hint})`;
    const others = everyone.filter((other) => other.key !== key);
    const sameId = others.find((other) => folded(userId(other.record)) === folded(userId(record)));
    if (sameId !== undefined) return `${path} is the id of another user of this run, ${sameId.key}`;
    const sameEmail = others.find((other) => folded(other.record.email) === folded(record.email));
    if (sameEmail !== undefined) {
      return `edits.${key}.email is the e-mail address of another user of this run, ${sameEmail.key}`;
    }
  }
  return undefined;
}

/** A user that exists goes by its key in words that are stored. */
function knownName({ standings }: EditedRun, name: string): string {
  return standings.find((standing) => goesBy(standing, name))?.key ?? name;
}

function fieldsOf(wanted: unknown): RecordEdits {
  if (!isFields(wanted)) return {};
  return Object.fromEntries(
    recordFields.flatMap((field) => (typeof wanted[field] === 'string' ? [[field, wanted[field]]] : [])),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
