import type { RunOutcome } from '../../client';
import { factsOf } from '../../domain/failures/failures';
import { arrowOf, targetPlace } from '../../domain/run/names';
import type { FailedUser, TenantResult } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import type { UserRecord } from '../../domain/tenant/user';
import { formatDuration } from '../terminal/duration';
import { printable, table } from '../terminal/text';
import type { Paint } from '../terminal/terminal';

const shownUsers = 50;

/**
 * How a run ended, for a person: counts, failed users with what to do, and the command that retries them, with the flags
 * `again` that lead it to the same place.
 */
export function outcomeText(facts: OutcomeFacts, again: string, paint: Paint): string {
  const { outcome, tenant } = facts;
  if (outcome.kind === 'failed') {
    const { code, message, remedy } = outcome.error;
    const users = outcome.touched === 'nobody' ? 'no user was touched' : 'users may have been changed';
    const headline = `${tenant}: ${paint('red', 'failed')}, ${users}`;
    return [headline, `  ${code}: ${printable(message)}`, `  what to do: ${remedy}`].join('\n');
  }
  const { result } = outcome;
  return [
    headline(result, outcome, paint),
    counts(result),
    ...failures(result, `${again}`),
    ...cancelled(result),
    ...skipped(result),
    ...cleanup(result),
    ...drained(result),
    ...noticed(result),
  ].join('\n');
}

function headline({ tenant, target, status }: TenantResult, outcome: RunOutcome, paint: Paint): string {
  const { startedAt, finishedAt } = outcome;
  const took = formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
  const colour = status === 'completed' ? 'green' : 'yellow';
  const place = targetPlace(target);
  return `${paint('bold', tenant)} ${arrowOf(outcome)} ${place}: ${paint(colour, status)} in ${took}`;
}

function counts({ counts: { total, completed, failed, cancelled, skipped }, changed }: TenantResult): string {
  const left = skipped === undefined ? {} : { skipped };
  const numbers = { users: total, completed, failed, cancelled, ...left, changed };
  return `\n${table(Object.keys(numbers), [Object.values(numbers).map(String)])}`;
}

function failures({ tenant, failed, counts }: TenantResult, again: string): readonly string[] {
  if (failed.length === 0) return [];
  const shown = failed.slice(0, shownUsers);
  const rest = counts.failed - shown.length;
  const rows = shown.map((user) => [userId(user), user.step, user.code, String(user.attempts), user.message]);
  return [
    '',
    table(['failed user', 'step', 'code', 'attempts', 'message'], rows),
    ...(rest > 0 ? [`… and ${rest} more: onboard status ${tenant}${again} --output jsonl`] : []),
    '',
    ...remedies(shown),
    `Retry them: onboard retry ${tenant}${again}`,
  ];
}

function cancelled({ cancelled: users, counts }: TenantResult): readonly string[] {
  if (counts.cancelled === 0) return [];
  return [
    '',
    `Cancelled: ${userList(users, counts.cancelled)}`,
    'Give the same tenant file again for them: what is done is found done.',
  ];
}

function skipped({ skipped: users = [], counts: { skipped: count = 0 } }: TenantResult): readonly string[] {
  return count === 0 ? [] : ['', `Skipped, not onboarded: ${userList(users, count)}`];
}

/** Ids in a line, the first 50; `total`: how many there are, of whom not all may be here. */
export function userList(users: readonly UserRecord[], total = users.length): string {
  const shown = users.slice(0, shownUsers).map((user) => printable(userId(user)));
  const rest = total - shown.length;
  if (shown.length === 0) return `${rest} users`;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

/** Each code's remedy once. */
function remedies(failed: readonly FailedUser[]): readonly string[] {
  return [...new Set(failed.map(({ code }) => code))].map(
    (code) => `What to do about ${code}: ${factsOf(code).remedy}`,
  );
}

function cleanup({ cleanupFailure }: TenantResult): readonly string[] {
  if (cleanupFailure === undefined) return [];
  const { code, message } = cleanupFailure;
  return ['', `Something temporary was left in the target: ${code}: ${printable(message)}`];
}

function drained({ drain }: TenantResult): readonly string[] {
  if (drain === undefined) return [];
  const entries = `${drain.removed} ${drain.removed === 1 ? 'entry' : 'entries'}`;
  const removed = `\nRemoved ${entries} of completed users from the AWS secret.`;
  if (drain.failure === undefined) return [removed];
  const { code, message } = drain.failure;
  const left = `Entries of completed users are still in the AWS secret: ${code}: ${printable(message)}`;
  return [removed, left, `What to do about ${code}: ${factsOf(code).remedy}`];
}

/** Who was told of the end, and who could not be. */
export function noticed({ notices = [] }: Pick<TenantResult, 'notices'>): readonly string[] {
  return notices.flatMap(({ to, failure }) => {
    if (failure === undefined) return ['', `Told ${printable(to)}.`];
    const { code, message } = failure;
    const untold = `The end of the run could not be told to ${printable(to)}: ${code}: ${printable(message)}`;
    return ['', untold, `What to do about ${code}: ${factsOf(code).remedy}`];
  });
}

export interface OutcomeFacts {
  readonly outcome: RunOutcome;
  readonly tenant: string;
  readonly target: TenantResult['target'] | undefined;
  readonly nothingToDo: boolean;
}

/** The one object that `run`, `retry` and `watch` print: the result, which run, and when. */
export function outcomeJson({ outcome, tenant, target, nothingToDo }: OutcomeFacts): object {
  const { workflowId, runId, direction, startedAt, finishedAt } = outcome;
  const run = { workflowId, runId, direction, startedAt, finishedAt };
  const note = nothingToDo ? { nothingToDo: true } : {};
  if (outcome.kind === 'result') return { ...outcome.result, ...run, ...note };
  return { tenant, target, status: 'failed', error: outcome.error, ...run };
}
