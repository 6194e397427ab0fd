import type { Payload } from '@temporalio/common';
import type { Temporal } from '../temporal/connect';
import type { RunId } from '../temporal/run-ref';
import { eventsOf, type Failure, firstValue, type HistoryEvent, readFailure } from './raw-history';

// What histories tell, in words of this project: nobody else reads events. Values stay closed until somebody opens them.

/** Decodes a value. Throws `CodecError`. */
export type Sealed<T = unknown> = () => Promise<T>;

/** The events that end something: what, and how. */
const ends = [
  ['activity', 'completed', 'activityTaskCompletedEventAttributes'],
  ['activity', 'failed', 'activityTaskFailedEventAttributes'],
  ['activity', 'timed-out', 'activityTaskTimedOutEventAttributes'],
  ['activity', 'cancelled', 'activityTaskCanceledEventAttributes'],
  ['child', 'completed', 'childWorkflowExecutionCompletedEventAttributes'],
  ['child', 'failed', 'childWorkflowExecutionFailedEventAttributes'],
  ['child', 'cancelled', 'childWorkflowExecutionCanceledEventAttributes'],
  ['child', 'terminated', 'childWorkflowExecutionTerminatedEventAttributes'],
  ['child', 'timed-out', 'childWorkflowExecutionTimedOutEventAttributes'],
  ['run', 'completed', 'workflowExecutionCompletedEventAttributes'],
  ['run', 'failed', 'workflowExecutionFailedEventAttributes'],
  ['run', 'cancelled', 'workflowExecutionCanceledEventAttributes'],
  ['run', 'terminated', 'workflowExecutionTerminatedEventAttributes'],
  ['run', 'timed-out', 'workflowExecutionTimedOutEventAttributes'],
] as const;

/** How an activity, a child or the run itself ended. */
export interface Ending {
  readonly how: (typeof ends)[number][1];
  readonly result: Sealed;
  readonly failure: Sealed<Failure | undefined>;
}

/** An activity as far as it got. Temporal keeps the first moment and the last attempt of it, not those between. */
export interface Activity {
  /** Counts up in the order of scheduling. */
  readonly event: number;
  readonly type: string;
  readonly summary: Sealed;
  readonly scheduledAt: string;
  /** Absent while it waits or runs. `lastFailure`: why the attempt before failed. */
  readonly lastAttempt?: {
    readonly number: number;
    readonly at: string;
    readonly by: string;
    readonly lastFailure: Sealed<Failure | undefined>;
  };
}

export interface Child extends RunId {
  readonly type: string;
}

/** Who is the identity that Temporal noted of a client or a worker; `temporal` for its own services, which have none. */
interface Said {
  readonly by: string;
}

type Told =
  /** `continued`: goes on from the run before it. */
  | (Said & { readonly kind: 'started'; readonly type: string; readonly input: Sealed; readonly continued: boolean })
  /** A signal, or an update that the run accepted. */
  | (Said & { readonly kind: 'message'; readonly name: string; readonly argument: Sealed })
  | (Said & { readonly kind: 'cancel-requested' })
  /** When it has ended, or without `ending` when the history is over before. */
  | { readonly kind: 'activity'; readonly activity: Activity; readonly ending?: Ending }
  /** When it has begun, and with `ending` when it has ended. */
  | { readonly kind: 'child'; readonly child: Child; readonly ending?: Ending }
  | (Said & { readonly kind: 'ended'; readonly ending: Ending });

/** `event`: its number in the history. `at`: ISO 8601. */
export type Fact = Told & { readonly event: string; readonly at: string };

/** What the history of a run tells, the oldest first; nothing when Temporal has forgotten it. Throws `ClientError`. */
export async function* factsOf(temporal: Temporal, run: RunId): AsyncGenerator<Fact> {
  const activities = new Map<string, Activity>();
  for await (const event of eventsOf(temporal, run)) {
    note(temporal, activities, event);
    const end = endIn(temporal, event);
    const told = activityEnd(activities, end) ?? childIn(event, end) ?? runEnd(end) ?? askedIn(temporal, event);
    if (told !== undefined) yield { ...told, event: String(event.eventId), at: timeOf(event.eventTime) };
  }
  for (const activity of activities.values()) {
    yield { kind: 'activity', activity, event: String(activity.event), at: activity.scheduledAt };
  }
}

/** A moment of Temporal's in ISO 8601. */
export function timeOf(time: HistoryEvent['eventTime']): string {
  return new Date(Number(time?.seconds ?? 0) * 1_000 + Math.floor((time?.nanos ?? 0) / 1_000_000)).toISOString();
}

/** Temporal's own services have no name. */
export function actorOf(identity: string | null | undefined): string {
  return identity === null || identity === undefined || identity === '' ? 'temporal' : identity;
}

/** Keeps what will be told when an activity has ended. */
function note(temporal: Temporal, activities: Map<string, Activity>, event: HistoryEvent): void {
  const { activityTaskScheduledEventAttributes: scheduled, activityTaskStartedEventAttributes: started } = event;
  const at = timeOf(event.eventTime);
  if (scheduled) {
    const summary = event.userMetadata?.summary;
    activities.set(String(event.eventId), {
      event: Number(event.eventId),
      type: scheduled.activityType?.name ?? '',
      summary: sealed(temporal, summary ? [summary] : []),
      scheduledAt: at,
    });
  }
  const activity = activities.get(String(started?.scheduledEventId));
  if (!started || activity === undefined) return;
  const { attempt: number, identity, lastFailure } = started;
  const failure = () => readFailure(temporal, lastFailure);
  const lastAttempt = { number: number ?? 1, at, by: actorOf(identity), lastFailure: failure };
  activities.set(String(started.scheduledEventId), { ...activity, lastAttempt });
}

type Attributes = NonNullable<HistoryEvent[(typeof ends)[number][2]]>;

interface End {
  readonly of: (typeof ends)[number][0];
  readonly attributes: Attributes;
  readonly ending: Ending;
}

function endIn(temporal: Temporal, event: HistoryEvent): End | undefined {
  for (const [of, how, name] of ends) {
    const attributes = event[name];
    if (!attributes) continue;
    const result = 'result' in attributes ? attributes.result?.payloads : undefined;
    const failure = 'failure' in attributes ? attributes.failure : undefined;
    const ending = { how, result: sealed(temporal, result), failure: () => readFailure(temporal, failure) };
    return { of, attributes, ending };
  }
  return undefined;
}

function activityEnd(activities: Map<string, Activity>, end: End | undefined): Told | undefined {
  if (end === undefined || !('scheduledEventId' in end.attributes)) return undefined;
  const scheduled = String(end.attributes.scheduledEventId);
  const activity = activities.get(scheduled);
  activities.delete(scheduled);
  return activity && { kind: 'activity', activity, ending: end.ending };
}

function childIn(event: HistoryEvent, end: End | undefined): Told | undefined {
  const started = event.childWorkflowExecutionStartedEventAttributes;
  if (started) return { kind: 'child', child: childOf(started) };
  if (end === undefined || !('workflowExecution' in end.attributes)) return undefined;
  return { kind: 'child', child: childOf(end.attributes), ending: end.ending };
}

type ChildAttributes = Pick<
  NonNullable<HistoryEvent['childWorkflowExecutionStartedEventAttributes']>,
  'workflowExecution' | 'workflowType'
>;

function childOf({ workflowExecution: run, workflowType: type }: ChildAttributes): Child {
  return { type: type?.name ?? '', workflowId: run?.workflowId ?? '', runId: run?.runId ?? '' };
}

function runEnd(end: End | undefined): Told | undefined {
  if (end?.of !== 'run') return undefined;
  const { attributes, ending } = end;
  return { kind: 'ended', by: actorOf('identity' in attributes ? attributes.identity : undefined), ending };
}

function askedIn(temporal: Temporal, event: HistoryEvent): Told | undefined {
  const started = event.workflowExecutionStartedEventAttributes;
  const cancelled = event.workflowExecutionCancelRequestedEventAttributes;
  if (cancelled) return { kind: 'cancel-requested', by: actorOf(cancelled.identity) };
  if (!started) return signalIn(temporal, event) ?? updateIn(temporal, event);
  const { workflowType, identity, input, continuedExecutionRunId } = started;
  const continued = Boolean(continuedExecutionRunId);
  const type = workflowType?.name ?? '';
  return { kind: 'started', type, by: actorOf(identity), input: sealed(temporal, input?.payloads), continued };
}

function signalIn(temporal: Temporal, event: HistoryEvent): Told | undefined {
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (!signal) return undefined;
  const { signalName: name, input, identity } = signal;
  return { kind: 'message', by: actorOf(identity), name: name ?? '', argument: sealed(temporal, input?.payloads) };
}

function updateIn(temporal: Temporal, event: HistoryEvent): Told | undefined {
  const { input, meta } = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? {};
  if (!input) return undefined;
  const { name, args } = input;
  return { kind: 'message', by: actorOf(meta?.identity), name: name ?? '', argument: sealed(temporal, args?.payloads) };
}

function sealed(temporal: Temporal, payloads: readonly Payload[] | null | undefined): Sealed {
  return () => firstValue(temporal, payloads);
}
