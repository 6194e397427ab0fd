import { sameUserKey, userId } from '../tenant/person';
import { maxUsers } from './run';
import type { TargetRef } from '../tenant/target-ref';
import type { User, UserKind } from '../tenant/user';

// Who was onboarded for a tenant at a place and not offboarded since: one ledger each, independent of how long runs are kept.

/** `since`: when the user was first onboarded, ISO 8601. The kind is the one it was first onboarded as. */
export interface Member {
  readonly user: User;
  readonly since: string;
}

/** A member as it travels from one run of the ledger to the next: of thousands, so without names of fields. */
export type LedgerRow = readonly [
  key: string,
  kind: 'p' | 's',
  sinceSeconds: number,
  email: string,
  givenName: string,
  familyName: string,
  id?: string,
];

/** Input of `tenantLedger`; `rows` and `full` are what one run of it hands to the next. */
export interface LedgerInput {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly rows?: readonly LedgerRow[];
  readonly full?: boolean;
}

/** Argument of the signal `onboarded`; `at` in ISO 8601. */
export interface Arrivals {
  readonly users: readonly User[];
  readonly at: string;
}

/** Argument of the signal `offboarded`. */
export interface Departures {
  readonly users: readonly User[];
}

/** Input of the activity `recordInLedger`. */
export interface LedgerRecord extends Arrivals {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly change: 'onboarded' | 'offboarded';
}

/** What the query `members` answers: pages count from 0. `full`: somebody was onboarded whom it had no room for. */
export interface LedgerPage {
  readonly total: number;
  readonly full: boolean;
  readonly members: readonly Member[];
  /** The number of the next page; absent on the last. */
  readonly nextPage?: number;
}

export interface Ledger {
  readonly members: readonly Member[];
  readonly full: boolean;
}

export const emptyLedger: Ledger = { members: [], full: false };

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
  readonly differing: readonly KindChange[];
  readonly full: boolean;
}

/** Decides without reading anything. */
export function compareWanted(wanted: readonly Wanted[], { members, full }: Ledger): LedgerComparison {
  const kinds = new Map(wanted.map(({ id, kind }) => [sameUserKey(id), kind]));
  const kindOf = ({ user }: Member) => kinds.get(sameUserKey(userId(user.record)));
  const gone = members.filter((member) => kindOf(member) === undefined);
  const differing = members.flatMap((member): readonly KindChange[] => {
    const kind = kindOf(member);
    const { kind: was, record } = member.user;
    return kind === undefined || kind === was ? [] : [{ id: userId(record), kind, was }];
  });
  return {
    known: members.length,
    goneTotal: gone.length,
    gone: gone.slice(0, maxUsers).map(({ user }) => user),
    differing,
    full,
  };
}

export function wantedOf(users: readonly User[]): readonly Wanted[] {
  return users.map(({ kind, record }) => ({ id: userId(record), kind }));
}

/** Reads a ledger page by page with `ask`; members who come or go meanwhile count or not. */
export async function readLedger(ask: (page: number) => Promise<LedgerPage>): Promise<Ledger> {
  const members: Member[] = [];
  for (let page: number | undefined = 0; page !== undefined; ) {
    const answer: LedgerPage = await ask(page);
    members.push(...answer.members);
    if (answer.nextPage === undefined) return { members, full: answer.full };
    page = answer.nextPage;
  }
  return { members, full: false };
}
