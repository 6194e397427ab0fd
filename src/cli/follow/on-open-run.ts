import type { RunId, RunOutcome, Temporal } from '../../client';
import type { Context } from '../command/context';
import type { ExitCode } from '../command/exit-codes';
import type { Told, Whose, Worked } from '../options';
import { requireRuns, resolvePlace } from '../place/place';
import { onStage, warnWithoutWorkers } from '../place/stage';
import { targetsIfNobodyWorks } from '../place/worker-targets';
import { settleRun } from './settle-run';

/** Of a command that changes the open run of a tenant, and follows it. */
export interface OpenRunRequest extends Worked, Told {
  readonly whose: Whose;
}

/** Follows a run to its end, and tells of it. */
export type Settle = (run: RunId, onOutcome?: (outcome: RunOutcome) => void) => Promise<ExitCode>;

interface Change<R extends RunId> {
  readonly find: (temporal: Temporal) => Promise<R>;
  /** The run has a worker by then, where there is any: another command's, or this one's. */
  readonly act: (temporal: Temporal, run: R, settle: Settle) => Promise<ExitCode>;
}

/** Finds a tenant's run, sees that somebody carries it on, and acts on it. */
export async function onOpenRun<R extends RunId>(
  context: Context,
  request: OpenRunRequest,
  { find, act }: Change<R>,
): Promise<ExitCode> {
  const { tenant } = request.whose;
  const place = resolvePlace(request.place, context.host);
  requireRuns(place, tenant);
  const targets = await targetsIfNobodyWorks(context, { ...request, place });
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const found = await find(temporal);
    await stage.takeOver(found);
    const { done: workerDone } = targets === undefined ? {} : await stage.carryOn(targets);
    await warnWithoutWorkers(stage);
    return act(temporal, found, (run, onOutcome) =>
      settleRun(stage, { ...request, tenant, target: undefined, run, workerDone, onOutcome }),
    );
  });
}
