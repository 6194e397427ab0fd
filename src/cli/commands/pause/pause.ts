import {
  beginMaintenance,
  endMaintenance,
  findMaintenance,
  findRun,
  type MaintenanceBegun,
  pauseRun,
  type PauseState,
  resumeRun,
} from '../../../client';
import type { MaintenanceWindow, WholeTarget } from '../../../domain/run/maintenance';
import { hasRuns, hasWorker } from '../../../embedded/dev-server';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { goOnText, pauseText } from '../../follow/pause-text';
import type { Asked, PlaceWish, Whose } from '../../options';
import { type Place, requireRuns, resolvePlace } from '../../place/place';
import { onStage, warnWithoutWorkers } from '../../place/stage';
import { jsonOf, type Output } from '../../terminal/terminal';
import { targetLabel } from '../../../domain/run/names';
import { TargetError } from '../../../targets/contract/target';
import { printable } from '../../terminal/text';
import { UsageError } from '../../command/errors';
import { openTargets, refTo } from '../../place/worker-targets';

interface Request<W> {
  readonly what: W;
  readonly output: Output;
  readonly place: PlaceWish;
}

type RunPause = { readonly run: Whose; readonly reason?: string | undefined };
type TargetPause = {
  readonly target: WholeTarget;
  readonly reason?: string | undefined;
  readonly forMs?: number | undefined;
};

/** `onboard pause`, of a run or a target. */
export function pause(
  context: Context,
  { what, ...request }: Request<RunPause | TargetPause> & { readonly config: string | undefined },
): Promise<ExitCode> {
  if ('target' in what) return beginTargetMaintenance(context, { ...request, ...what });
  return changeRun(context, 'pause', { ...request, what });
}

/** `onboard resume`, of a run or a target. */
export function resume(
  context: Context,
  { what, ...request }: Request<{ readonly run: Whose } | { readonly target: WholeTarget }>,
): Promise<ExitCode> {
  if ('target' in what) return endTargetMaintenance(context, { ...request, ...what });
  return changeRun(context, 'resume', { ...request, what });
}

/** Asks the open run, which a worker answers for, and returns. */
async function changeRun(
  context: Context,
  change: 'pause' | 'resume',
  { what: { run: ref, reason }, output, ...request }: Request<RunPause>,
): Promise<ExitCode> {
  const { tenant } = ref;
  const place = resolvePlace(request.place, context.host);
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const run = await findRun(temporal, ref);
    const carried = place.mode === 'cluster' || hasWorker(place.stateDir);
    if (run.open) await stage.answerQuestions(run);
    const known = { ...ref, workflowId: run.workflowId };
    const state =
      change === 'pause' ? await pauseRun(temporal, { ...known, reason }) : await resumeRun(temporal, known);
    tell(context, { tenant, state, place }, output);
    if (state.paused === undefined && !carried) {
      context.terminal.say(
        'No command carries this run on: give the command that started it again, or start onboard worker.',
      );
    }
    return exitCodes.done;
  });
}

interface Told {
  readonly tenant: string;
  readonly state: PauseState;
  readonly place: Place;
}

function tell({ terminal }: Context, { tenant, state, place }: Told, output: Output): void {
  const { paused, workflowId, runId } = state;
  if (output !== 'table') return terminal.data(jsonOf({ tenant, workflowId, runId, paused: paused ?? null }, output));
  if (paused === undefined) return terminal.data(`${tenant}: goes on`);
  const run = { tenant, workflowId, paused };
  terminal.data(`${tenant}: ${pauseText(run)}`);
  terminal.say('Nobody else is started; users in flight finish, and the run stays open.');
  terminal.say(goOnText(run, place.again));
}

interface Concerned extends Asked {
  readonly target: WholeTarget;
}

interface Beginning extends Concerned {
  readonly reason?: string | undefined;
  readonly forMs?: number | undefined;
  readonly config: string | undefined;
}

/** `onboard pause --target`: a maintenance window, in which every run on the target waits. One that is there already stays as it is. */
export async function beginTargetMaintenance(context: Context, request: Beginning): Promise<ExitCode> {
  const { target, reason, forMs, output } = request;
  const place = resolvePlace(request.place, context.host);
  if (place.mode === 'embedded') await requireConfigured(context, request);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const begun = await beginMaintenance(stage.session.temporal, { target, reason, forMs });
    tellBegun(context, { target, begun, place }, output);
    await warnWithoutWorkers(stage);
    return exitCodes.done;
  });
}

/** `onboard resume --target`: ends the window, if there is one. */
export async function endTargetMaintenance(
  context: Context,
  { target, output, ...request }: Concerned,
): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) return tellEnded(context, { target, how: 'none' }, output);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const window = await findMaintenance(temporal, target);
    if (window === undefined) return tellEnded(context, { target, how: 'none' }, output);
    await stage.answerQuestions(window);
    return tellEnded(context, { target, how: await endMaintenance(temporal, target) }, output);
  });
}

/** Throws `UsageError` for a target that no run of this place can have. */
async function requireConfigured(context: Context, { target, config }: Beginning): Promise<void> {
  const { directory } = await openTargets(context, { config });
  try {
    directory(refTo(target.system, target.instance));
  } catch (error) {
    if (!(error instanceof TargetError) || error.code !== 'TARGET_UNKNOWN') throw error;
    throw new UsageError(
      `The worker configuration has no target ${targetLabel(target)}.`,
      'Correct --target, or add the target to the worker configuration (--config).',
    );
  }
}

interface Begun {
  readonly target: WholeTarget;
  readonly begun: MaintenanceBegun;
  readonly place: Place;
}

function tellBegun({ terminal }: Context, { target, begun, place }: Begun, output: Output): void {
  const label = targetLabel(target);
  const { kind, window } = begun;
  const { since, reason, endsAt } = window;
  if (output !== 'table') {
    return terminal.data(jsonOf({ target: label, begun: kind === 'begun', since, reason, endsAt }, output));
  }
  terminal.data(`${label}: ${kind === 'begun' ? 'maintenance' : 'under maintenance already,'} ${windowText(window)}`);
  if (kind === 'begun') {
    terminal.say('Runs on it start nobody: open ones within half a minute, others at once; users in flight finish.');
  }
  if (place.mode === 'embedded') terminal.say(`It counts for runs in the state folder ${place.stateDir}.`);
  const last = endsAt === undefined ? 'End it' : 'End it sooner';
  terminal.say(`${last}: onboard resume --target ${label}${place.again}`);
}

function windowText({ since, reason, endsAt }: MaintenanceWindow): string {
  const until = endsAt === undefined ? '' : ` until ${endsAt}`;
  return `since ${since}${until}${reason === undefined ? '' : `: ${printable(reason)}`}`;
}

interface Ended {
  readonly target: WholeTarget;
  readonly how: 'ended' | 'asked' | 'none';
}

const endings = {
  ended: 'the maintenance has ended; its runs go on',
  asked: 'the maintenance ends as soon as a worker takes note of it (onboard worker)',
  none: 'there is no maintenance window, so nothing is to be resumed',
} as const;

function tellEnded({ terminal }: Context, { target, how }: Ended, output: Output): ExitCode {
  const label = targetLabel(target);
  terminal.data(output === 'table' ? `${label}: ${endings[how]}` : jsonOf({ target: label, ended: how }, output));
  return exitCodes.done;
}
