import type { RunId, RunOutcome, Temporal } from '../../client';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { formatDuration } from '../terminal/duration';
import { type ExitCode, exitCodeOfOutcome, exitCodes } from '../command/exit-codes';
import { againFor } from './again';
import { followToEnd } from './follow-to-end';
import { type OutcomeFacts, outcomeJson, outcomeText } from './outcome-text';
import { openProgress } from './progress';
import { type Awaited, haveSettled, tellSettled } from './settled-users';
import type { Stage } from '../place/stage';
import { appendStepSummary, writeRunReport } from './run-report';
import { jsonOf, type Output } from '../terminal/terminal';
import type { Told } from '../options';

export interface SettleRequest extends Told {
  readonly tenant: string;
  readonly target: TargetRef | undefined;
  readonly run: RunId;
  /** Rejects when this process' worker broke. */
  readonly workerDone?: Promise<void> | undefined;
  /** Whom it is followed for, when that is not the whole run. */
  readonly awaited?: Awaited | undefined;
  /** Gets how the run ended, after it was told. */
  readonly onOutcome?: ((outcome: RunOutcome) => void) | undefined;
}

/** Follows a run with progress, and tells how it ended. */
export async function settleRun(stage: Stage, request: SettleRequest): Promise<ExitCode> {
  const { follow, run, tenant, target, workerDone, awaited } = request;
  const { temporal } = stage.session;
  tellLink(stage, run);
  const progress = await openProgress(stage.context, follow.quiet ? 'quiet' : 'shown');
  const end = await followToEnd({
    temporal,
    run,
    progress,
    timeoutMs: follow.timeoutMs,
    interrupted: stage.interrupted,
    workerDone,
    onAway: (isAway) => stage.context.terminal.say(isAway ? away : 'Temporal answers again.'),
    isEnough: awaited && ((status) => haveSettled(awaited, status)),
  });
  if (end.kind === 'enough') {
    await writeRunReport(stage, { tenant, run, to: request.report });
    const told = { awaited: awaited ?? {}, status: end.status, again: await againFor(stage, run) };
    return tellSettled(stage.context, told, request.output);
  }
  if (end.kind === 'ended') {
    await tellOutcome(stage, { outcome: end.outcome, tenant, target, nothingToDo: false }, request.output);
    request.onOutcome?.(end.outcome);
    await appendStepSummary(stage, { tenant, run });
    await writeRunReport(stage, { tenant, run, to: request.report });
    return exitCodeOfOutcome(end.outcome);
  }
  const timedOut = end.kind === 'timeout';
  const why = timedOut ? `Stopped waiting after ${formatDuration(follow.timeoutMs ?? 0)}.` : 'Stopped.';
  await tellUnfinished(stage, request, why);
  if (end.kind === 'interrupted') return end.by.exitCode;
  await writeRunReport(stage, { tenant, run, to: request.report });
  return exitCodes.timeout;
}

const away = 'Temporal does not answer: the run goes on as far as it can; this command waits ten minutes for it.';

/** Prints how a run ended: data on standard output, where to look on standard error. */
export async function tellOutcome(stage: Stage, facts: OutcomeFacts, output: Output): Promise<void> {
  const { terminal } = stage.context;
  if (output !== 'table') terminal.data(jsonOf(outcomeJson(facts), output));
  else terminal.data(outcomeText(facts, await againFor(stage, facts.outcome), terminal.paint));
  tellLink(stage, facts.outcome);
}

export function tellLink({ context, session }: Stage, run: RunId | RunOutcome): void {
  if (session.uiUrl === undefined) return;
  context.terminal.say(
    `Web UI, while the embedded server is up: ${workflowLink(session.uiUrl, session.temporal, run)}`,
  );
}

async function tellUnfinished(stage: Stage, request: SettleRequest, why: string): Promise<void> {
  const { tenant, target, run, output, workerDone } = request;
  const { terminal } = stage.context;
  const { workflowId, runId } = run;
  if (output !== 'table') terminal.data(jsonOf({ tenant, target, status: 'running', workflowId, runId }, output));
  const { place } = stage.session;
  const again = await againFor(stage, run);
  const goesOn =
    place.mode === 'embedded' && workerDone !== undefined
      ? ['The run goes on when the same command is given again; what is done stays done.']
      : ['The run goes on.', `  follow it:       onboard watch ${tenant}${again}`];
  terminal.say(
    [
      `${why} ${goesOn.join('\n')}`,
      `  look at it:      onboard status ${tenant}${again}`,
      `  end it for good: onboard cancel ${tenant}${again}`,
    ].join('\n'),
  );
}

/** The last run answers the request already. */
export async function tellFinished(
  stage: Stage,
  facts: Omit<OutcomeFacts, 'nothingToDo'>,
  { output, report: to, what = 'file' }: Pick<SettleRequest, 'output' | 'report'> & { readonly what?: 'file' | 'plan' },
): Promise<ExitCode> {
  await writeRunReport(stage, { tenant: facts.tenant, run: facts.outcome, to });
  await tellOutcome(stage, { ...facts, nothingToDo: true }, output);
  await appendStepSummary(stage, { tenant: facts.tenant, run: facts.outcome });
  const code = exitCodeOfOutcome(facts.outcome);
  const said = code === exitCodes.done ? `the last run of this ${what} completed` : `this ${what} was applied already`;
  stage.context.terminal.say(`Nothing to do: ${said}. --force checks every user again.`);
  return code;
}

/** The address of a run in the Web UI. */
function workflowLink(uiUrl: string, { namespace }: Pick<Temporal, 'namespace'>, run: RunId): string {
  const parts = [namespace, 'workflows', run.workflowId, run.runId, 'history'].map(encodeURIComponent);
  return `${uiUrl}/namespaces/${parts.join('/')}`;
}
