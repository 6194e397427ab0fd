import { cancelRun, closeRun, findRun, rowsOf, type RunOutcome, type UserStatusRow } from '../../../client';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { settleRun } from '../../follow/settle-run';
import type { Told, Whose, Worked } from '../../options';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage, warnWithoutWorkers } from '../../place/stage';
import { targetsIfNobodyWorks } from '../../place/worker-targets';
import { printable, table } from '../../terminal/text';

interface EndRequest extends Worked, Told {
  readonly whose: Whose;
  readonly how: 'cancel' | 'close';
}

/** `onboard cancel` and `onboard close`: ask the open run to end, and wait until it has. The exit code is about the asking. */
export async function endTenantRun(context: Context, request: EndRequest): Promise<ExitCode> {
  const { whose, how, output } = request;
  const { tenant } = whose;
  const place = resolvePlace(request.place, context.host);
  requireRuns(place, tenant);
  // Ending cleans up in the target.
  const targets = await targetsIfNobodyWorks(context, { ...request, place });
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    // A worker that has the run answers for its closing; cancelling it needs none.
    const run = how === 'cancel' ? await cancelRun(temporal, whose) : await findRun(temporal, whose);
    await stage.takeOver(run);
    const worker = targets === undefined ? {} : await stage.carryOn(targets);
    await warnWithoutWorkers(stage);
    if (how === 'close') await closeRun(temporal, whose);
    const onOutcome = (outcome: RunOutcome): void => {
      if (how === 'cancel' && output === 'table') tellStates(context, outcome);
    };
    const settling = { ...request, tenant, target: undefined, run, workerDone: worker.done, onOutcome };
    const code = await settleRun(stage, settling);
    return code === exitCodes.someFailed ? exitCodes.done : code;
  });
}

/** Every user of a run that has ended, with its state. */
function tellStates({ terminal }: Context, outcome: RunOutcome): void {
  if (outcome.kind !== 'result') return;
  terminal.data(`\n${table(['user', 'state', 'why'], rowsOf(outcome.result).map(rowOf))}`);
}

function rowOf({ id, state }: UserStatusRow): readonly string[] {
  const why = state.status === 'failed' ? `${state.code} at ${state.step}` : '';
  return [printable(id), state.status, why];
}
