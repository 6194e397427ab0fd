import type { FailureCode } from '../failures/failures';
import type { Person } from '../tenant/person';
import type { TargetRef } from '../tenant/target-ref';

// Memberships of a team that can only be replaced as a whole: one writer a team makes them for all runs and workers.

/** What is to become of a person in a team. A role takes the place of the one that is there. */
export type MemberChange = { readonly kind: 'join'; readonly role: string } | { readonly kind: 'leave' };

/** One person's change; `id` names it among the others. The person is written from it where the directory lists nobody. */
export interface PersonChange {
  readonly id: string;
  readonly person: Person;
  readonly change: MemberChange;
}

/** Input of the activity `writeTeam`: any number of changes, one write. */
export interface TeamWrite {
  readonly target: TargetRef;
  readonly team: string;
  readonly changes: readonly PersonChange[];
}

/** `changed`: this write made it so; otherwise it was so already. */
export type ChangeOutcome =
  | { readonly id: string; readonly changed: boolean }
  | { readonly id: string; readonly code: FailureCode; readonly message: string };

/** Who waits for an answer: one very run, for the next one under the same id asks for itself. */
export interface Asker {
  readonly workflowId: string;
  readonly runId: string;
}

/** Argument of the signal `changeMembership`. */
export interface MembershipRequest extends PersonChange {
  readonly asker: Asker;
  /** How long the asker still has, in ms. */
  readonly patienceMs: number;
}

/** Input of the activity `requestMembership`, which starts the team's writer when there is none. */
export interface MembershipAsk {
  readonly target: TargetRef;
  readonly team: string;
  readonly request: MembershipRequest;
}

/** Argument of the signal `membershipAnswered`. `final: false`: it may be asked again, for it was no fault of the request. */
export type MembershipAnswer =
  | { readonly id: string; readonly status: 'done'; readonly changed: boolean }
  | { readonly id: string; readonly status: 'withdrawn' }
  | {
      readonly id: string;
      readonly status: 'failed';
      readonly code: FailureCode;
      readonly message: string;
      readonly attempts: number;
      readonly final: boolean;
    };

/** Input of `teamWriter`; the lists are what one run of it hands to the next. */
export interface TeamWriterInput {
  readonly target: TargetRef;
  readonly team: string;
  readonly pending?: readonly MembershipRequest[];
  readonly recent?: readonly WrittenChange[];
}

/** A change that was written, when it was last (ms since the epoch), and how often somebody else had undone it. */
export interface WrittenChange extends PersonChange {
  readonly at: number;
  readonly undone: number;
}
