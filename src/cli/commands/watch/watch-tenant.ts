import { findRun } from '../../../client';
import { hasWorker } from '../../../embedded/dev-server';
import type { WatchCommandFlags } from './command';
import type { Context } from '../../command/context';
import type { ExitCode } from '../../command/exit-codes';
import { whoseRuns } from '../../options/flags';
import { resolvePlace } from '../../place/place';
import { listenForQuit } from './quit-key';
import { requireRuns } from '../../place/require-runs';
import { settleRun } from '../../follow/settle-run';
import { onStage } from '../../place/stage';

/** `onboard watch TENANT`: to the end of the run; the key q leaves it to itself. */
export async function watchTenant(context: Context, tenant: string, flags: WatchCommandFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const run = await findRun(stage.session.temporal, { tenant, ...whoseRuns(flags) });
    if (run.open && place.mode === 'embedded' && !hasWorker(place.stateDir)) {
      context.terminal.say(
        'No command carries this run on: give the command that started it again, or start onboard worker.',
      );
    }
    await stage.answerQuestions(run);
    const quit = listenForQuit(context.host);
    try {
      const interrupted = AbortSignal.any([stage.interrupted, quit.signal]);
      const request = { tenant, target: undefined, run, follow: flags, output: flags.output };
      return await settleRun({ ...stage, interrupted }, request);
    } finally {
      quit.stop();
    }
  });
}
