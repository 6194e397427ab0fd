import { cancelRun, closeRun, findRun, type RunOutcome } from '../../../client';
import { hasWorker } from '../../../embedded/dev-server';
import type { EndCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { whoseRuns } from '../../options/flags';
import { type Place, resolvePlace } from '../../place/place';
import { requireRuns } from '../../place/require-runs';
import { settleRun } from '../../follow/settle-run';
import { onStage } from '../../place/stage';
import { userStates } from './user-states';
import { openTargets, type Targets } from '../../place/worker-targets';
import { warnWithoutWorkers } from '../../place/warn-without-workers';

export interface EndRequest {
  readonly tenant: string;
  readonly how: 'cancel' | 'close';
}

/** `onboard cancel` and `onboard close`: ask the open run to end, and wait until it has. The exit code is about the asking. */
export async function endTenantRun(context: Context, request: EndRequest, flags: EndCommandFlags): Promise<ExitCode> {
  const { tenant, how } = request;
  const place = resolvePlace(flags, context.host);
  requireRuns(place, tenant);
  const targets = await targetsFor(context, place, flags);
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const ref = { tenant, ...whoseRuns(flags) };
    // A worker that has the run answers for its closing; cancelling it needs none.
    const run = how === 'cancel' ? await cancelRun(temporal, ref) : await findRun(temporal, ref);
    await stage.takeOver(run);
    const worker = targets === undefined ? {} : await stage.carryOn(targets);
    await warnWithoutWorkers(stage);
    if (how === 'close') await closeRun(temporal, ref);
    const { output } = flags;
    const code = await settleRun(stage, {
      tenant,
      target: undefined,
      run,
      follow: flags,
      output,
      workerDone: worker.done,
      onOutcome: (outcome) => {
        if (how === 'cancel' && output === 'table') tellStates(context, outcome);
      },
    });
    return code === exitCodes.someFailed ? exitCodes.done : code;
  });
}

function tellStates({ terminal }: Context, outcome: RunOutcome): void {
  const text = userStates(outcome);
  if (text !== undefined) terminal.data(`\n${text}`);
}

/** Ending cleans up in the target, so an embedded run needs a worker that has it: another command's, or this one's. */
async function targetsFor(context: Context, place: Place, flags: EndCommandFlags): Promise<Targets | undefined> {
  if (place.mode === 'cluster' || hasWorker(place.stateDir)) return undefined;
  return openTargets(context, flags);
}
