import { z } from 'zod';
import { userId } from '../../domain/tenant/person';
import { correctedRecord, type RecordField, recordFields } from '../../domain/run/record-edits';
import type { RecordEdits } from '../../domain/run/run';
import { type User, UserRecord, userKinds } from '../../domain/tenant/user';

const Edits = z.record(z.string(), z.partialRecord(z.enum(recordFields), z.string()));

/** The users in the input of a run, or in a message that adds some. */
export const GivenUsers = z.object({
  users: z.array(z.object({ key: z.string(), kind: z.enum(userKinds), record: UserRecord })),
  edits: Edits.default({}),
  /** The place of each among all users of the run, of those in slices. */
  order: z.array(z.number()).default([]),
});

/** What the messages of an operator name users by: id or key. */
export const NamedUsers = z.object({ users: z.array(z.string()).optional(), edits: Edits.optional() });

/** What a correction changed. `before`: the user as it was; undefined when nobody goes by the name. */
export interface Edited {
  readonly key: string;
  readonly before: User | undefined;
  readonly edits: RecordEdits;
  readonly fields: readonly { readonly field: RecordField; readonly from?: string; readonly to: string }[];
}

/** The users of a run as its changes leave them, in the order in which they came; follows the changes as the run did. */
export class RunUsers {
  private readonly users = new Map<string, User>();
  /** Every id that somebody had: a run takes nobody else by it. */
  private readonly ids = new Set<string>();

  get all(): readonly User[] {
    return [...this.users.values()];
  }

  get(key: string): User | undefined {
    return this.users.get(key);
  }

  /** Answers how many of them are new. */
  add(users: readonly User[]): number {
    const fresh = users.filter(({ key, record }) => !this.users.has(key) && !this.ids.has(userId(record)));
    for (const user of fresh) this.put(user);
    return fresh.length;
  }

  /** The key of whoever goes by this key or id. */
  keyOf(name: string): string | undefined {
    if (this.users.has(name)) return name;
    return this.all.find(({ record }) => userId(record) === name)?.key;
  }

  /** Carries out corrections of users by key or id; `unknown` makes a key for a name that fits nobody. */
  edit(edits: Readonly<Record<string, RecordEdits>>, unknown = (name: string) => name): readonly Edited[] {
    // Found before anything changes: an edit may give one user the id that another one had.
    const found = Object.entries(edits).map(([name, edit]) => [this.keyOf(name) ?? unknown(name), edit] as const);
    return found.map(([key, edit]) => this.correct(key, edit));
  }

  private correct(key: string, edits: RecordEdits): Edited {
    const before = this.users.get(key);
    const fields = recordFields.flatMap((field) => {
      const [from, to] = [before?.record[field], edits[field]];
      return to === undefined || from === to ? [] : [{ field, ...(from !== undefined && { from }), to }];
    });
    if (before !== undefined) this.put({ ...before, record: correctedRecord(before.record, edits) });
    return { key, before, edits, fields };
  }

  private put(user: User): void {
    this.users.set(user.key, user);
    this.ids.add(userId(user.record));
  }
}
