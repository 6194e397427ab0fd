import type { RunId, RunStatus, UserStatusRow } from '../../client';
import type { Context } from '../command/context';
import { type ExitCode, exitCodes } from '../command/exit-codes';
import { jsonOf, type Output } from '../terminal/terminal';
import { printable, table } from '../terminal/text';

/** Whom a command on an open run waits for, by id or key: everybody when `users` is absent. */
export interface Awaited {
  readonly users?: readonly string[] | undefined;
}

/**
 * Whether whom a command waits for has settled while the run goes on: others are under way, or it is held for failed users. One that
 * is about to end is followed to its end.
 */
export function haveSettled(awaited: Awaited, status: RunStatus): boolean {
  const { pending, running, failed } = status.counts;
  const underWay = pending + running > 0;
  if (status.phase === 'closed' || (!underWay && failed === 0)) return false;
  // Of a run that is too large to list, only those that failed or are in flight are told by name.
  const everybodyHas = !underWay && status.missingPages === undefined;
  const named = status.leftOut === undefined ? namedIn(awaited, status) : [];
  if (named.length === 0) return everybodyHas;
  return named.every(({ state }) => state.status !== 'pending' && state.status !== 'running');
}

/** Tells what became of them. */
export function tellSettled(
  { terminal }: Context,
  { awaited, status, again }: { readonly awaited: Awaited; readonly status: RunStatus; readonly again: string },
  output: Output,
): ExitCode {
  const { tenant, target, workflowId, runId, counts } = status;
  const users = awaited.users === undefined ? status.users : namedIn(awaited, status);
  const run: RunId = { workflowId, runId };
  if (output === 'table') terminal.data(table(['user', 'state', 'why'], users.map(rowOf)));
  else terminal.data(jsonOf({ tenant, target, status: status.status, ...run, counts, users }, output));
  const left = counts.failed === 0 ? '' : `, ${counts.failed} failed ${counts.failed === 1 ? 'user' : 'users'} in it`;
  terminal.say(`The run stays open${left}: onboard status ${tenant}${again}`);
  return users.some(({ state }) => state.status === 'failed') ? exitCodes.someFailed : exitCodes.done;
}

function namedIn({ users = [] }: Awaited, status: RunStatus): readonly UserStatusRow[] {
  const names = new Set(users);
  return status.users.filter(({ id, key }) => names.has(id) || (key !== undefined && names.has(key)));
}

/** A user, its state, and why it is not done. */
export function rowOf({ id, state }: UserStatusRow): readonly string[] {
  const why = state.status === 'failed' ? `${state.code} at ${state.step}` : '';
  return [printable(id), state.status, why];
}
