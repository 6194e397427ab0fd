import { followSync, type RunId, runsOfSync, type SyncOutcome, type WholeSyncResult } from '../../../client';
import { targetPlace } from '../../../domain/run/names';
import type { SyncInput, SyncStatus } from '../../../domain/sync/sync';
import { formatDuration } from '../../terminal/duration';
import { type ExitCode, exitCodeOfOutcome, exitCodes } from '../../command/exit-codes';
import { noticed } from '../../follow/outcome-text';
import { writeRunReport } from '../../follow/run-report';
import { brokenWorker, isInterruption } from '../../follow/follow-to-end';
import type { Stage } from '../../place/stage';
import { jsonOf, type Paint } from '../../terminal/terminal';
import { factsOf } from '../../../domain/failures/failures';
import type { LedgerComparison } from '../../../domain/run/ledger';
import type { TenantResult } from '../../../domain/run/outcome';
import { userId } from '../../../domain/tenant/person';
import { printable, table } from '../../terminal/text';
import type { Told } from '../../options';

interface SettleSync extends Told {
  readonly input: SyncInput;
  readonly run: RunId;
  /** Rejects when this process' worker broke. */
  readonly workerDone: Promise<void> | undefined;
  /** Rejects when a long list could not be handed over. */
  readonly handedOver: Promise<void>;
}

/** Follows a synchronisation, and tells how it ended. Throws `ClientError`, and what broke the worker. */
export async function settleSync(stage: Stage, settling: SettleSync): Promise<ExitCode> {
  const { input, run, follow, output, workerDone, handedOver } = settling;
  const { terminal } = stage.context;
  const { interrupted, session } = stage;
  const timeout = follow.timeoutMs === undefined ? undefined : AbortSignal.timeout(follow.timeoutMs);
  const signal = timeout === undefined ? interrupted : AbortSignal.any([interrupted, timeout]);
  const onProgress = follow.quiet ? () => undefined : phaseTeller(terminal.say);
  try {
    const following = followSync(session.temporal, run, { onProgress, signal });
    const outcome = await Promise.race([following, brokenWorker(workerDone), brokenWorker(handedOver)]);
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
    const to = { ...report, file: run.direction === 'offboard' ? beside : file };
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
      offboarding: `offboarding ${users.offboard ?? 0} users; onboard watch ${tenant} shows them`,
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

const shownUsers = 50;

/** How a synchronisation ended, for a person. */
export function syncText({ tenant, target }: SyncInput, outcome: SyncOutcome, paint: Paint): string {
  const place = `${paint('bold', tenant)} ⇄ ${targetPlace(target)}`;
  if (outcome.kind === 'failed') {
    const { code, message, remedy } = outcome.error;
    const users = outcome.touched === 'nobody' ? 'no user was touched' : 'users may have been changed';
    return [
      `${place}: ${paint('red', 'failed')}, ${users}`,
      `  ${code}: ${printable(message)}`,
      `  what to do: ${remedy}`,
    ].join('\n');
  }
  const { result, startedAt, finishedAt } = outcome;
  const took = formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
  const colour = result.status === 'completed' ? 'green' : 'yellow';
  const parts = partsOf(result);
  return [
    `${place}: ${paint(colour, result.status)} in ${took}`,
    ...(parts.length === 0
      ? ['Nothing to do: nobody is wanted, and nobody is onboarded.']
      : ['', table(['', 'users', 'completed', 'failed', 'cancelled', 'changed'], parts.map(countsOf))]),
    ...failures(result),
    ...wholeFailure(result),
    ...differingText(result),
    ...noticed(result),
  ].join('\n');
}

type Part = readonly [name: 'onboarded' | 'offboarded', result: TenantResult];

function partsOf({ onboarded, offboarded }: WholeSyncResult): readonly Part[] {
  return [
    ...(onboarded === undefined ? [] : [['onboarded', onboarded] as const]),
    ...(offboarded === undefined ? [] : [['offboarded', offboarded] as const]),
  ];
}

function countsOf([name, { counts, changed }]: Part): readonly string[] {
  const { total, completed, failed, cancelled } = counts;
  return [name, ...[total, completed, failed, cancelled, changed].map(String)];
}

function failures(result: WholeSyncResult): readonly string[] {
  const failed = partsOf(result).flatMap(([name, part]) => part.failed.map((user) => ({ name, user })));
  if (failed.length === 0) return [];
  const shown = failed.slice(0, shownUsers);
  const rows = shown.map(({ name, user }) => [
    name === 'onboarded' ? 'onboard' : 'offboard',
    userId(user),
    user.step,
    user.code,
    user.message,
  ]);
  const rest = failed.length - shown.length;
  const codes = [...new Set(shown.map(({ user }) => user.code))];
  return [
    '',
    table(['part', 'failed user', 'step', 'code', 'message'], rows),
    ...(rest > 0 ? [`… and ${rest} more: --output json shows all`] : []),
    '',
    ...codes.map((code) => `What to do about ${code}: ${factsOf(code).remedy}`),
    'The next synchronisation tries them again.',
  ];
}

function wholeFailure({ offboardingFailure }: WholeSyncResult): readonly string[] {
  if (offboardingFailure === undefined) return [];
  const { code, message } = offboardingFailure;
  return [
    '',
    `Nobody was offboarded: ${code}: ${printable(message)}`,
    `What to do about ${code}: ${factsOf(code).remedy}`,
  ];
}

/** Those whose kind changed in the file. */
export function differingText({
  differing,
  differingTotal,
}: Pick<LedgerComparison, 'differing' | 'differingTotal'>): readonly string[] {
  if (differingTotal === 0) return [];
  const shown = differing.slice(0, shownUsers).map(({ id, kind, was }) => [id, was, kind]);
  const rest = differingTotal - shown.length;
  return [
    '',
    table(['differs', 'onboarded as', 'wanted as'], shown),
    ...(rest > 0 ? [`… and ${rest} more`] : []),
    'What exists is never modified: to change a kind, offboard the user and onboard it again.',
  ];
}
