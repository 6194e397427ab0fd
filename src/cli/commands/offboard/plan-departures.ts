import { defaultRunOptions, type RunOptions } from '../../../domain/run/run';
import type { Target } from '../../../targets/contract/target';
import { type DepartingUser, type DepartureCounts, departureCounts } from '../../../plan/departure-findings';
import { surveyDepartures } from '../../../plan/departure-survey';
import { createPatience } from '../../../plan/patience';
import { TargetError } from '../../../targets/contract/target';
import type { Context } from '../../command/context';
import { type Asked, chosen, departingUsers, type Named } from './departing-users';
import { type DeparturePlanned, departuresText } from './departures-text';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { watchSignals } from '../../command/interruption';
import { type Place, requireRuns } from '../../place/place';
import type { Removal } from '../../options/removal';
import type { Follow } from '../../options/run';
import { onStage } from '../../place/stage';
import { SurveyFailed, surveyProgress, tellSurveyFailed } from '../../tenant/survey-tenant';
import { configuredTarget } from '../../place/target-check';
import { jsonOf, type Output } from '../../terminal/terminal';
import { openTargets } from '../../place/worker-targets';

/** Users looked at at once. */
const concurrency = 20;

/** What is looked at, and how. */
interface PlanRequest extends Asked {
  readonly removal: Removal;
  readonly run: RunOptions;
  readonly follow: Follow;
  readonly config: string | undefined;
  readonly output: Output;
}

interface Whom {
  readonly named: Named | undefined;
  readonly place: Place;
}

/** `onboard offboard --plan`: what would be removed, by reading alone. */
export async function planNamed(context: Context, whom: Whom, request: PlanRequest): Promise<ExitCode> {
  const { terminal } = context;
  const { output } = request;
  const named = await namedUsers(context, whom, request);
  try {
    const planned = await planDepartures(context, named, request);
    terminal.data(output === 'table' ? departuresText(planned, terminal.paint) : jsonOf(planned, output));
    return planned.status === 'incomplete' ? exitCodes.someFailed : exitCodes.done;
  } catch (error) {
    return tellSurveyFailed(context, { ...named, output }, error);
  }
}

/** Only users who are not in a file have to be asked for. */
async function namedUsers(context: Context, { named, place }: Whom, request: PlanRequest): Promise<Named> {
  if (named !== undefined) return { ...named, users: chosen(named.users, request.how.users, 'the file') };
  requireRuns(place, request.target.tenant ?? '');
  const found: Named[] = [];
  await onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    found.push(await departingUsers(stage, undefined, request));
    return exitCodes.done;
  });
  const [departing] = found;
  if (departing === undefined) throw new Error('the stage ended without its users');
  return departing;
}

/**
 * Reads what an offboarding would take from users, in this process, and writes nothing. Throws `UsageError` for a
 * configuration that is wrong, `SurveyFailed`, and an `Interruption`.
 */
async function planDepartures(
  context: Context,
  { tenant, target, users }: Named,
  request: PlanRequest,
): Promise<DeparturePlanned> {
  const { directory } = await openTargets(context, request, target);
  const { how, force } = request.removal.leaving;
  const looked = await survey(context, { target: configuredTarget(directory, target), users }, request);
  const counts = departureCounts(looked);
  const summary = { total: looked.length, users: counts };
  return { tenant, target, how, force, status: statusOf(counts), summary, users: looked };
}

function statusOf({ failed, remove, unknown }: DepartureCounts): DeparturePlanned['status'] {
  if (failed > 0) return 'incomplete';
  return remove + unknown > 0 ? 'changes' : 'nothing-to-do';
}

async function survey(
  context: Context,
  { target, users }: { readonly target: Target; readonly users: Named['users'] },
  { removal, run, follow: { quiet } }: PlanRequest,
): Promise<readonly DepartingUser[]> {
  const progress = surveyProgress(context.terminal, { total: users.length, quiet });
  const signals = watchSignals(context);
  const patience = createPatience({
    longestMs: run.readyTimeoutMs,
    pollIntervalMs: defaultRunOptions.pollIntervalMs,
    signal: signals.signal,
    onWait: progress.waiting,
  });
  try {
    return await surveyDepartures(target, users, {
      ...removal.leaving,
      patience,
      concurrency,
      onUser: progress.looked,
    });
  } catch (error) {
    throw error instanceof TargetError ? new SurveyFailed(error) : error;
  } finally {
    signals.stop();
  }
}
