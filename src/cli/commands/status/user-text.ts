import type { UserCourse, UserRound } from '../../../client';
import { factsOf } from '../../../domain/failures/failures';
import type { StepReport } from '../../../domain/report/report';
import { formatDuration } from '../../terminal/duration';
import { printable } from '../../terminal/printable';
import { table } from '../../terminal/table';
import type { Paint } from '../../terminal/terminal';

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
  const rows = steps.map((step) => rowOf(step, reading.now));
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

function rowOf(step: StepReport, now: number): readonly string[] {
  const { summary, status, attempts, startedAt, finishedAt } = step;
  const until = finishedAt === undefined ? now : Date.parse(finishedAt);
  const took = formatDuration(Math.max(until - Date.parse(startedAt), 0));
  return [step.step, summary, status, String(attempts), startedAt, took, detailOf(step, now)];
}

function detailOf({ status, changed, failure, nextAttemptAt }: StepReport, now: number): string {
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
