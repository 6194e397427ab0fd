import { findRun, pauseRun, type PauseState, resumeRun } from '../../../client';
import type { WholeTarget } from '../../../domain/run/maintenance';
import { hasWorker } from '../../../embedded/dev-server';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { goOnText, pauseText } from '../../follow/pause-text';
import type { PlaceWish } from '../../options/place';
import type { Whose } from '../../options/target';
import { type Place, requireRuns, resolvePlace } from '../../place/place';
import { onStage } from '../../place/stage';
import { jsonOf, type Output } from '../../terminal/terminal';
import { beginTargetMaintenance, endTargetMaintenance } from './maintain-target';

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
    const state = change === 'pause' ? await pauseRun(temporal, { ...ref, reason }) : await resumeRun(temporal, ref);
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
