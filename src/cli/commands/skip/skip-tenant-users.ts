import { findRun, type Mended, skipUsers } from '../../../client';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { settleRun } from '../../follow/settle-run';
import type { Told, Whose, Worked } from '../../options';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage, warnWithoutWorkers } from '../../place/stage';
import { targetsIfNobodyWorks } from '../../place/worker-targets';
import { jsonOf } from '../../terminal/terminal';

interface SkipRequest extends Worked, Told {
  readonly whose: Whose;
  readonly users: readonly string[];
}

/** `onboard skip`: leaves users out of the open run, and follows it when nothing else is left to do in it. */
export async function skipTenantUsers(context: Context, request: SkipRequest): Promise<ExitCode> {
  const { whose, users, output } = request;
  const { tenant } = whose;
  const place = resolvePlace(request.place, context.host);
  requireRuns(place, tenant);
  const targets = await targetsIfNobodyWorks(context, { ...request, place });
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    await stage.takeOver(await findRun(temporal, whose));
    const worker = targets === undefined ? {} : await stage.carryOn(targets);
    await warnWithoutWorkers(stage);
    const mended = await skipUsers(temporal, { ...whose, users });
    context.terminal.say(`Skipped; ${leftText(mended)}.`);
    if (isLeft(mended)) {
      if (output !== 'table') context.terminal.data(jsonOf({ tenant, status: 'running', ...mended }, output));
      return exitCodes.done;
    }
    return settleRun(stage, { ...request, tenant, target: undefined, run: mended, workerDone: worker.done });
  });
}

function isLeft({ counts: { failed, pending, running } }: Mended): boolean {
  return failed + pending + running > 0;
}

function leftText({ counts: { failed, pending, running, skipped = 0 } }: Mended): string {
  return `${skipped} skipped in all, ${failed} failed, ${running} in flight, ${pending} waiting`;
}
