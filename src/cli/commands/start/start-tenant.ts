import { type Started, startOnboarding } from '../../../client';
import { hasRuns, hasWorker } from '../../../embedded/dev-server';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { UsageError } from '../../command/errors';
import { againFor } from '../../follow/again';
import { tellFinished, tellLink } from '../../follow/settle-run';
import { type Place, resolvePlace } from '../../place/place';
import { onStage, warnWithoutWorkers } from '../../place/stage';
import { readTenant, type TenantWish } from '../../tenant/read-tenant';
import { startRequest, tellNobody } from '../../tenant/start-request';
import { jsonOf, type Output } from '../../terminal/terminal';
import type { Begun, Worked } from '../../options';

interface StartWish extends TenantWish, Worked, Begun {
  readonly how: { readonly force: boolean };
  readonly output: Output;
}

/** `onboard start`: starts or joins the tenant's run, and leaves it to the workers. */
export async function startTenant(context: Context, wish: StartWish): Promise<ExitCode> {
  const place = resolvePlace(wish.place, context.host);
  const { source, how, output } = wish;
  const found = await readTenant(context, wish);
  if (found.nobody !== undefined) return tellNobody(context, found, output);
  requireWorkerElsewhere(place);
  const again = how.force || source.kind === 'secret' ? 'always' : 'if-needed';
  const request = await startRequest(context, found, { ...wish, again });
  const { tenant, target } = request.input;
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const started = await startOnboarding(stage.session.temporal, request);
    if (started.kind === 'nothing-to-do') {
      return tellFinished(stage, { outcome: started.outcome, tenant, target }, { output, report: undefined });
    }
    const { workflowId, runId } = started;
    if (output === 'table') context.terminal.data(`${startedText(started)}: ${workflowId} ${runId}`);
    else context.terminal.data(jsonOf({ tenant, target, status: started.kind, workflowId, runId }, output));
    tellLink(stage, started);
    context.terminal.say(`Follow it: onboard watch ${tenant}${await againFor(stage, started)}`);
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
