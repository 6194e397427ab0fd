import { findRun, pauseRun, type PauseState, resumeRun } from '../../../client';
import { hasWorker } from '../../../embedded/dev-server';
import type { ResumeCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { whoseRuns } from '../../options/flags';
import { goOnText, pauseText } from '../../follow/pause-text';
import { type Place, resolvePlace } from '../../place/place';
import { requireRuns } from '../../place/require-runs';
import { onStage } from '../../place/stage';
import { jsonOf } from '../../terminal/terminal';

export interface PauseTenantRequest {
  readonly tenant: string;
  readonly what: 'pause' | 'resume';
}

type Flags = ResumeCommandFlags & { readonly reason?: string | undefined };

/** `onboard pause TENANT` and `onboard resume TENANT`: asks the open run, which a worker answers for, and returns. */
export async function pauseTenant(context: Context, request: PauseTenantRequest, flags: Flags): Promise<ExitCode> {
  const { tenant, what } = request;
  const place = resolvePlace(flags, context.host);
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const ref = { tenant, ...whoseRuns(flags) };
    const run = await findRun(temporal, ref);
    const carried = place.mode === 'cluster' || hasWorker(place.stateDir);
    if (run.open) await stage.answerQuestions(run);
    const state =
      what === 'pause' ? await pauseRun(temporal, { ...ref, reason: flags.reason }) : await resumeRun(temporal, ref);
    tell(context, { tenant, state, place }, flags);
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

function tell({ terminal }: Context, { tenant, state, place }: Told, { output }: Flags): void {
  const { paused, workflowId, runId } = state;
  if (output !== 'table') return terminal.data(jsonOf({ tenant, workflowId, runId, paused: paused ?? null }, output));
  if (paused === undefined) return terminal.data(`${tenant}: goes on`);
  const run = { tenant, workflowId, paused };
  terminal.data(`${tenant}: ${pauseText(run)}`);
  terminal.say('Nobody else is started; users in flight finish, and the run stays open.');
  terminal.say(goOnText(run, place.again));
}
