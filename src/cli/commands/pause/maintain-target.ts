import { beginMaintenance, endMaintenance, findMaintenance, type MaintenanceBegun } from '../../../client';
import type { MaintenanceWindow, WholeTarget } from '../../../domain/run/maintenance';
import { targetLabel } from '../../../domain/run/names';
import { hasRuns } from '../../../embedded/dev-server';
import { TargetError } from '../../../targets/contract/target';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { type Place, resolvePlace } from '../../place/place';
import { printable } from '../../terminal/printable';
import type { PlaceWish } from '../../options/place';
import { onStage, warnWithoutWorkers } from '../../place/stage';
import { jsonOf, type Output } from '../../terminal/terminal';
import { UsageError } from '../../command/usage-error';
import { openTargets, refTo } from '../../place/worker-targets';

interface Concerned {
  readonly target: WholeTarget;
  readonly place: PlaceWish;
  readonly output: Output;
}

interface Beginning extends Concerned {
  readonly reason?: string | undefined;
  readonly forMs?: number | undefined;
  readonly config: string | undefined;
}

/** `onboard pause --target`: a maintenance window, in which every run on the target waits. One that is there already stays as it is. */
export async function beginTargetMaintenance(context: Context, request: Beginning): Promise<ExitCode> {
  const { target, reason, forMs, output } = request;
  const place = resolvePlace(request.place, context.host);
  if (place.mode === 'embedded') await requireConfigured(context, request);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const begun = await beginMaintenance(stage.session.temporal, { target, reason, forMs });
    tellBegun(context, { target, begun, place }, output);
    await warnWithoutWorkers(stage);
    return exitCodes.done;
  });
}

/** `onboard resume --target`: ends the window, if there is one. */
export async function endTargetMaintenance(
  context: Context,
  { target, output, ...request }: Concerned,
): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) return tellEnded(context, { target, how: 'none' }, output);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const window = await findMaintenance(temporal, target);
    if (window === undefined) return tellEnded(context, { target, how: 'none' }, output);
    await stage.answerQuestions(window);
    return tellEnded(context, { target, how: await endMaintenance(temporal, target) }, output);
  });
}

/** Throws `UsageError` for a target that no run of this place can have. */
async function requireConfigured(context: Context, { target, config }: Beginning): Promise<void> {
  const { directory } = await openTargets(context, { config });
  try {
    directory(refTo(target.system, target.instance, 'any'));
  } catch (error) {
    if (!(error instanceof TargetError) || error.code !== 'TARGET_UNKNOWN') throw error;
    throw new UsageError(
      `The worker configuration has no target ${targetLabel(target)}.`,
      'Correct --target, or add the target to the worker configuration (--config).',
    );
  }
}

interface Begun {
  readonly target: WholeTarget;
  readonly begun: MaintenanceBegun;
  readonly place: Place;
}

function tellBegun({ terminal }: Context, { target, begun, place }: Begun, output: Output): void {
  const label = targetLabel(target);
  const { kind, window } = begun;
  const { since, reason, endsAt } = window;
  if (output !== 'table') {
    return terminal.data(jsonOf({ target: label, begun: kind === 'begun', since, reason, endsAt }, output));
  }
  terminal.data(`${label}: ${kind === 'begun' ? 'maintenance' : 'under maintenance already,'} ${windowText(window)}`);
  if (kind === 'begun') {
    terminal.say('Runs on it start nobody: open ones within half a minute, others at once; users in flight finish.');
  }
  if (place.mode === 'embedded') terminal.say(`It counts for runs in the state folder ${place.stateDir}.`);
  const last = endsAt === undefined ? 'End it' : 'End it sooner';
  terminal.say(`${last}: onboard resume --target ${label}${place.again}`);
}

function windowText({ since, reason, endsAt }: MaintenanceWindow): string {
  const until = endsAt === undefined ? '' : ` until ${endsAt}`;
  return `since ${since}${until}${reason === undefined ? '' : `: ${printable(reason)}`}`;
}

interface Ended {
  readonly target: WholeTarget;
  readonly how: 'ended' | 'asked' | 'none';
}

const endings = {
  ended: 'the maintenance has ended; its runs go on',
  asked: 'the maintenance ends as soon as a worker takes note of it (onboard worker)',
  none: 'there is no maintenance window, so nothing is to be resumed',
} as const;

function tellEnded({ terminal }: Context, { target, how }: Ended, output: Output): ExitCode {
  const label = targetLabel(target);
  terminal.data(output === 'table' ? `${label}: ${endings[how]}` : jsonOf({ target: label, ended: how }, output));
  return exitCodes.done;
}
