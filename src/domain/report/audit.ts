import type { FailureCode } from '../failures/failures';
import type { RunStep } from '../run/outcome';

// What an auditor is told of what Temporal remembers: who asked for what, and what was done for whom. Without personal data.

export type AuditEvent =
  | 'run.started'
  | 'run.joined'
  | 'run.retried'
  | 'run.paused'
  | 'run.resumed'
  | 'run.closed'
  | 'run.cancelled'
  | 'run.terminated'
  | 'run.ended'
  | 'target.paused'
  | 'target.resumed'
  | 'user.edited'
  | 'user.retried'
  | 'user.skipped'
  | 'user.started'
  | 'user.step'
  | 'user.cancelled'
  | 'user.terminated'
  | 'user.ended'
  | 'histories.erased';

/** A field of a user that was corrected; `from` and `to` are keyed fingerprints of the values. */
export interface EditedField {
  readonly field: string;
  readonly from?: string | undefined;
  readonly to: string;
}

/** One thing that happened; what it does not have is absent in JSON. `at` in ISO 8601. `actor` is the identity that Temporal noted, of a client or a worker. */
export interface AuditLine {
  /** The same each time the line is told. */
  readonly id: string;
  readonly at: string;
  readonly event: AuditEvent;
  readonly tenant?: string | undefined;
  /** `mas:inst1` */
  readonly target?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly runId?: string | undefined;
  readonly actor: string;
  readonly userKey?: string | undefined;
  readonly step?: RunStep | 'unknown' | undefined;
  /** A step in words: `Grant PREMIUM in facilities`. */
  readonly what?: string | undefined;
  readonly status?: string | undefined;
  /** Whether something was written in the target. */
  readonly changed?: boolean | undefined;
  readonly attempts?: number | undefined;
  readonly fields?: readonly EditedField[] | undefined;
  /** How many users, or histories. */
  readonly count?: number | undefined;
  readonly code?: FailureCode | undefined;
  /** Of a run that retries a closed one: that one's run id. */
  readonly retryOf?: string | undefined;
}
