import { followSync, type RunId, runsOfSync, type SyncOutcome } from '../../../client';
import { directionOf } from '../../../domain/run/names';
import type { SyncInput, SyncStatus } from '../../../domain/sync/sync';
import { formatDuration } from '../../terminal/duration';
import { type ExitCode, exitCodeOfOutcome, exitCodes } from '../../command/exit-codes';
import { writeRunReport } from '../../follow/run-report';
import type { ReportWish } from '../../options/report';
import type { Follow } from '../../options/run';
import { brokenWorker, isInterruption } from '../../follow/follow-to-end';
import type { Stage } from '../../place/stage';
import { syncText } from './sync-text';
import { jsonOf, type Output } from '../../terminal/terminal';

export interface SettleSync {
  readonly input: SyncInput;
  readonly run: RunId;
  readonly follow: Follow;
  readonly output: Output;
  readonly report: ReportWish | undefined;
  /** Rejects when this process' worker broke. */
  readonly workerDone: Promise<void> | undefined;
}

/** Follows a synchronisation, and tells how it ended. Throws `ClientError`, and what broke the worker. */
export async function settleSync(stage: Stage, settling: SettleSync): Promise<ExitCode> {
  const { input, run, follow, output, workerDone } = settling;
  const { terminal } = stage.context;
  const { interrupted, session } = stage;
  const timeout = follow.timeoutMs === undefined ? undefined : AbortSignal.timeout(follow.timeoutMs);
  const signal = timeout === undefined ? interrupted : AbortSignal.any([interrupted, timeout]);
  const onProgress = follow.quiet ? () => undefined : phaseTeller(terminal.say);
  try {
    const following = followSync(session.temporal, run, { onProgress, signal });
    const outcome = await Promise.race([following, brokenWorker(workerDone)]);
    const text = output === 'table' ? syncText(input, outcome, terminal.paint) : json(input, outcome, output);
    terminal.data(text);
    await writeReports(stage, settling);
    return exitCodeOfOutcome(outcome);
  } catch (error) {
    if (isInterruption(interrupted.reason)) {
      tellUnfinished(stage, settling, 'Stopped.');
      return interrupted.reason.exitCode;
    }
    if (timeout?.aborted !== true) throw error;
    tellUnfinished(stage, settling, `Stopped waiting after ${formatDuration(follow.timeoutMs ?? 0)}.`);
    return exitCodes.timeout;
  }
}

/** The report of the onboarding in the file, that of the offboarding beside it. */
async function writeReports(stage: Stage, { input: { tenant }, run: sync, report }: SettleSync): Promise<void> {
  if (report === undefined) return;
  for (const run of await runsOfSync(stage.session.temporal, sync)) {
    const { file } = report;
    const beside = file.replace(/(\.[^.]*)$/, '-offboarding$1');
    const to = { ...report, file: directionOf(run.workflowId) === 'offboard' ? beside : file };
    await writeRunReport(stage, { tenant, run, to });
  }
}

function json({ tenant, target }: SyncInput, outcome: SyncOutcome, output: 'json' | 'jsonl'): string {
  const { workflowId, runId, startedAt, finishedAt } = outcome;
  const run = { workflowId, runId, startedAt, finishedAt };
  if (outcome.kind === 'result') return jsonOf({ ...outcome.result, ...run }, output);
  return jsonOf({ tenant, target, status: 'failed', error: outcome.error, ...run }, output);
}

/** A line for each phase as it begins. */
function phaseTeller(say: (line: string) => void): (status: SyncStatus) => void {
  let told = '';
  return ({ tenant, phase, users }) => {
    if (phase === told) return;
    told = phase;
    const lines: Readonly<Partial<Record<SyncStatus['phase'], string>>> = {
      waiting: `waiting for another run of ${tenant} to end`,
      onboarding: `onboarding ${users.onboard} users; onboard watch ${tenant} shows them`,
      offboarding: `offboarding ${users.offboard ?? 0} users; onboard watch ${tenant} --offboarding shows them`,
    };
    const line = lines[phase];
    if (line !== undefined) say(line);
  };
}

function tellUnfinished({ context, session }: Stage, { input, run, output }: SettleSync, why: string): void {
  const { tenant, target } = input;
  const { workflowId, runId } = run;
  if (output !== 'table') {
    context.terminal.data(jsonOf({ tenant, target, status: 'running', workflowId, runId }, output));
  }
  const how =
    session.place.mode === 'embedded'
      ? 'It goes on when the same command is given again; what is done stays done.'
      : 'It goes on; the same command joins it.';
  context.terminal.say(`${why} ${how}`);
}
