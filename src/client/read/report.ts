import type { WorkflowExecutionDescription } from '@temporalio/client';
import { directionOf, userWorkflowId } from '../../domain/run/names';
import { attributeKeys } from '../../domain/run/search-attributes';
import type { TenantResult } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import type { Correction, RunReport, UserReport } from '../../domain/report/report';
import type { User } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { inOrder } from '../temporal/in-parallel';
import { readParts, readRunRequest, type Round, roundsByUser, type RunPart } from '../history/run-history';
import { ownOutcomeOf, type RunOutcome } from '../history/run-outcome';
import { type Ended, endedAs, type JudgedState, stateOf, type Tally, tallyOf } from '../history/user-states';
import { mostInWhole } from '../history/whole-result';
import { describeRun, isOpen, type RunId, type RunRef } from '../temporal/run-ref';
import { readUserHistory } from '../history/user-history';

/** How many histories are read at once. */
const defaultConcurrency = 10;

export interface ReportRequest extends RunRef {
  /** How many users' histories are read at once; 10 when absent. */
  readonly concurrency?: number;
  /** Whether former values of users' records may be shown, as they may not where payloads are encrypted; not when absent. */
  readonly showValues?: boolean;
  /** The users that failed alone; the numbers are those of all. */
  readonly scope?: 'everyone' | 'failed';
  /** `outcomes`: without the steps of the users, for which the history of each would be read. */
  readonly detail?: 'steps' | 'outcomes';
}

/**
 * Gathers what a run did, from the histories in Temporal: no worker is needed, and the run may be open. Users are read as
 * they are told, the next few ahead. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED (a run this version cannot read), and
 * those of the connection, as the reading of the users does.
 */
export async function collectReport(temporal: Temporal, request: ReportRequest): Promise<RunReport> {
  const run = await describeRun(temporal, request);
  const { workflowId, runId } = run;
  const { tenant, target, retryOf } = await readRunRequest(temporal, { workflowId, runId });
  const outcome = isOpen(run) ? undefined : await ownOutcomeOf(temporal, run);
  const ended = outcome === undefined ? undefined : endedAs(outcome.kind === 'result' ? outcome.result : undefined);
  const source: Source = { temporal, run: { workflowId, runId }, ended, request };
  return {
    tenant,
    target,
    workflowId,
    runId,
    direction: directionOf(run.type),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...ending(run, outcome),
    startedAt: run.startTime.toISOString(),
    takenAt: new Date().toISOString(),
    ...(await totals(source)),
    users: { [Symbol.asyncIterator]: () => reportsFrom(source) },
  };
}

type Ending = Pick<RunReport, 'status' | 'finishedAt' | 'failure' | 'leftovers'>;

function ending(run: WorkflowExecutionDescription, outcome: RunOutcome | undefined): Ending {
  if (outcome === undefined) {
    const held = run.typedSearchAttributes.get(attributeKeys.status) === 'needs-attention';
    return { status: held ? 'needs-attention' : 'running', leftovers: [] };
  }
  const { finishedAt } = outcome;
  if (outcome.kind === 'failed') return { status: 'failed', finishedAt, failure: outcome.error, leftovers: [] };
  return { status: outcome.result.status, finishedAt, leftovers: leftoversOf(outcome.result) };
}

function leftoversOf({ cleanupFailure, drain }: TenantResult): RunReport['leftovers'] {
  const cleanup = { what: 'Something temporary was left in the target', failure: cleanupFailure };
  const secret = { what: 'Completed users were left in the secret they came from', failure: drain?.failure };
  return [cleanup, secret].flatMap(({ what, failure }) => (failure === undefined ? [] : [{ what, ...failure }]));
}

interface Source {
  readonly temporal: Temporal;
  readonly run: RunId;
  /** Undefined while the run is open. */
  readonly ended: Ended | undefined;
  readonly request: ReportRequest;
}

/** One of a run's users, as the history of the run, or of its slice, tells. */
interface Member {
  readonly user: User;
  readonly rounds: readonly Round[];
  readonly corrections: readonly Correction[];
  readonly part: RunPart;
}

/** Everybody: up to 3,000 in the order of the file, of more the run's own first and then slice after slice. */
async function* membersOf({ temporal, run }: Source): AsyncGenerator<Member> {
  let held: Member[] | undefined = [];
  for await (const part of readParts(temporal, run)) {
    const some = membersOfPart(part);
    held?.push(...some);
    if (held === undefined) yield* some;
    else if (held.length > mostInWhole) {
      yield* held;
      held = undefined;
    }
  }
  yield* (held ?? []).sort((one, other) => placeOf(one) - placeOf(other));
}

/** Whom the run has itself comes before those in slices. */
function placeOf({ part, user: { key } }: Member): number {
  return part.of === 'run' ? -1 : (part.places.get(key) ?? 0);
}

function membersOfPart(part: RunPart): readonly Member[] {
  const { tenant, target, users, corrected } = part;
  const rounds = roundsByUser(part);
  return users.map((user) => ({
    user,
    rounds: rounds.get(userWorkflowId(target, tenant, user.key)) ?? [],
    corrections: corrected.get(user.key)?.corrections ?? [],
    part,
  }));
}

interface Judged extends Member {
  readonly state: JudgedState;
  /** The steps that wrote something, in any of the rounds. */
  readonly changed: UserReport['changed'];
}

async function* judged(source: Source): AsyncGenerator<Judged> {
  for await (const member of membersOf(source)) {
    const state = stateOf({ ...member, ended: source.ended });
    yield { ...member, state, changed: [...new Set(member.rounds.flatMap(({ changed }) => changed))] };
  }
}

/** The result of a run says its numbers; of an open one, or one without, everybody is looked at. */
async function totals(source: Source): Promise<Tally> {
  return source.ended?.totals ?? tallyOf(judged(source));
}

async function* reportsFrom(source: Source): AsyncGenerator<UserReport> {
  const { concurrency = defaultConcurrency } = source.request;
  yield* inOrder(wanted(source), concurrency, (member) => userReport(source, member));
}

async function* wanted(source: Source): AsyncGenerator<Judged> {
  for await (const member of judged(source)) {
    if (source.request.scope !== 'failed' || member.state.status === 'failed') yield member;
  }
}

async function userReport({ temporal, request }: Source, member: Judged): Promise<UserReport> {
  const { user, rounds, state, changed } = member;
  const [first, last] = [rounds[0], rounds.at(-1)];
  const read = request.detail === 'outcomes' ? [] : rounds.map((round) => readUserHistory(temporal, round));
  const histories = await Promise.all(read);
  const all = member.corrections;
  const corrections = request.showValues === true ? all : all.map(({ field, at }) => ({ field, at }));
  return {
    key: user.key,
    id: userId(user.record),
    kind: user.kind,
    record: user.record,
    ...state,
    changed,
    ...(first === undefined ? {} : { startedAt: first.startedAt }),
    ...(last?.finishedAt === undefined ? {} : { finishedAt: last.finishedAt }),
    steps: histories.flatMap((history) => history?.steps ?? []),
    ...(corrections.length > 0 && { corrections }),
    ...(histories.includes(undefined) ? { historyGone: true } : {}),
  };
}
