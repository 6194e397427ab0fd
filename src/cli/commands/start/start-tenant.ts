import { startOnboarding, type Started } from '../../../client';
import { hasRuns, hasWorker } from '../../../embedded/dev-server';
import type { StartCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { noticesOf } from '../../options/notice-flags';
import { type Place, resolvePlace } from '../../place/place';
import { tellFinished, tellLink } from '../../follow/settle-run';
import { onStage } from '../../place/stage';
import { requireTenant, startRequest } from '../../tenant/tenant-input';
import { jsonOf } from '../../terminal/terminal';
import { UsageError } from '../../command/usage-error';
import { userKeyOptions } from '../../place/user-keys';
import { warnWithoutWorkers } from '../../place/warn-without-workers';

/** `onboard start`: starts or joins the tenant's run, and leaves it to the workers. */
export async function startTenant(context: Context, file: string, flags: StartCommandFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  requireWorkerElsewhere(place);
  noticesOf(flags);
  const definition = await requireTenant(context, file, flags);
  const keys = await userKeyOptions(context, flags);
  const request = startRequest(context, definition, { ...flags, keys });
  const { tenant, target } = request.input;
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const started = await startOnboarding(stage.session.temporal, request);
    if (started.kind === 'nothing-to-do') {
      return tellFinished(stage, { outcome: started.outcome, tenant, target }, flags.output);
    }
    const { workflowId, runId } = started;
    if (flags.output === 'table') context.terminal.data(`${startedText(started)}: ${workflowId} ${runId}`);
    else context.terminal.data(jsonOf({ tenant, target, status: started.kind, workflowId, runId }, flags.output));
    tellLink(stage, started);
    context.terminal.say(`Follow it: onboard watch ${tenant}`);
    await warnWithoutWorkers(stage);
    return exitCodes.done;
  });
}

function startedText(started: Started): string {
  if (started.kind !== 'joined') return 'started';
  return started.added === 0 ? 'joined the open run' : `joined the open run, ${started.added} users added`;
}

/** Embedded, a run goes on only while some command works on it. */
function requireWorkerElsewhere(place: Place): void {
  if (place.mode === 'cluster' || (hasRuns(place.stateDir) && hasWorker(place.stateDir))) return;
  throw new UsageError(
    'No Temporal is configured, and no worker is up in the state folder: nothing would carry the run on.',
    'Use onboard run, or start onboard worker first, or name a Temporal server with --address.',
  );
}
