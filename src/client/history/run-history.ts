import type { ProtoFailure } from '@temporalio/common';
import { z } from 'zod';
import { departures, departureSteps } from '../../domain/run/departure';
import { failures, type FailureCode } from '../../domain/failures/failures';
import { departureTypes, workflowTypes } from '../../domain/run/names';
import type { RunStep, UserFailure } from '../../domain/run/outcome';
import { steps } from '../../domain/run/plan';
import type { Leaving } from '../../domain/run/run';
import { TargetRef } from '../../domain/tenant/target-ref';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { failureDetails, firstValue, type HistoryEvent, readHistory, timeOf } from './history';
import type { RunId } from '../temporal/run-ref';
import { readSliceHistories } from './slice-histories';
import { type ChangedUsers, Edits, followChanges, userChangeOf, Users } from './user-changes';

/** One round of a user: its workflow, and how that ended. */
export interface Round extends RunId {
  readonly end: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly changed: readonly RunStep[];
  readonly failure?: UserFailure;
  readonly startedAt: string;
  readonly finishedAt?: string;
}

/** What the history of a tenant's run tells: what was asked for, and the rounds by the user's workflow id. */
export interface RunHistory extends ChangedUsers {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly retryOf: string | undefined;
  /** Of an offboarding. */
  readonly leaving: Leaving | undefined;
  readonly rounds: ReadonlyMap<string, readonly Round[]>;
}

const Input = z.object({
  tenant: z.string(),
  target: TargetRef,
  users: Users,
  edits: Edits.default({}),
  retryOf: z.string().optional(),
  how: z.enum(departures).optional(),
  force: z.boolean().default(false),
});
const RunSteps = z.enum([...steps, ...departureSteps]);
const Changed = z.object({ changed: z.array(RunSteps) });
const isCode = (text: string): text is FailureCode => Object.hasOwn(failures, text);
const Failed = z.object({
  failure: z.object({
    step: RunSteps,
    code: z.string().refine(isCode),
    message: z.string(),
    attempts: z.int(),
  }),
  outcome: Changed,
});

/** Reads the history of a run. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED (a run this version cannot read). */
export async function readRunHistory(temporal: Temporal, run: RunId): Promise<RunHistory> {
  const events = await readHistory(temporal, run);
  if (events === undefined) throw new ClientError('RUN_NOT_FOUND', 'The run is gone.', 'See onboard list.');
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  const input = Input.safeParse(await firstValue(temporal, started?.input?.payloads));
  if (!input.success) {
    throw new ClientError(
      'RUN_REFUSED',
      'The input of this run is not one that this version knows.',
      'Report it with the version that started it.',
    );
  }
  const { tenant, target, users, edits, retryOf, how, force } = input.data;
  const first = events.slice(0, 1).map((event) => ({ kind: 'edited', edits, at: timeOf(event) }) as const);
  const later = await Promise.all(events.map((event) => userChangeOf(temporal, event)));
  return {
    tenant,
    target,
    ...followChanges(users, [...first, ...later.filter((change) => change !== undefined)]),
    retryOf,
    leaving: how === undefined ? undefined : { how, force },
    rounds: await allRounds(temporal, events),
  };
}

/** Of the run's own users, then of those in slices. */
async function allRounds(temporal: Temporal, events: readonly HistoryEvent[]): Promise<RunHistory['rounds']> {
  const histories = [events, ...(await readSliceHistories(temporal, events))];
  const all = new Map<string, readonly Round[]>();
  for (const history of histories) {
    for (const [id, rounds] of await roundsOf(temporal, history)) all.set(id, [...(all.get(id) ?? []), ...rounds]);
  }
  return all;
}

async function roundsOf(temporal: Temporal, events: readonly HistoryEvent[]): Promise<RunHistory['rounds']> {
  const ends = new Map(events.map((event) => [String(endOf(event)?.initiatedEventId), event] as const));
  const rounds = new Map<string, Round[]>();
  for (const event of events) {
    const started = startOf(event);
    if (started === undefined) continue;
    const { workflowId, runId, initiated } = started;
    const round = await roundOf(temporal, event, ends.get(initiated));
    rounds.set(workflowId, [...(rounds.get(workflowId) ?? []), { workflowId, runId, ...round }]);
  }
  return rounds;
}

function startOf(event: HistoryEvent): (RunId & { readonly initiated: string }) | undefined {
  const started = event.childWorkflowExecutionStartedEventAttributes;
  const type = started?.workflowType?.name;
  if (!started || (type !== workflowTypes.user && type !== departureTypes.user)) return undefined;
  const { workflowId, runId } = started.workflowExecution ?? {};
  return workflowId && runId ? { workflowId, runId, initiated: String(started.initiatedEventId) } : undefined;
}

function endOf(event: HistoryEvent) {
  return (
    event.childWorkflowExecutionCompletedEventAttributes ??
    event.childWorkflowExecutionFailedEventAttributes ??
    event.childWorkflowExecutionCanceledEventAttributes ??
    event.childWorkflowExecutionTerminatedEventAttributes ??
    event.childWorkflowExecutionTimedOutEventAttributes
  );
}

async function roundOf(
  temporal: Temporal,
  started: HistoryEvent,
  ended: HistoryEvent | undefined,
): Promise<Omit<Round, keyof RunId>> {
  const startedAt = timeOf(started);
  if (ended === undefined) return { startedAt, end: 'running', changed: [] };
  return { startedAt, finishedAt: timeOf(ended), ...(await endedRound(temporal, ended)) };
}

type End = Pick<Round, 'end' | 'changed' | 'failure'>;

async function endedRound(temporal: Temporal, ended: HistoryEvent): Promise<End> {
  const completed = ended.childWorkflowExecutionCompletedEventAttributes;
  if (completed !== null && completed !== undefined) {
    const outcome = Changed.safeParse(await firstValue(temporal, completed.result?.payloads));
    return { end: 'completed', changed: outcome.data?.changed ?? [] };
  }
  const failed = ended.childWorkflowExecutionFailedEventAttributes;
  if (failed !== null && failed !== undefined) {
    return { end: 'failed', ...(await failedRound(temporal, failed.failure)) };
  }
  const cancelled = ended.childWorkflowExecutionCanceledEventAttributes;
  return { end: cancelled === null || cancelled === undefined ? 'failed' : 'cancelled', changed: [] };
}

async function failedRound(
  temporal: Temporal,
  failure: ProtoFailure | null | undefined,
): Promise<Pick<Round, 'changed' | 'failure'>> {
  const own = failure?.applicationFailureInfo?.details?.payloads ?? failureDetails(failure);
  const detail = Failed.safeParse(await firstValue(temporal, own));
  return detail.success ? { failure: detail.data.failure, changed: detail.data.outcome.changed } : { changed: [] };
}
