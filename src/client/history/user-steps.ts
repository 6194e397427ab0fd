import type { ProtoFailure } from '@temporalio/common';
import { z } from 'zod';
import type { StepReport, StepStatus } from '../../domain/report/report';
import { stepOf } from './activity-steps';
import type { Temporal } from '../temporal/connect';
import { attemptFailure, failureDetails, firstValue, type HistoryEvent, readHistory, timeOf } from './history';
import type { RunId } from '../temporal/run-ref';

const StepOutcome = z.object({ changed: z.boolean() });
const AttemptDetail = z.object({ attempt: z.int().positive() });

interface Ending {
  readonly status: StepStatus;
  readonly scheduledEventId: unknown;
  readonly failure?: ProtoFailure | null | undefined;
  readonly changed?: boolean;
}

/** The steps of one user's workflow, from its history; undefined when Temporal has forgotten it. Throws `ClientError`. */
export async function readSteps(temporal: Temporal, run: RunId): Promise<readonly StepReport[] | undefined> {
  const events = await readHistory(temporal, run);
  if (events === undefined) return undefined;
  const starts = new Map<string, HistoryEvent>();
  const ends = new Map<string, readonly [Ending, HistoryEvent]>();
  for (const event of events) {
    const begun = event.activityTaskStartedEventAttributes;
    if (begun !== null && begun !== undefined) starts.set(String(begun.scheduledEventId), event);
    const ending = await endingOf(temporal, event);
    if (ending !== undefined) ends.set(String(ending.scheduledEventId), [ending, event]);
  }
  const steps = events.map((event) => {
    const id = String(event.eventId);
    return stepReport(temporal, { run, scheduled: event, started: starts.get(id), ended: ends.get(id) });
  });
  return (await Promise.all(steps)).filter((step) => step !== undefined);
}

async function endingOf(temporal: Temporal, event: HistoryEvent): Promise<Ending | undefined> {
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed !== null && completed !== undefined) {
    const outcome = StepOutcome.safeParse(await firstValue(temporal, completed.result?.payloads));
    const changed = outcome.success ? { changed: outcome.data.changed } : {};
    return { status: 'completed', scheduledEventId: completed.scheduledEventId, ...changed };
  }
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed !== null && failed !== undefined) {
    return { status: 'failed', scheduledEventId: failed.scheduledEventId, failure: failed.failure };
  }
  const cancelled = event.activityTaskCanceledEventAttributes;
  if (cancelled === null || cancelled === undefined) return undefined;
  return { status: 'cancelled', scheduledEventId: cancelled.scheduledEventId };
}

interface StepEvents {
  readonly run: RunId;
  readonly scheduled: HistoryEvent;
  readonly started: HistoryEvent | undefined;
  readonly ended: readonly [Ending, HistoryEvent] | undefined;
}

async function stepReport(temporal: Temporal, events: StepEvents): Promise<StepReport | undefined> {
  const { run, scheduled, started, ended } = events;
  const type = scheduled.activityTaskScheduledEventAttributes?.activityType?.name ?? '';
  const step = stepOf(type, run.workflowId);
  if (step === undefined) return undefined;
  const attempts = started?.activityTaskStartedEventAttributes?.attempt;
  return {
    step,
    summary: (await summaryOf(temporal, scheduled)) ?? step,
    attempts: attempts ?? (await reportedAttempt(temporal, ended?.[0].failure)),
    startedAt: timeOf(scheduled),
    ...course(started, ended),
    ...(await verdict(temporal, events)),
  };
}

async function summaryOf(temporal: Temporal, { userMetadata }: HistoryEvent): Promise<string | undefined> {
  const payload = userMetadata?.summary;
  const words = payload === null || payload === undefined ? undefined : await firstValue(temporal, [payload]);
  return typeof words === 'string' ? words : undefined;
}

type Course = Pick<StepReport, 'status' | 'lastAttemptAt' | 'finishedAt'>;

function course(started: StepEvents['started'], ended: StepEvents['ended']): Course {
  const begun = started === undefined ? {} : { lastAttemptAt: timeOf(started) };
  if (ended === undefined) return { status: 'running', ...begun };
  const [{ status }, event] = ended;
  return { status, ...begun, finishedAt: timeOf(event) };
}

async function verdict(
  temporal: Temporal,
  { started, ended }: StepEvents,
): Promise<Pick<StepReport, 'changed' | 'failure'>> {
  const changed = ended?.[0].changed;
  const last = ended?.[0].failure ?? started?.activityTaskStartedEventAttributes?.lastFailure;
  const failure = await attemptFailure(temporal, last);
  return { ...(changed === undefined ? {} : { changed }), ...(failure === undefined ? {} : { failure }) };
}

/** A step whose time was up between two attempts has no event of its last one: the failure tells its number. */
async function reportedAttempt(temporal: Temporal, failure: ProtoFailure | null | undefined): Promise<number> {
  const detail = AttemptDetail.safeParse(await firstValue(temporal, failureDetails(failure)));
  return detail.success ? detail.data.attempt : 1;
}
