import type { FailureCode } from '../failures/failures';
import type { Direction } from '../run/names';
import type { Counts, RunStep, UserFailure, UserStatus } from '../run/outcome';
import type { RecordField } from '../run/record-edits';
import type { TargetRef } from '../tenant/target-ref';
import type { UserKind, UserRecord } from '../tenant/user';

// What a run did, gathered from Temporal for the reports. All times are ISO 8601 in UTC.

export type StepStatus = 'completed' | 'failed' | 'cancelled' | 'running';

/** Why an attempt failed; without a code when it isn't one of the catalogue's. */
export interface AttemptFailure {
  readonly code?: FailureCode;
  readonly message: string;
}

/** One step of one user. Temporal keeps the first moment and the last attempt of it, not those between. */
export interface StepReport {
  readonly step: RunStep;
  /** The step in words, as the Web UI shows it: `Grant PREMIUM in facilities`. */
  readonly summary: string;
  readonly status: StepStatus;
  readonly attempts: number;
  /** When the step was first due. */
  readonly startedAt: string;
  /** When its last attempt began; absent while it waits or runs. */
  readonly lastAttemptAt?: string;
  readonly finishedAt?: string;
  /** When it is tried again; present while it waits for that. */
  readonly nextAttemptAt?: string;
  /** Whether it wrote something; known of completed steps. */
  readonly changed?: boolean;
  /** Of a failed step, why; of any other, why the attempt before the last one failed. */
  readonly failure?: AttemptFailure;
}

/** A value of a user's record that a retry corrected, at a moment in ISO 8601. Where values are not to be shown, both are absent; `from` also when there was none. */
export interface Correction {
  readonly field: RecordField;
  readonly at: string;
  readonly from?: string;
  readonly to?: string;
}

/** What became of one user. A user that was retried within the run has the steps of every round, in order. */
export interface UserReport {
  readonly key: string;
  readonly id: string;
  readonly kind: UserKind;
  readonly record: UserRecord;
  readonly status: UserStatus;
  /** The steps that wrote something in this run. */
  readonly changed: readonly RunStep[];
  /** Why the user failed; present when `status` is `failed`. */
  readonly failure?: UserFailure;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** None where they were not asked for. */
  readonly steps: readonly StepReport[];
  /** Absent when nothing was corrected. */
  readonly corrections?: readonly Correction[];
  /** The user's history is no longer in Temporal: its steps are unknown. */
  readonly historyGone?: true;
}

/** Why a run as a whole failed: no user was touched. */
export interface RunFailure {
  readonly code: FailureCode;
  readonly message: string;
  readonly remedy: string;
}

/** `what` in words: `Something temporary was left in the target`. */
export interface Leftover extends Omit<UserFailure, 'step'> {
  readonly what: string;
}

/** A run, open or closed; of its users only numbers are in memory. `finishedAt` is absent while it is open. */
export interface RunReport {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly workflowId: string;
  readonly runId: string;
  readonly direction: Direction;
  /** The closed run whose failed users this one retried. */
  readonly retryOf?: string;
  readonly status: 'running' | 'needs-attention' | 'completed' | 'completed-with-failures' | 'failed' | 'cancelled';
  readonly startedAt: string;
  readonly finishedAt?: string;
  /** When this was gathered. */
  readonly takenAt: string;
  readonly counts: Counts;
  /** How many users this run changed. */
  readonly changed: number;
  readonly failedWith: readonly (readonly [FailureCode, number])[];
  readonly failure?: RunFailure;
  /** What the run could not do at its end: its result stands, but something was left behind. */
  readonly leftovers: readonly Leftover[];
  /** Every user in the order of the file, read while they are told: anew each time. */
  readonly users: AsyncIterable<UserReport>;
}
