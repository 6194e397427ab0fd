import { findRun } from '../../../client';
import { hasWorker } from '../../../embedded/dev-server';
import type { Context } from '../../command/context';
import type { ExitCode } from '../../command/exit-codes';
import { UsageError } from '../../command/usage-error';
import { settleRun } from '../../follow/settle-run';
import type { PlaceWish } from '../../options/place';
import type { ReportWish } from '../../options/report';
import type { Follow } from '../../options/run';
import type { Whose } from '../../options/target';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage } from '../../place/stage';
import type { Output } from '../../terminal/terminal';
import { listenForQuit } from './quit-key';
import { watchAll } from './watch-all';

interface WatchRequest {
  /** Every open run, when absent. */
  readonly run: Whose | undefined;
  readonly place: PlaceWish;
  readonly follow: Follow;
  readonly output: Output;
  readonly report: ReportWish | undefined;
}

/** `onboard watch`. */
export async function watch(context: Context, { run, ...request }: WatchRequest): Promise<ExitCode> {
  if (run !== undefined) return watchTenant(context, { ...request, run });
  if (request.report !== undefined) throw new UsageError('A report is of one run.', 'Name the tenant, too.');
  return watchAll(context, request);
}

/** To the end of the run; the key q leaves it to itself. */
async function watchTenant(context: Context, request: WatchRequest & { readonly run: Whose }): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  const { tenant } = request.run;
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const run = await findRun(stage.session.temporal, request.run);
    if (run.open && place.mode === 'embedded' && !hasWorker(place.stateDir)) {
      context.terminal.say(
        'No command carries this run on: give the command that started it again, or start onboard worker.',
      );
    }
    await stage.answerQuestions(run);
    const quit = listenForQuit(context.host);
    try {
      const interrupted = AbortSignal.any([stage.interrupted, quit.signal]);
      return await settleRun({ ...stage, interrupted }, { ...request, tenant, target: undefined, run });
    } finally {
      quit.stop();
    }
  });
}
