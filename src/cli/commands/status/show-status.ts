import {
  everyUser,
  findRun,
  readStatus,
  readUserCourse,
  type RunStatus,
  type UserCourse,
  type UserRound,
  type UserStatusRow,
} from '../../../client';
import { arrowOf, targetPlace } from '../../../domain/run/names';
import { formatDuration } from '../../terminal/duration';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { againFor } from '../../follow/again';
import { goOnText, pauseText } from '../../follow/pause-text';
import type { Whose, Worked } from '../../options';
import { requireRuns, resolvePlace } from '../../place/place';
import { tellLink } from '../../follow/settle-run';
import { onStage, type Stage } from '../../place/stage';
import { keyOfRecord, userKeyOptions } from '../../place/user-keys';
import { printable, table } from '../../terminal/text';
import { jsonOf, type Output, type Paint } from '../../terminal/terminal';
import { commandErrors } from '../../../domain/failures/command-errors';
import { factsOf } from '../../../domain/failures/failures';
import type { StepReport } from '../../../domain/report/report';

const stuckRemedy = commandErrors.WORKFLOW_STUCK.remedy;

/** Of how many users in flight the step is looked up. */
const described = 50;

interface StatusRequest extends Worked {
  readonly whose: Whose;
  /** The run as a whole, or one of its users. */
  readonly which: { readonly runId: string | undefined; readonly user: string | undefined };
  readonly output: Output;
}

/** `onboard status`. */
export async function showStatus(context: Context, request: StatusRequest): Promise<ExitCode> {
  const { whose, which } = request;
  const place = resolvePlace(request.place, context.host);
  requireRuns(place, whose.tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const asked = { ...whose, runId: which.runId };
    const run = await findRun(stage.session.temporal, asked);
    await stage.answerQuestions(run);
    const ref = { ...asked, workflowId: run.workflowId };
    if (which.user === undefined) await tellRun(stage, ref, request);
    else await tellUser(stage, { ...ref, user: which.user }, request);
    return exitCodes.done;
  });
}

type Ref = Parameters<typeof readStatus>[1];

async function tellRun(stage: Stage, ref: Ref, { output }: StatusRequest): Promise<void> {
  const { session, context } = stage;
  const status = await readStatus(session.temporal, ref, described);
  const { data } = context.terminal;
  if (output === 'table') data(statusText(status, await againFor(stage, status)));
  else if (output === 'jsonl' && status.leftOut !== undefined) await tellEverybody(stage, status);
  else data(jsonOf(status, output));
  tellLink(stage, status);
}

/** Of more users than one object holds: the run in the first line, then a line for each user. */
async function tellEverybody({ session, context }: Stage, { users, ...run }: RunStatus): Promise<void> {
  const { data } = context.terminal;
  data(jsonOf(run, 'jsonl'));
  const own = new Set<string>();
  for await (const rows of everyUser(session.temporal, run)) {
    for (const row of rows) {
      own.add(row.id);
      data(jsonOf(row, 'jsonl'));
    }
  }
  for (const row of users) if (!own.has(row.id)) data(jsonOf(row, 'jsonl'));
}

/** What the run did for one user. */
async function tellUser(
  stage: Stage,
  ref: Ref & { readonly user: string },
  { config, output }: StatusRequest,
): Promise<void> {
  const { session, context } = stage;
  const keyOfUser = keyOfRecord(await userKeyOptions(context, config));
  const keyOf = (id: string) => keyOfUser({ email: id, given_name: '', family_name: '' });
  const course = await readUserCourse(session.temporal, { ...ref, keyOf });
  const { terminal } = context;
  const reading = { now: Date.now(), paint: terminal.paint };
  terminal.data(output === 'table' ? userText(course, reading) : jsonOf(course, output));
  const last = course.rounds.at(-1);
  if (last !== undefined) tellLink(stage, last);
}

function statusText(status: RunStatus, again: string): string {
  const { tenant, target, counts, startedAt, finishedAt, error, paused, stuckBy, leftOut, missingPages } = status;
  const place = target === undefined ? '' : ` ${arrowOf(status)} ${targetPlace(target)}`;
  const until = finishedAt === undefined ? Date.now() : Date.parse(finishedAt);
  const took = formatDuration(until - Date.parse(startedAt));
  const lines = [`${tenant}${place}: ${status.status}, ${status.phase} (started ${startedAt}, ${took})`];
  if (paused !== undefined) {
    const run = { ...status, paused };
    lines.push(`  ${pauseText(run)}`, `  ${goOnText(run, again)}`);
  }
  if (missingPages !== undefined) lines.push(`  users to come in ${missingPages} slices: give the same command again`);
  if (stuckBy !== undefined) lines.push(`  WORKFLOW_STUCK: ${stuckBy}`, `  what to do: ${stuckRemedy}`);
  if (error !== undefined) lines.push(`  ${error.code}: ${error.message}`, `  what to do: ${error.remedy}`);
  const { total, completed, failed, running, pending, cancelled, skipped } = counts;
  const left = skipped === undefined ? {} : { skipped };
  const numbers = { users: total, completed, failed, 'in flight': running, waiting: pending, cancelled, ...left };
  lines.push('', table(Object.keys(numbers), [Object.values(numbers).map(String)]));
  if (status.users.length > 0) lines.push('', table(['user', 'kind', 'state', 'detail'], status.users.map(rowOf)));
  if (leftOut !== undefined) lines.push(`… and ${leftOut} more: onboard status ${tenant}${again} --output jsonl`);
  return lines.join('\n');
}

function rowOf(row: UserStatusRow): readonly string[] {
  return [row.id, row.kind ?? '', row.state.status, detailOf(row)];
}

function detailOf({ state, inFlight = [] }: UserStatusRow): string {
  switch (state.status) {
    case 'completed':
      return state.changed.length > 0 ? `changed: ${state.changed.join(', ')}` : '';
    case 'failed':
      return `${state.code} at ${state.step}: ${state.message}`;
    case 'running':
      return inFlight.map(({ step, attempt, lastFailure }) => stepText(step, attempt, lastFailure)).join('; ');
    case 'pending':
    case 'cancelled':
    case 'skipped':
      return '';
  }
}

function stepText(step: string, attempt: number, lastFailure: string | undefined): string {
  const tries = attempt > 1 ? `, attempt ${attempt}` : '';
  return lastFailure === undefined ? `${step}${tries}` : `${step}${tries}: ${lastFailure}`;
}

interface Reading {
  /** In ms since the epoch. */
  readonly now: number;
  readonly paint: Paint;
}

/** What a run did for one user, for a person: every round with its steps, and of a failure what to do. */
export function userText(course: UserCourse, reading: Reading): string {
  const { rounds } = course;
  const parts = rounds.map((round, index) => roundText(round, `round ${index + 1} of ${rounds.length}`, reading));
  return [headline(course, reading), ...(parts.length === 0 ? ['', 'No step began yet.'] : parts)].join('\n');
}

const colours = { failed: 'red', completed: 'green', running: 'yellow' } as const;

function headline({ tenant, key, id, kind, state, rounds }: UserCourse, { paint }: Reading): string {
  const status = state?.status ?? rounds.at(-1)?.status ?? 'pending';
  const colour = status === 'failed' || status === 'completed' || status === 'running' ? colours[status] : 'bold';
  const who = id === undefined ? key : `${printable(id)} (${[kind, `key ${key}`].filter(Boolean).join(', ')})`;
  return `${tenant}: ${paint('bold', who)}: ${paint(colour, status)}`;
}

function roundText(round: UserRound, name: string, reading: Reading): string {
  const { status, startedAt, finishedAt, steps } = round;
  const until = finishedAt === undefined ? reading.now : Date.parse(finishedAt);
  const took = formatDuration(Math.max(until - Date.parse(startedAt), 0));
  const rows = steps.map((step) => stepRow(step, reading.now));
  return [
    '',
    `${name}: ${status}, started ${startedAt}, ${took}`,
    ...(round.historyGone ? ['Its history is no longer in Temporal: the steps are unknown.'] : []),
    ...(rows.length === 0 ? [] : [table(['step', 'what', 'state', 'attempts', 'started', 'took', 'detail'], rows)]),
    ...failureLines(round, reading),
  ].join('\n');
}

function failureLines({ failure }: UserRound, { paint }: Reading): readonly string[] {
  if (failure === undefined) return [];
  const { code, message, remedy } = failure;
  const what = [code, printable(message)].filter((part) => part !== undefined).join(': ');
  return [`${paint('red', 'failed')}: ${what}`, ...(remedy === undefined ? [] : [`what to do: ${remedy}`])];
}

function stepRow(step: StepReport, now: number): readonly string[] {
  const { summary, status, attempts, startedAt, finishedAt } = step;
  const until = finishedAt === undefined ? now : Date.parse(finishedAt);
  const took = formatDuration(Math.max(until - Date.parse(startedAt), 0));
  return [step.step, summary, status, String(attempts), startedAt, took, stepDetail(step, now)];
}

function stepDetail({ status, changed, failure, nextAttemptAt }: StepReport, now: number): string {
  if (status === 'completed') return changed === true ? 'changed' : '';
  const next = nextAttemptAt === undefined ? [] : [`tried again ${inTime(Date.parse(nextAttemptAt) - now)}`];
  if (failure === undefined) return next.join('');
  const { code, message } = failure;
  const why = code === undefined ? message : `${code}: ${message}`;
  const early = code !== undefined && factsOf(code).retry === 'poll' ? ' (only early, no error)' : '';
  return [`${why}${early}`, ...next].join('; ');
}

function inTime(ms: number): string {
  return ms <= 0 ? 'now' : `in ${formatDuration(ms)}`;
}
