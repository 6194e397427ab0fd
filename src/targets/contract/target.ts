import type { Prepared } from '../../domain/run/activities';
import type { Departure, DepartureStep, DepartureWants, PreparedDeparture } from '../../domain/run/departure';
import type { FailureCode } from '../../domain/failures/failures';
import type { Grant, Plan, Step, Wants } from '../../domain/run/plan';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { ChangeOutcome, TeamWrite } from '../../domain/run/team-writing';
import type { Person } from '../../domain/tenant/person';

/**
 * A refusal or fault of a target system, in words that hold no secret and no personal data.
 * `retryAfterMs`: the target asked not to be tried again sooner.
 */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  readonly code: FailureCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, message: string, options: { cause?: Error; retryAfterMs?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The application of a role, in a system whose accounts have no roles of their own. Throws INTERNAL for such a one. */
export function applicationOf({ application }: Grant): string {
  if (application !== undefined) return application;
  throw new TargetError('INTERNAL', 'the plan holds a role of an account, which this system has none of');
}

/** Thrown to a task that is `readOnly`, for what cannot be read unless something is written first. */
export class NotReadable extends TargetError {
  constructor(message: string) {
    super('TARGET_FORBIDDEN', message);
  }
}

interface AnyTask {
  readonly person: Person;
  /** Stops requests and pauses when the activity is cancelled or out of time. */
  readonly signal: AbortSignal;
  /** Which attempt of the step this is, from 1. */
  readonly attempt: number;
  /** Leases that were there before the run: never this run's to remove. */
  readonly present: readonly string[];
  /**
   * To be called before something temporary is made, by an opaque name that is no secret. It resolves when that is written
   * down: the next attempt and, at the run's end, `release` get it, whatever becomes of this process.
   */
  readonly reportLease: (name: string) => Promise<void> | void;
  /** What this attempt reported was not made after all, or goes by another name now. Absent where nothing is written down. */
  readonly withdrawLease?: (name: string) => void;
  /** Only `check` is called, and it may not make even something temporary: it throws `NotReadable` instead. */
  readonly readOnly?: true;
}

/** What a verb works on. */
export interface Task<S extends Step> extends AnyTask {
  readonly want: Wants[S];
  /**
   * An earlier step of this very run made the account, and nothing of this step was tried before: the user has nothing that the step
   * could find, so `check` need not ask.
   */
  readonly made?: true;
}

/** What a verb of the way back works on. */
export interface DepartureTask<S extends DepartureStep> extends AnyTask {
  readonly want: DepartureWants[S];
}

/**
 * What `check` found. `done`: nothing is missing (`differs` names what exists but is not as planned; it is never changed).
 * `missing`: what `apply` would write, in words for a plan.
 */
export type Finding =
  | { readonly done: true; readonly differs?: readonly string[] }
  | { readonly done: false; readonly missing: readonly string[] };

/** A verb looks before it acts: `check` only reads; `apply` writes what it found missing. Both throw `TargetError`. */
export interface Halves<T, A> {
  check(task: T): Promise<Finding>;
  apply(task: T, missing: readonly string[]): Promise<A>;
}

/** `apply` answers `made` when the target has said that this write made the account. */
export type Verb<S extends Step> = Halves<Task<S>, Applied>;

/** Most verbs have nothing to answer. */
export type Applied = void | 'made';

export type Verbs = { readonly [S in Step]: Verb<S> };

/**
 * A verb of the way back, in the same two halves; what is gone already, the whole user included, is done. `inspect` never
 * writes: it answers `done`, and in `differs` what somebody else gave the user or changed since onboarding, in words
 * without personal data. What a user merely lacks is no difference: an earlier attempt may have taken it.
 */
export type DepartureVerb<S extends DepartureStep> = Halves<DepartureTask<S>, void>;

export type DepartureVerbs = { readonly [S in DepartureStep]: DepartureVerb<S> };

/** The way back. `release` of the target removes its leases, too. */
export interface Offboarding {
  /** What each kind of user loses. Reads only. */
  prepare(how: Departure, signal: AbortSignal): Promise<PreparedDeparture>;
  readonly verbs: DepartureVerbs;
}

/** One thing `doctor` looked at. */
export interface Diagnosis {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly remedy?: string;
}

/**
 * `leases`: what the run's steps reported. `present`: what was there before the run, as `prepare` answered it.
 * `complete: false`: some users could not tell their leases; then what this process remembers to have made goes too,
 * unless it is in `present`.
 */
export interface ReleaseRequest {
  readonly leases: readonly string[];
  readonly present: readonly string[];
  readonly complete: boolean;
}

/** One target system, bound to the place and credentials of the worker configuration. */
export interface Target {
  /** Reads whether the target is ready, and what each kind of user gets there. Throws `MAS_APPLICATION_NOT_READY` and the like when it is too early. */
  prepare(signal: AbortSignal): Promise<Prepared>;
  readonly verbs: Verbs;
  readonly offboarding?: Offboarding;
  /**
   * Has the target itself check a user whom a run would create, without creating one. Throws the `TargetError` of its
   * refusal. `unasked`: this version cannot be asked; absent in a system that never can.
   */
  readonly ask?: (person: Person, account: Plan['account'], signal: AbortSignal) => Promise<'accepted' | 'unasked'>;
  /**
   * Makes changes of one team with one write and confirms them; absent in a system whose places are written user by user.
   * Its one caller at a time is the team's writer.
   */
  writeTeam?(write: Pick<TeamWrite, 'team' | 'changes'>, signal: AbortSignal): Promise<readonly ChangeOutcome[]>;
  /** Removes what a run made for its time; what is gone already counts as removed. */
  release(request: ReleaseRequest, signal: AbortSignal): Promise<void>;
  /** Looks at addresses, TLS, credentials and rights; writes nothing. */
  diagnose(signal: AbortSignal): Promise<readonly Diagnosis[]>;
}

/** Finds the target that a reference names; throws `TARGET_UNKNOWN` for one the configuration does not have. */
export type TargetDirectory = (ref: TargetRef) => Target;
