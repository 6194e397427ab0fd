import { sameUserKey, userId } from '../tenant/person';
import { maxUsers } from './run';
import { spreadOf } from '../tenant/shard';
import type { TargetRef } from '../tenant/target-ref';
import type { User, UserKind } from '../tenant/user';

// Who was onboarded for a tenant at a place and not offboarded since: one ledger each, independent of how long runs are kept.
// A ledger of many is a tree of workflows: one that grows too large divides into 16 shards, and each of them likewise.

/** `since`: when the user was first onboarded, ISO 8601. The kind is the one it was first onboarded as. */
export interface Member {
  readonly user: User;
  readonly since: string;
}

/** A member as a ledger keeps it: of many, so without names of fields. */
export type LedgerRow = readonly [
  key: string,
  kind: 'p' | 's',
  sinceSeconds: number,
  email: string,
  givenName: string,
  familyName: string,
  id?: string,
];

/** A ledger, or a shard of it, that holds more divides: so many members, or so many bytes of rows as JSON. */
export interface LedgerPolicy {
  readonly members: number;
  readonly bytes: number;
}

/** Whatever travels between workflows stays below the 256 KiB at which Temporal begins to warn. */
export const defaultLedgerPolicy: LedgerPolicy = { members: 1_000, bytes: 180_000 };

/** Input of `tenantLedger`. */
export interface LedgerInput {
  readonly tenant: string;
  readonly target: TargetRef;
  /** Which shard of the ledger: how the positions of its members begin. Absent for the ledger itself. */
  readonly shard?: string;
  readonly rows: readonly LedgerRow[];
  /** Its shards hold the members. */
  readonly divided?: boolean;
  readonly policy?: LedgerPolicy;
}

/** Argument of the update `onboarded`. */
export interface Arrivals {
  readonly rows: readonly LedgerRow[];
}

/** Argument of the updates `offboarded` and `forget`: who leaves is known by id. */
export interface Departures {
  readonly ids: readonly string[];
}

/** What these updates answer: no shards when note was taken; else nothing was noted, for these shards hold the members. */
export interface LedgerAnswer {
  readonly shards: readonly string[];
}

/** Argument of the query `members`: where the page before ended; the most members on this one, 500 unless told otherwise. */
export interface MembersRequest {
  readonly after?: string;
  readonly most?: number;
}

/** What the query `members` answers, in the order of positions; `total` and `members` of this workflow alone. */
export interface LedgerPage extends LedgerAnswer {
  readonly total: number;
  readonly members: readonly Member[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** Input of the activity `recordInLedger`; `at` in ISO 8601. */
export interface LedgerRecord {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly change: 'onboarded' | 'offboarded';
  readonly users: readonly User[];
  readonly at: string;
}

/** Input of the activity `enterInShard`. */
export type ShardRecord = Pick<LedgerInput, 'tenant' | 'target' | 'rows'> & Required<Pick<LedgerInput, 'shard'>>;

const hexDigits = '0123456789abcdef'.split('');
/** No shard is named by more: the spread has 32 bits. */
export const longestShard = 8;

/**
 * Where a person stands in a ledger: the digits of the spread, then the id. Members are in this order, and a shard holds those
 * whose positions begin with its name: whoever reads a ledger goes on from a position, also when a shard divided meanwhile.
 */
export function positionOf(id: string): string {
  const spread = Math.floor(spreadOf(id) * 16 ** longestShard);
  return `${spread.toString(16).padStart(longestShard, '0')}${sameUserKey(id)}`;
}

export function shardsBelow(shard: string): readonly string[] {
  return hexDigits.map((digit) => `${shard}${digit}`);
}

/** Which of the shards below this one holds whom. */
export function dealt<T>(entries: Iterable<T>, shard: string, idOf: (entry: T) => string): ReadonlyMap<string, T[]> {
  const parts = new Map<string, T[]>();
  for (const entry of entries) {
    const below = positionOf(idOf(entry)).slice(0, shard.length + 1);
    const part = parts.get(below);
    if (part === undefined) parts.set(below, [entry]);
    else part.push(entry);
  }
  return parts;
}

export function rowOf({ key, kind, record }: User, at: string): LedgerRow {
  const { email, given_name, family_name, id } = record;
  const seconds = Math.floor(Date.parse(at) / 1_000);
  const fields = [key, kind === 'primary' ? 'p' : 's', seconds, email, given_name, family_name] as const;
  return id === undefined ? fields : [...fields, id];
}

export function memberOf([key, kind, seconds, email, given_name, family_name, id]: LedgerRow): Member {
  const record = { email, given_name, family_name, ...(id === undefined ? {} : { id }) };
  return {
    user: { key, kind: kind === 'p' ? 'primary' : 'secondary', record },
    since: new Date(seconds * 1_000).toISOString(),
  };
}

/** The id that a row's user is known by. */
export function idIn([, , , email, , , id]: LedgerRow): string {
  return id ?? email;
}

/** Asks the workflow of a shard, of the whole ledger when empty; undefined when there is none, which knows nobody. */
export type AskLedger = (shard: string, request: MembersRequest) => Promise<LedgerPage | undefined>;

/** Reads a ledger page by page, and holds no more than one; members who come or go meanwhile count or not. */
export async function* readLedger(ask: AskLedger, shard = '', after = ''): AsyncGenerator<readonly Member[]> {
  for (let at: string | undefined = after; at !== undefined; ) {
    const page: LedgerPage | undefined = await ask(shard, { after: at });
    if (page === undefined) return;
    for (const below of page.shards) yield* readLedger(ask, below, at);
    if (page.members.length > 0) yield page.members;
    at = page.next;
  }
}

/** Who is wanted, as far as a ledger is concerned. */
export interface Wanted {
  readonly id: string;
  readonly kind: UserKind;
}

/** Input of the activity `compareWithLedger`. */
export interface LedgerQuestion {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly wanted: readonly Wanted[];
}

/** Somebody who was onboarded as `was` and is wanted as `kind`. */
export interface KindChange {
  readonly id: string;
  readonly kind: UserKind;
  readonly was: UserKind;
}

/** How who is wanted differs from who is known. */
export interface LedgerComparison {
  /** How many users the ledger knows. */
  readonly known: number;
  /** How many users the ledger knows and nobody wants. */
  readonly goneTotal: number;
  /** Those users; the first ones when they are more than one run takes. */
  readonly gone: readonly User[];
  readonly differingTotal: number;
  /** The first of them. */
  readonly differing: readonly KindChange[];
}

const mostDiffering = 100;

/** Decides by reading the pages of a ledger once. */
export async function compareWanted(
  wanted: readonly Wanted[],
  pages: AsyncIterable<readonly Member[]>,
): Promise<LedgerComparison> {
  const kinds = new Map(wanted.map(({ id, kind }) => [sameUserKey(id), kind]));
  const gone: User[] = [];
  const differing: KindChange[] = [];
  let [known, goneTotal, differingTotal] = [0, 0, 0];
  const judge = ({ user }: Member): void => {
    known += 1;
    const id = userId(user.record);
    const kind = kinds.get(sameUserKey(id));
    if (kind === user.kind) return;
    if (kind === undefined) {
      goneTotal += 1;
      if (gone.length < maxUsers) gone.push(user);
    } else {
      differingTotal += 1;
      if (differing.length < mostDiffering) differing.push({ id, kind, was: user.kind });
    }
  };
  for await (const page of pages) page.forEach(judge);
  return { known, goneTotal, gone, differingTotal, differing };
}

export function wantedOf(users: readonly User[]): readonly Wanted[] {
  return users.map(({ kind, record }) => ({ id: userId(record), kind }));
}
