import { once } from 'node:events';
import { certificateEndText } from '../../../worker/credentials';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { watchSignals } from '../../command/interruption';
import { type Place, resolvePlace } from '../../place/place';
import { onStage, type Stage } from '../../place/stage';
import { openTargets, type Targets } from '../../place/worker-targets';
import type { Worked } from '../../options';

/** `onboard worker`: carries runs on until a signal, which is its ordinary end. Embedded, the server stays up meanwhile. */
export async function work(context: Context, request: Worked): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  const targets = await openTargets(context, request);
  if (place.mode === 'cluster') return serveCluster(context, place.settings, targets);
  return onStage({ place, role: 'worker', afterwards: 'stop', context }, (stage) => workUntilStopped(stage, targets));
}

async function serveCluster(
  context: Context,
  settings: (Place & { mode: 'cluster' })['settings'],
  { config, directory, certificates, requests, notifier }: Targets,
): Promise<ExitCode> {
  const { serveWorker } = await import('../../../worker/worker-process.js');
  const { taskQueue, tracing } = context;
  const signals = watchSignals(context);
  try {
    const stop = signals.signal;
    const reach = { directory, certificates, requests, notifier: notifier('named') };
    await serveWorker({ settings, taskQueue, config, ...reach, tracing, stop });
  } finally {
    signals.stop();
  }
  return exitCodes.done;
}

async function workUntilStopped(stage: Stage, targets: Targets): Promise<ExitCode> {
  const { session, context, interrupted } = stage;
  targets.certificates.tell((end) => context.terminal.say(`Warning: ${certificateEndText(end)}.`));
  const { done } = await stage.carryOn(targets);
  context.terminal.say(`Working for ${session.temporal.address}; Web UI: ${session.uiUrl ?? ''}. Ctrl-C ends it.`);
  if (!interrupted.aborted) await Promise.race([once(interrupted, 'abort'), done]);
  return exitCodes.done;
}
