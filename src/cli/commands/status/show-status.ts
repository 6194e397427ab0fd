import { findRun, readStatus, type RunStatus, type UserStatusRow } from '../../../client';
import { arrowOf, targetPlace } from '../../../domain/run/names';
import { formatDuration } from '../../terminal/duration';
import type { StatusCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { whoseRuns } from '../../options/flags';
import { goOnText, pauseText } from '../../follow/pause-text';
import { resolvePlace } from '../../place/place';
import { requireRuns } from '../../place/require-runs';
import { tellLink } from '../../follow/settle-run';
import { onStage } from '../../place/stage';
import { table } from '../../terminal/table';
import { jsonOf } from '../../terminal/terminal';

/** Of how many users in flight the step is looked up. */
const described = 50;

/** `onboard status`. */
export async function showStatus(context: Context, tenant: string, flags: StatusCommandFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const ref = { tenant, ...whoseRuns(flags), runId: flags.run };
    await stage.answerQuestions(await findRun(stage.session.temporal, ref));
    const status = await readStatus(stage.session.temporal, ref, described);
    context.terminal.data(flags.output === 'table' ? statusText(status, place.again) : jsonOf(status, flags.output));
    tellLink(stage, status);
    return exitCodes.done;
  });
}

function statusText(status: RunStatus, again: string): string {
  const { tenant, target, counts, startedAt, finishedAt, error, paused } = status;
  const place = target === undefined ? '' : ` ${arrowOf(status)} ${targetPlace(target)}`;
  const until = finishedAt === undefined ? Date.now() : Date.parse(finishedAt);
  const took = formatDuration(until - Date.parse(startedAt));
  const lines = [`${tenant}${place}: ${status.status}, ${status.phase} (started ${startedAt}, ${took})`];
  if (paused !== undefined) {
    const run = { ...status, paused };
    lines.push(`  ${pauseText(run)}`, `  ${goOnText(run, again)}`);
  }
  if (error !== undefined) lines.push(`  ${error.code}: ${error.message}`, `  what to do: ${error.remedy}`);
  const { total, completed, failed, running, pending, cancelled, skipped } = counts;
  const left = skipped === undefined ? {} : { skipped };
  const numbers = { users: total, completed, failed, 'in flight': running, waiting: pending, cancelled, ...left };
  lines.push('', table(Object.keys(numbers), [Object.values(numbers).map(String)]));
  if (status.users.length > 0) lines.push('', table(['user', 'kind', 'state', 'detail'], status.users.map(rowOf)));
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
