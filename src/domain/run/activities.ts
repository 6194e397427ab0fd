import type { Departure, DepartureStep, DepartureWants, PreparedDeparture } from './departure';
import type { LedgerComparison, LedgerQuestion, LedgerRecord, ShardRecord } from './ledger';
import type { MaintenanceWait, MaintenanceWindow, WholeTarget } from './maintenance';
import type { NoticeInput } from './notice';
import type { Plans, Step, Wants } from './plan';
import type { TargetRef } from '../tenant/target-ref';
import type { KeptUser } from './outcome';
import type { Person } from '../tenant/person';
import type { DrainInput, DrainOutcome } from '../tenant/secret-source';
import type { ChangeOutcome, MembershipAsk, TeamWrite } from './team-writing';

export interface PrepareInput {
  readonly target: TargetRef;
  readonly pollIntervalMs: number;
}

/** What `prepareTarget` found: the plan for each kind of user, and leases that were there before the run, which stay. */
export interface Prepared {
  readonly plans: Plans;
  /**
   * Names of leases. An entry `*` says that they could not be listed: then nothing that is found counts as the run's,
   * only what the worker knows to have made itself.
   */
  readonly present: readonly string[];
}

export interface StepInput<S extends Step = Step> {
  readonly target: TargetRef;
  readonly userKey: string;
  readonly person: Person;
  readonly want: Wants[S];
  /** When the step `create` of this run had made the account, in ms since the epoch; absent when it had not. */
  readonly madeAt?: number;
  /** Leases that were there before the run. */
  readonly present: readonly string[];
  readonly pollIntervalMs: number;
  /** How long the step may meet nothing but an outage of the target, in ms: then its failure is permanent. */
  readonly outagePatienceMs: number;
}

export interface PrepareDepartureInput extends PrepareInput {
  readonly how: Departure;
}

/** As `StepInput`, of the way back. */
export interface DepartureInput<S extends DepartureStep = DepartureStep> extends Omit<StepInput, 'want' | 'madeAt'> {
  readonly want: DepartureWants[S];
}

/**
 * `changed`: this step wrote. `leases`: temporary things that this step made and `releaseTarget` must remove; opaque
 * names, never secrets.
 */
export interface StepOutcome {
  readonly changed: boolean;
  /** This step made the account: the target has said so. */
  readonly made?: true;
  readonly leases: readonly string[];
}

export interface FreeWait {
  readonly workflowId: string;
  /** The longest pause between two looks, in ms. */
  readonly pollIntervalMs: number;
}

/** The detail of every failed attempt. */
export interface AttemptDetail {
  readonly attempt: number;
  readonly leases: readonly string[];
}

export interface ReleaseInput {
  readonly target: TargetRef;
  readonly leases: readonly string[];
  /** Leases that were there before the run, which stay. */
  readonly present: readonly string[];
  /** False when users were cancelled or terminated, who could not tell what they had made. */
  readonly complete: boolean;
}

/** The activities, by the names that Temporal and its Web UI show. */
export interface OnboardingActivities {
  /** Waits until the target is ready and makes the plans. Reads only. */
  prepareTarget(input: PrepareInput): Promise<Prepared>;
  createUser(input: StepInput<'create'>): Promise<StepOutcome>;
  linkIdentityProvider(input: StepInput<'link'>): Promise<StepOutcome>;
  joinWorkspace(input: StepInput<'join'>): Promise<StepOutcome>;
  /** Asks the team's writer, and starts it when there is none. */
  requestMembership(input: MembershipAsk): Promise<void>;
  /** Makes changes of one team with one write; one outcome for each, in any order. */
  writeTeam(input: TeamWrite): Promise<readonly ChangeOutcome[]>;
  grantRole(input: StepInput<'grant'>): Promise<StepOutcome>;
  awaitSynchronisation(input: StepInput<'await'>): Promise<StepOutcome>;
  addToGroups(input: StepInput<'group'>): Promise<StepOutcome>;
  /** Waits until the target is ready and says what each kind of user loses. Reads only. */
  prepareDeparture(input: PrepareDepartureInput): Promise<PreparedDeparture>;
  /** Reads only; fails with USER_CHANGED_SINCE when somebody else changed the user since it was onboarded. */
  inspectUser(input: DepartureInput<'inspect'>): Promise<StepOutcome>;
  removeFromGroups(input: DepartureInput<'ungroup'>): Promise<StepOutcome>;
  leaveWorkspace(input: DepartureInput<'leave'>): Promise<StepOutcome>;
  deprovisionUser(input: DepartureInput<'deprovision'>): Promise<StepOutcome>;
  /** Removes what the run's steps made for the time of the run. */
  releaseTarget(input: ReleaseInput): Promise<void>;
  /** Removes the entries of completed users from the secret they came from, unless they were changed meanwhile. */
  drainSecret(input: DrainInput): Promise<DrainOutcome>;
  /** A local activity: its result is all it does, and stands in the history of the slice. */
  keepUsers(users: readonly KeptUser[]): Promise<readonly KeptUser[]>;
  /** Writes into a tenant's ledger who was onboarded or offboarded. */
  recordInLedger(input: LedgerRecord): Promise<void>;
  /** Writes rows into a shard of a ledger. */
  enterInShard(input: ShardRecord): Promise<void>;
  /** Reads a tenant's ledger. */
  compareWithLedger(input: LedgerQuestion): Promise<LedgerComparison>;
  /** The target's maintenance window; null when it has none. */
  maintenanceOf(target: WholeTarget): Promise<MaintenanceWindow | null>;
  /** Ends when the target's maintenance window has begun, and answers it; or when it has ended, and answers null. */
  awaitMaintenance(input: MaintenanceWait): Promise<MaintenanceWindow | null>;
  /** Ends when no workflow with this id is open: one that ended a moment ago, or another run of the same person or tenant. */
  awaitFree(input: FreeWait): Promise<void>;
  /** Tells somebody that the run has ended. */
  notifyEnd(input: NoticeInput): Promise<void>;
}
