import { z } from 'zod';
import type { AuditEvent, AuditLine } from '../../domain/report/audit';
import { messages } from '../../domain/run/names';
import { AuditedPeople, NamedUsers } from './audited-people';
import type { Temporal } from '../temporal/connect';
import { attemptFailure, firstValue, type HistoryEvent, readHistory, timeOf } from '../history/history';
import type { RunId } from '../temporal/run-ref';

/** What lines are made from. */
export interface AuditSource extends RunId {
  readonly temporal: Temporal;
  /** What every line of the run says. */
  readonly common: Pick<AuditLine, 'tenant' | 'target' | 'workflowId' | 'runId'>;
  /** Stands in for a value, always the same; without its key nobody can tell the value. */
  readonly fingerprint: (value: string) => string;
}

type Line = Omit<AuditLine, 'id' | 'at' | 'tenant' | 'target' | 'workflowId' | 'runId'>;

const Input = z.object({ retryOf: z.string().optional() });
const Result = z.object({ status: z.string(), changed: z.number().optional() });

/** Temporal's own services have no name. */
export function actorOf(identity: string | null | undefined): string {
  return identity === null || identity === undefined || identity === '' ? 'temporal' : identity;
}

/** The lines of one event; `index` tells them apart. */
export function lineOf({ common }: AuditSource, event: HistoryEvent, [line, index]: [Line, number]): AuditLine {
  const suffix = index === 0 ? '' : `.${index}`;
  return { id: `${common.runId ?? ''}/${String(event.eventId)}${suffix}`, at: timeOf(event), ...common, ...line };
}

/** What happened to a tenant's run or synchronisation, the oldest first; nothing when its history is gone. Throws `ClientError`. */
export async function runLines(source: AuditSource): Promise<readonly AuditLine[]> {
  const events = (await readHistory(source.temporal, source)) ?? [];
  const course = { source, people: new AuditedPeople(source.fingerprint), joins: 0 };
  const lines: AuditLine[] = [];
  for (const event of events) {
    const found = [...(await asked(course, event)), ...(await ended(source, event))];
    lines.push(...found.map((line, index) => lineOf(source, event, [line, index])));
  }
  return lines;
}

interface Course {
  readonly source: AuditSource;
  readonly people: AuditedPeople;
  joins: number;
}

/** What somebody asked for by this event. */
async function asked(course: Course, event: HistoryEvent): Promise<readonly Line[]> {
  const { temporal } = course.source;
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) return begun(course, await firstValue(temporal, started.input?.payloads), actorOf(started.identity));
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
  if (update) return told(course, await updateOf(temporal, update));
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (!signal) return [];
  return told(course, { name: signal.signalName ?? '', argument: undefined, actor: actorOf(signal.identity) });
}

async function updateOf(temporal: Temporal, { input, meta }: UpdateRequest): Promise<Told> {
  const argument = await firstValue(temporal, input?.args?.payloads);
  return { name: input?.name ?? '', argument, actor: actorOf(meta?.identity) };
}

async function begun({ source, people }: Course, input: unknown, actor: string): Promise<readonly Line[]> {
  const count = people.take(input);
  const retryOf = Input.safeParse(input).data?.retryOf;
  const line: Line = { event: 'run.started', actor, count, retryOf };
  if (retryOf === undefined) return [line];
  const earlier = await peopleOf(source, retryOf);
  return [line, ...people.changedSince(earlier).map(([userKey, fields]) => edited(actor, userKey, fields))];
}

/** The users of an earlier run as they were at its end. */
async function peopleOf(source: AuditSource, runId: string): Promise<AuditedPeople> {
  const course = { source, people: new AuditedPeople(source.fingerprint), joins: 0 };
  for (const event of (await readHistory(source.temporal, { ...source, runId })) ?? []) {
    const started = event.workflowExecutionStartedEventAttributes;
    // What that run was a retry of is of no interest here.
    if (started) course.people.take(await firstValue(source.temporal, started.input?.payloads));
    else await asked(course, event);
  }
  return course.people;
}

type UpdateRequest = NonNullable<
  NonNullable<HistoryEvent['workflowExecutionUpdateAcceptedEventAttributes']>['acceptedRequest']
>;

/** A message of an operator. */
interface Told {
  readonly name: string;
  readonly argument: unknown;
  readonly actor: string;
}

const plain: Readonly<Record<string, AuditEvent>> = {
  [messages.pause]: 'run.paused',
  [messages.resume]: 'run.resumed',
  [messages.close]: 'run.closed',
};

function told(course: Course, message: Told): readonly Line[] {
  const { name, actor, argument } = message;
  const event = plain[name];
  if (event !== undefined) return [{ event, actor }];
  if (name === messages.addUsers) return joined(course, message);
  if (name === messages.retryFailed) return retried(course, message);
  if (name !== messages.skip) return [];
  const users = NamedUsers.safeParse(argument).data?.users ?? [];
  return users.map((user) => ({ event: 'user.skipped', actor, userKey: course.people.keyOf(user) }));
}

/** A run is started with the same users once more, as an update: that is no joining. */
function joined(course: Course, { argument, actor }: Told): readonly Line[] {
  const count = course.people.take(argument) ?? 0;
  course.joins += 1;
  return course.joins === 1 && count === 0 ? [] : [{ event: 'run.joined', actor, count }];
}

function retried({ people }: Course, { argument, actor }: Told): readonly Line[] {
  const { users, edits = {} } = NamedUsers.safeParse(argument ?? {}).data ?? {};
  // By the names that they had when they were named.
  const again = users?.map((user): Line => ({ event: 'user.retried', actor, userKey: people.keyOf(user) }));
  const corrections = people.editAll(edits).map(([userKey, fields]) => edited(actor, userKey, fields));
  return [...corrections, ...(again ?? [{ event: 'run.retried' as const, actor }])];
}

function edited(actor: string, userKey: string, fields: AuditLine['fields'] & object): Line {
  return { event: 'user.edited', actor, userKey, fields };
}

/** How the run ended by this event, or who wanted it to. */
async function ended({ temporal }: AuditSource, event: HistoryEvent): Promise<readonly Line[]> {
  const end: Line = { event: 'run.ended', actor: actorOf(undefined) };
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) {
    const result = Result.safeParse(await firstValue(temporal, completed.result?.payloads)).data;
    return [{ ...end, status: result?.status ?? 'completed', count: result?.changed }];
  }
  const failed = event.workflowExecutionFailedEventAttributes;
  if (failed) return [{ ...end, status: 'failed', code: (await attemptFailure(temporal, failed.failure))?.code }];
  return endedFromOutside(event, 'run');
}

/** Somebody cancelled or terminated the workflow, or it ended for that reason. */
export function endedFromOutside(event: HistoryEvent, who: 'run' | 'user'): readonly Line[] {
  const cancelled = event.workflowExecutionCancelRequestedEventAttributes;
  if (cancelled) return [{ event: `${who}.cancelled`, actor: actorOf(cancelled.identity) }];
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  if (terminated) return [{ event: `${who}.terminated`, actor: actorOf(terminated.identity) }];
  const away = event.workflowExecutionCanceledEventAttributes ?? event.workflowExecutionTimedOutEventAttributes;
  return away ? [{ event: `${who}.ended`, actor: actorOf(undefined), status: 'cancelled' }] : [];
}
