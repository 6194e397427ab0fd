import type { ProtoFailure } from '@temporalio/common';
import { z } from 'zod';
import type { AuditLine } from '../../domain/report/audit';
import { departureSteps } from '../../domain/run/departure';
import { steps } from '../../domain/run/plan';
import { stepOf } from '../history/activity-steps';
import { actorOf, type AuditSource, endedFromOutside, lineOf } from './audit-run';
import type { Temporal } from '../temporal/connect';
import { attemptFailure, failureDetails, firstValue, type HistoryEvent, readHistory } from '../history/history';

const Step = z.object({ changed: z.boolean() });
const Outcome = z.object({ changed: z.array(z.string()), cancelled: z.boolean().optional() });
const Failed = z.object({
  failure: z.object({ step: z.enum([...steps, ...departureSteps, 'unknown']), attempts: z.int() }),
});

type Line = Omit<AuditLine, 'id' | 'at' | 'tenant' | 'target' | 'workflowId' | 'runId' | 'userKey'>;

/** Events of activities, by the event that scheduled them. */
interface Activities {
  readonly scheduled: Map<string, HistoryEvent>;
  readonly started: Map<string, HistoryEvent>;
}

/** What was done for a user, the oldest first; nothing when the history is gone. Throws `ClientError`. */
export async function userLines(source: AuditSource): Promise<readonly AuditLine[]> {
  const events = (await readHistory(source.temporal, source)) ?? [];
  const userKey = source.workflowId.split(':').slice(3).join(':');
  const activities: Activities = { scheduled: new Map(), started: new Map() };
  const lines: AuditLine[] = [];
  for (const event of events) {
    note(activities, event);
    const found = [...asked(event), ...(await stepEnded(source, activities, event)), ...(await ended(source, event))];
    lines.push(...found.map((line, index) => lineOf(source, event, [{ ...line, userKey }, index])));
  }
  return lines;
}

function note({ scheduled, started }: Activities, event: HistoryEvent): void {
  if (event.activityTaskScheduledEventAttributes) scheduled.set(String(event.eventId), event);
  const begun = event.activityTaskStartedEventAttributes;
  if (begun) started.set(String(begun.scheduledEventId), event);
}

function asked(event: HistoryEvent): readonly Line[] {
  const started = event.workflowExecutionStartedEventAttributes;
  return started ? [{ event: 'user.started', actor: actorOf(started.identity) }] : [];
}

async function stepEnded(source: AuditSource, activities: Activities, event: HistoryEvent): Promise<readonly Line[]> {
  const end = await stepEnd(source, event);
  if (end === undefined) return [];
  const begun = activities.scheduled.get(end.scheduled);
  const step = stepOf(typeOf(begun), source.workflowId);
  if (step === undefined) return [];
  const { status, changed, code } = end;
  const what = await wordsOf(source, begun);
  return [
    { event: 'user.step', ...lastAttempt(activities.started.get(end.scheduled)), step, what, status, changed, code },
  ];
}

function typeOf(scheduled: HistoryEvent | undefined): string {
  return scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? '';
}

function lastAttempt(started: HistoryEvent | undefined): Pick<Line, 'actor' | 'attempts'> {
  const { identity, attempt } = started?.activityTaskStartedEventAttributes ?? {};
  return { actor: actorOf(identity), attempts: attempt ?? undefined };
}

interface StepEnd extends Pick<Line, 'status' | 'changed' | 'code'> {
  readonly scheduled: string;
}

/** How an activity ended by this event. */
async function stepEnd({ temporal }: AuditSource, event: HistoryEvent): Promise<StepEnd | undefined> {
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed) {
    const outcome = Step.safeParse(await firstValue(temporal, completed.result?.payloads));
    return { scheduled: String(completed.scheduledEventId), status: 'completed', changed: outcome.data?.changed };
  }
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) {
    const code = (await attemptFailure(temporal, failed.failure))?.code;
    return { scheduled: String(failed.scheduledEventId), status: 'failed', code };
  }
  const cancelled = event.activityTaskCanceledEventAttributes;
  return cancelled ? { scheduled: String(cancelled.scheduledEventId), status: 'cancelled' } : undefined;
}

async function wordsOf({ temporal }: AuditSource, scheduled: HistoryEvent | undefined): Promise<string | undefined> {
  const summary = scheduled?.userMetadata?.summary;
  const words = summary ? await firstValue(temporal, [summary]) : undefined;
  return typeof words === 'string' ? words : undefined;
}

async function ended({ temporal }: AuditSource, event: HistoryEvent): Promise<readonly Line[]> {
  const end: Line = { event: 'user.ended', actor: actorOf(undefined) };
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) return [{ ...end, ...outcomeOf(await firstValue(temporal, completed.result?.payloads)) }];
  const failed = event.workflowExecutionFailedEventAttributes;
  if (failed) return [{ ...end, status: 'failed', ...(await reasonOf(temporal, failed.failure)) }];
  return endedFromOutside(event, 'user');
}

function outcomeOf(result: unknown): Pick<Line, 'status' | 'changed'> {
  const { changed = [], cancelled = false } = Outcome.safeParse(result).data ?? {};
  return { status: cancelled ? 'cancelled' : 'completed', changed: changed.length > 0 };
}

type Reason = Pick<Line, 'step' | 'attempts' | 'code'>;

async function reasonOf(temporal: Temporal, failure: ProtoFailure | null | undefined): Promise<Reason> {
  const code = (await attemptFailure(temporal, failure))?.code;
  const details = failure?.applicationFailureInfo?.details?.payloads ?? failureDetails(failure);
  const detail = Failed.safeParse(await firstValue(temporal, details)).data?.failure;
  return { step: detail?.step, attempts: detail?.attempts, code };
}
