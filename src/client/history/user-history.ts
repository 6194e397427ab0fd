import type { WorkflowExecutionDescription } from '@temporalio/client';
import { z } from 'zod';
import type { AttemptFailure, StepReport } from '../../domain/report/report';
import type { OnboardingActivities } from '../../domain/run/activities';
import { departureSteps } from '../../domain/run/departure';
import { isFailureCode } from '../../domain/failures/failures';
import { type Direction, directionOf } from '../../domain/run/names';
import type { RunStep, UserFailure } from '../../domain/run/outcome';
import { steps } from '../../domain/run/plan';
import type { Temporal } from '../temporal/connect';
import { describeIfThere, type RunId } from '../temporal/run-ref';
import { type Activity, type Ending, factsOf, timeOf } from './facts';
import { type Failure, readFailure } from './raw-history';

/** Activities that are no step of a user. */
type OfRuns =
  | 'prepareTarget'
  | 'prepareDeparture'
  | 'writeTeam'
  | 'releaseTarget'
  | 'drainSecret'
  | 'notifyEnd'
  | 'recordInLedger'
  | 'enterInShard'
  | 'compareWithLedger'
  | 'maintenanceOf'
  | 'awaitMaintenance'
  | 'awaitFree'
  | 'keepUsers';

const stepsOf: Readonly<Record<Exclude<keyof OnboardingActivities, OfRuns>, Readonly<Record<Direction, RunStep>>>> = {
  createUser: both('create'),
  linkIdentityProvider: both('link'),
  joinWorkspace: both('join'),
  requestMembership: { onboard: 'join', offboard: 'leave' },
  grantRole: both('grant'),
  awaitSynchronisation: both('await'),
  addToGroups: both('group'),
  inspectUser: both('inspect'),
  removeFromGroups: both('ungroup'),
  leaveWorkspace: both('leave'),
  deprovisionUser: both('deprovision'),
};

function both(step: RunStep): Readonly<Record<Direction, RunStep>> {
  return { onboard: step, offboard: step };
}

/** The step that an activity type is in a workflow of this type; undefined for a type that is no step of a user. */
export function stepOf(activityType: string, workflowType: string): RunStep | undefined {
  return Object.entries(stepsOf).find(([type]) => type === activityType)?.[1][directionOf(workflowType)];
}

/** One time that a user's steps were gone through. `failure`: why it failed as a whole. */
export interface UserHistory {
  readonly steps: readonly StepReport[];
  readonly failure?: AttemptFailure | undefined;
}

const RunSteps = z.enum([...steps, ...departureSteps]);
const Changed = z.object({ changed: z.array(RunSteps), cancelled: z.boolean().default(false) });
const Failed = z.object({
  failure: z.object({
    step: z.enum([...RunSteps.options, 'unknown']),
    code: z.string().refine(isFailureCode),
    message: z.string(),
    attempts: z.int(),
  }),
  outcome: z.object({ changed: z.array(RunSteps) }),
});
const StepOutcome = z.object({ changed: z.boolean() });
const AttemptDetail = z.object({ attempt: z.int().positive() });

/** What one user's workflow did, from its history; undefined when Temporal has forgotten it. Throws `ClientError`. */
export async function readUserHistory(temporal: Temporal, run: RunId): Promise<UserHistory | undefined> {
  const found: (readonly [event: number, report: StepReport])[] = [];
  let forgotten = true;
  let ended: Ending | undefined;
  let workflowType = '';
  for await (const fact of factsOf(temporal, run)) {
    forgotten = false;
    if (fact.kind === 'started') workflowType = fact.type;
    if (fact.kind === 'ended') ended = fact.ending;
    if (fact.kind !== 'activity') continue;
    const step = stepOf(fact.activity.type, workflowType);
    if (step !== undefined) found.push([fact.activity.event, await stepReport(step, fact)]);
  }
  if (forgotten) return undefined;
  const inOrder = found.sort(([one], [other]) => one - other).map(([, report]) => report);
  if (ended === undefined) return { steps: await withPending(temporal, run, inOrder) };
  return { steps: inOrder, failure: (await ended.failure())?.said };
}

interface StepFact {
  readonly activity: Activity;
  readonly ending?: Ending;
  readonly at: string;
}

export async function stepReport(step: RunStep, { activity, ending, at }: StepFact): Promise<StepReport> {
  const { summary, scheduledAt, lastAttempt } = activity;
  const words = await summary();
  const failure = (await ending?.failure()) ?? (await lastAttempt?.lastFailure());
  return {
    step,
    summary: typeof words === 'string' ? words : step,
    attempts: lastAttempt?.number ?? reportedAttempt(failure),
    startedAt: scheduledAt,
    status: statusOf(ending),
    ...(lastAttempt !== undefined && { lastAttemptAt: lastAttempt.at }),
    ...(ending !== undefined && { finishedAt: at, ...StepOutcome.safeParse(await ending.result()).data }),
    ...(failure !== undefined && { failure: failure.said }),
  };
}

export function statusOf(ending: Ending | undefined): StepReport['status'] {
  const how = ending?.how ?? 'running';
  return how === 'terminated' || how === 'timed-out' ? 'failed' : how;
}

/** A step whose time was up between two attempts has no event of its last one: the failure tells its number. */
function reportedAttempt(failure: Failure | undefined): number {
  return failure?.details.map((detail) => AttemptDetail.safeParse(detail).data?.attempt).find(Boolean) ?? 1;
}

/** A step under way, of which the history knows only its beginning. */
export interface PendingStep {
  readonly step: RunStep;
  readonly attempt: number;
  readonly nextAttemptAt?: string;
  /** Why the attempt before failed. */
  readonly failure?: AttemptFailure;
}

/** The steps that a user's workflow, as it was described, has under way. Throws `ClientError`. */
export async function pendingOf(temporal: Temporal, found: WorkflowExecutionDescription): Promise<PendingStep[]> {
  const pending = (found.raw.pendingActivities ?? []).map(async (activity): Promise<readonly PendingStep[]> => {
    const step = stepOf(activity.activityType?.name ?? '', found.type);
    if (step === undefined) return [];
    const said = (await readFailure(temporal, activity.lastFailure))?.said;
    const next = activity.nextAttemptScheduleTime;
    const nextAttempt = next ? { nextAttemptAt: timeOf(next) } : {};
    return [{ step, attempt: activity.attempt ?? 1, ...nextAttempt, ...(said !== undefined && { failure: said }) }];
  });
  return (await Promise.all(pending)).flat();
}

async function withPending(
  temporal: Temporal,
  { workflowId, runId }: RunId,
  reports: readonly StepReport[],
): Promise<readonly StepReport[]> {
  const found = await describeIfThere(temporal, workflowId, runId);
  const pending = found === undefined ? [] : await pendingOf(temporal, found);
  return reports.map((report) => {
    if (report.status !== 'running') return report;
    const at = pending.findIndex(({ step }) => step === report.step);
    const [{ step: _, attempt: attempts, ...more }] = at < 0 ? [{ step: '', attempt: 1 }] : pending.splice(at, 1);
    return { ...report, attempts, ...more };
  });
}

/** What a user's workflow says of itself at its end. `changed`: the steps that wrote something. */
export interface UserOutcome {
  readonly changed: readonly RunStep[];
  readonly cancelled: boolean;
  readonly failure?: UserFailure;
}

/** The outcome of a user's workflow, by its own last word or by its parent's. */
export async function userOutcome({ result, failure }: Ending): Promise<UserOutcome> {
  for (const detail of (await failure())?.details ?? []) {
    const { success, data } = Failed.safeParse(detail);
    if (success) return { failure: data.failure, changed: data.outcome.changed, cancelled: false };
  }
  return Changed.safeParse(await result()).data ?? { changed: [], cancelled: false };
}
