import { findRun, type Mended, skipUsers } from '../../../client';
import { hasWorker } from '../../../embedded/dev-server';
import type { SkipCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { whoseRuns } from '../../options/flags';
import { resolvePlace } from '../../place/place';
import { requireRuns } from '../../place/require-runs';
import { settleRun } from '../../follow/settle-run';
import { onStage } from '../../place/stage';
import { jsonOf } from '../../terminal/terminal';
import { warnWithoutWorkers } from '../../place/warn-without-workers';
import { openTargets } from '../../place/worker-targets';

/** `onboard skip`: leaves users out of the open run, and follows it when nothing else is left to do in it. */
export async function skipTenantUsers(context: Context, tenant: string, flags: SkipCommandFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  requireRuns(place, tenant);
  const own = place.mode === 'embedded' && !hasWorker(place.stateDir);
  const targets = own ? await openTargets(context, flags) : undefined;
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const ref = { tenant, ...whoseRuns(flags) };
    await stage.takeOver(await findRun(temporal, ref));
    const worker = targets === undefined ? {} : await stage.carryOn(targets);
    await warnWithoutWorkers(stage);
    const mended = await skipUsers(temporal, { ...ref, users: flags.user });
    const { output } = flags;
    context.terminal.say(`Skipped; ${leftText(mended)}.`);
    if (isLeft(mended)) {
      if (output !== 'table') context.terminal.data(jsonOf({ tenant, status: 'running', ...mended }, output));
      return exitCodes.done;
    }
    return settleRun(stage, {
      tenant,
      target: undefined,
      run: mended,
      follow: flags,
      output,
      workerDone: worker.done,
    });
  });
}

function isLeft({ counts: { failed, pending, running } }: Mended): boolean {
  return failed + pending + running > 0;
}

function leftText({ counts: { failed, pending, running, skipped = 0 } }: Mended): string {
  return `${skipped} skipped in all, ${failed} failed, ${running} in flight, ${pending} waiting`;
}
