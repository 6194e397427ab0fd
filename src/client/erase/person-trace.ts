import { z } from 'zod';
import { sameUserKey, userId } from '../../domain/tenant/person';
import { UserRecord } from '../../domain/tenant/user';

// How a person is recognised in what histories hold: by every id, address and key that a record of them ever had.

const KeyedRecord = z.object({ key: z.string(), record: UserRecord });

/** What a ledger hands to its next run of a member: key, kind, since, e-mail address, names, and the id where it is another. */
const Row = z.tuple([z.string(), z.enum(['p', 's']), z.number(), z.string(), z.string(), z.string()], z.unknown());

/** What names a person. */
interface Naming {
  readonly key: string;
  readonly id: string;
  readonly email: string;
}

/** The persons that were asked for, and what is learnt of them on the way. Plain data, no Temporal. */
export class PersonTrace {
  private readonly keys: Set<string>;
  private readonly ids: Set<string>;
  private readonly addresses: Set<string>;
  private readonly namings = new Map<string, Naming>();

  /** `names`: ids, e-mail addresses or keys; `keysOf`: the keys that an id may have. */
  constructor(names: readonly string[], keysOf: (id: string) => readonly string[]) {
    this.keys = new Set(names.flatMap((name) => [name, ...keysOf(name)]));
    this.ids = new Set(names.map(sameUserKey));
    this.addresses = new Set(this.ids);
  }

  /** Takes note of the records in a value. */
  read(value: unknown): void {
    for (const part of objectsIn(value)) {
      const naming = namingOf(part);
      if (naming !== undefined) this.namings.set(JSON.stringify(naming), naming);
    }
  }

  /** Learns from what was read: whoever has the key or the id of a person is that person, whatever else it says. */
  learn(): void {
    for (let before = -1; before !== this.keys.size + this.ids.size; ) {
      before = this.keys.size + this.ids.size;
      for (const naming of this.namings.values()) if (this.isPerson(naming)) this.add(naming);
    }
    this.namings.clear();
  }

  private isPerson({ key, id, email }: Naming): boolean {
    return this.keys.has(key) || this.ids.has(id) || this.addresses.has(email);
  }

  private add({ key, id, email }: Naming): void {
    this.keys.add(key);
    this.ids.add(id);
    if (!this.ids.has(email)) this.mentioned.add(email);
  }

  /** Addresses of the persons by which nobody else is taken for them: two users may share one. */
  private readonly mentioned = new Set<string>();

  /** Whether a user's workflow is a person's, by its key or by the id in its memo. */
  owns(key: string | undefined, id: string | undefined): boolean {
    return (key !== undefined && this.keys.has(key)) || (id !== undefined && this.ids.has(sameUserKey(id)));
  }

  /** Whether a value speaks of a person. */
  isIn(value: unknown): boolean {
    for (const text of textsIn(value)) if (this.isNamedIn(text)) return true;
    return false;
  }

  /** The persons' ids, in the form in which ids are compared. */
  get allIds(): readonly string[] {
    return [...this.ids];
  }

  private isNamedIn(text: string): boolean {
    if (this.keys.has(text)) return true;
    const same = sameUserKey(text);
    for (const name of [...this.ids, ...this.mentioned]) {
      if (same === name || (name.includes('@') && standsIn(same, name))) return true;
    }
    // The summary of a user's workflow: its id, and the kind after it.
    return this.ids.has(same.replace(/ \((?:primary|secondary)\)$/, ''));
  }
}

function namingOf(part: object): Naming | undefined {
  const row = Row.safeParse(part);
  if (row.success) {
    const [key, , , email, , , id] = row.data;
    return { key, id: sameUserKey(typeof id === 'string' ? id : email), email: sameUserKey(email) };
  }
  const found = KeyedRecord.safeParse(part);
  if (!found.success) return undefined;
  const { key, record } = found.data;
  return { key, id: sameUserKey(userId(record)), email: sameUserKey(record.email) };
}

/** Whether an address stands in a text as a whole: `ada@acme.example` is not in `grada@acme.example`. */
function standsIn(text: string, address: string): boolean {
  for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
    const before = text.slice(0, at);
    const after = text.slice(at + address.length);
    if (!/[\p{L}\p{N}._%+@-]$/u.test(before) && !/^(?:[\p{L}\p{N}_%+@-]|\.[\p{L}\p{N}])/u.test(after)) return true;
  }
  return false;
}

/** The texts in a decoded value, names of fields included: a correction names its user that way. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [name, part] of Object.entries(value)) {
    if (!Array.isArray(value)) yield name;
    yield* textsIn(part);
  }
}

/** The objects in a decoded value, itself included. */
function* objectsIn(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  yield value;
  for (const part of Object.values(value)) yield* objectsIn(part);
}
