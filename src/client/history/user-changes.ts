import { z } from 'zod';
import { messages } from '../../domain/run/names';
import { userId } from '../../domain/tenant/person';
import { correctedRecord, goesBy, recordFields } from '../../domain/run/record-edits';
import type { Correction } from '../../domain/report/report';
import type { RecordEdits } from '../../domain/run/run';
import { type User, UserRecord, userKinds } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { firstValue, type HistoryEvent, timeOf } from './history';

export const Users = z.array(z.object({ key: z.string(), kind: z.enum(userKinds), record: UserRecord }));
export const Edits = z.record(z.string(), z.partialRecord(z.enum(recordFields), z.string()));
const Added = z.object({ users: Users });
const Retried = z.object({ edits: Edits });
const Skipped = z.object({ users: z.array(z.string()) });

/** What an operator did about the users of a run; `at` in ISO 8601. */
export type UserChange =
  | { readonly kind: 'added'; readonly users: readonly User[] }
  | { readonly kind: 'edited'; readonly edits: Readonly<Record<string, RecordEdits>>; readonly at: string }
  | { readonly kind: 'skipped'; readonly names: readonly string[] };

/** A user whose record was corrected: as it came in, as it is now, and each value that changed. */
export interface CorrectedUser {
  readonly came: User;
  readonly now: User;
  /** All edits together. */
  readonly edits: RecordEdits;
  readonly corrections: readonly Correction[];
}

/** The users of a run after all changes, in the order of the file; those that were corrected or skipped by key. */
export interface ChangedUsers {
  readonly users: readonly User[];
  readonly corrected: ReadonlyMap<string, CorrectedUser>;
  readonly skipped: ReadonlySet<string>;
}

/** Reads what an accepted update did; undefined for any other event. */
export async function userChangeOf(temporal: Temporal, event: HistoryEvent): Promise<UserChange | undefined> {
  const input = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
  const read = changes.get(input?.name ?? '');
  return read?.(await firstValue(temporal, input?.args?.payloads), timeOf(event));
}

type ReadChange = (argument: unknown, at: string) => UserChange | undefined;

const changes: ReadonlyMap<string, ReadChange> = new Map<string, ReadChange>([
  [
    messages.addUsers,
    (argument) => {
      const { success, data } = Added.safeParse(argument);
      return success ? { kind: 'added', users: data.users } : undefined;
    },
  ],
  [
    messages.retryFailed,
    (argument, at) => {
      const { success, data } = Retried.safeParse(argument);
      return success ? { kind: 'edited', edits: data.edits, at } : undefined;
    },
  ],
  [
    messages.skip,
    (argument) => {
      const { success, data } = Skipped.safeParse(argument);
      return success ? { kind: 'skipped', names: data.users } : undefined;
    },
  ],
]);

/** Follows the changes in their order, as the run did. */
export function followChanges(users: readonly User[], all: readonly UserChange[]): ChangedUsers {
  const now = new Map(users.map((user) => [user.key, user]));
  const corrected = new Map<string, CorrectedUser>();
  const skipped = new Set<string>();
  // Every id that somebody had: a run takes nobody else by it.
  const ids = new Set(users.map(({ record }) => userId(record)));
  const keyOf = (name: string) => [...now.values()].find((user) => goesBy(user, name))?.key ?? name;
  const add = (more: readonly User[]): void => {
    for (const user of more.filter(({ key, record }) => !now.has(key) && !ids.has(userId(record)))) {
      now.set(user.key, user);
      ids.add(userId(user.record));
    }
  };
  const edit = (key: string, edits: RecordEdits, at: string): void => {
    const user = now.get(key);
    if (user === undefined) return;
    const after = correct(corrected.get(user.key) ?? { came: user, now: user, edits: {}, corrections: [] }, edits, at);
    now.set(user.key, after.now);
    corrected.set(user.key, after);
    ids.add(userId(after.now.record));
  };
  for (const change of all) {
    if (change.kind === 'added') add(change.users);
    else if (change.kind === 'skipped') for (const name of change.names) skipped.add(keyOf(name));
    else {
      // Found before anything changes: an edit may give one user the id that another one had.
      const found = Object.entries(change.edits).map(([name, edits]) => [keyOf(name), edits] as const);
      for (const [key, edits] of found) edit(key, edits, change.at);
    }
  }
  return { users: [...now.values()], corrected, skipped };
}

function correct({ came, now, ...before }: CorrectedUser, edits: RecordEdits, at: string): CorrectedUser {
  const record = correctedRecord(now.record, edits);
  const fresh = recordFields.flatMap((field): readonly Correction[] => {
    const [from, to] = [now.record[field], record[field]];
    if (to === undefined || from === to) return [];
    return [{ field, at, ...(from !== undefined && { from }), to }];
  });
  return {
    came,
    now: { ...now, record },
    edits: { ...before.edits, ...edits },
    corrections: [...before.corrections, ...fresh],
  };
}
