import { z } from 'zod';
import type { EditedField } from '../../domain/report/audit';
import { userId } from '../../domain/tenant/person';
import { UserRecord } from '../../domain/tenant/user';

const fields = ['email', 'given_name', 'family_name', 'id'] as const;
const Edits = z.record(z.string(), z.partialRecord(z.enum(fields), z.string()));
export type Edits = z.infer<typeof Edits>;
const Users = z.object({
  users: z.array(z.object({ key: z.string(), record: UserRecord })),
  edits: Edits.default({}),
});

/** What the messages of an operator name users by. */
export const NamedUsers = z.object({ users: z.array(z.string()).optional(), edits: Edits.optional() });

/** Whoever a run is about, in clear: only keys and fingerprints leave it. */
export class AuditedPeople {
  private readonly records = new Map<string, UserRecord>();
  /** Every id that somebody had: a run takes nobody else by it. */
  private readonly ids = new Set<string>();
  private readonly fingerprint: (value: string) => string;

  constructor(fingerprint: (value: string) => string) {
    this.fingerprint = fingerprint;
  }

  /** Takes the users of an input or of an `addUsers`; answers how many of them are new, undefined when it has none. */
  take(input: unknown): number | undefined {
    const parsed = Users.safeParse(input);
    if (!parsed.success) return undefined;
    const { users, edits } = parsed.data;
    const fresh = users.filter(({ key, record }) => !this.records.has(key) && !this.ids.has(userId(record)));
    for (const { key, record } of fresh) this.put(key, record);
    this.editAll(edits);
    return fresh.length;
  }

  /** The key of a user that is named by key or id; a name that fits nobody becomes its fingerprint. */
  keyOf(name: string): string {
    if (this.records.has(name)) return name;
    for (const [key, record] of this.records) if (userId(record) === name) return key;
    return this.fingerprint(name);
  }

  /** Carries corrections out, of users by key or id; answers what each one changed, by key. */
  editAll(edits: Edits): readonly (readonly [key: string, fields: readonly EditedField[]])[] {
    // Found before anything changes: an edit may give one user the id that another one had.
    const found = Object.entries(edits).map(([name, edit]) => [this.keyOf(name), edit] as const);
    return found.map(([key, edit]) => [key, this.edit(key, edit)] as const);
  }

  /** Carries a correction out; answers what it changed. */
  edit(key: string, edits: Edits[string]): readonly EditedField[] {
    const known = this.records.get(key);
    const changed = fields.flatMap((field) => {
      const [from, to] = [known?.[field], edits[field]];
      if (to === undefined || from === to) return [];
      return [{ field, from: from === undefined ? undefined : this.fingerprint(from), to: this.fingerprint(to) }];
    });
    if (known !== undefined) this.put(key, { ...known, ...edits });
    return changed;
  }

  private put(key: string, record: UserRecord): void {
    this.records.set(key, record);
    this.ids.add(userId(record));
  }

  /** Whose record is another one than it was in an earlier run, and how it differs. */
  changedSince(earlier: AuditedPeople): readonly (readonly [key: string, fields: readonly EditedField[]])[] {
    return [...this.records].flatMap(([key, { email, given_name, family_name, id }]) => {
      if (!earlier.records.has(key)) return [];
      const now = { email, given_name, family_name, ...(id === undefined ? {} : { id }) };
      const changed = earlier.edit(key, now);
      return changed.length === 0 ? [] : [[key, changed] as const];
    });
  }
}
