import { defaultRunOptions, type Leaving } from '../../../domain/run/run';
import type { Target } from '../../../targets/contract/target';
import { type DepartingUser, type DepartureCounts, departureCounts } from '../../../plan/departure-findings';
import { surveyDepartures } from '../../../plan/departure-survey';
import { createPatience } from '../../../plan/patience';
import { TargetError } from '../../../targets/contract/target';
import type { OffboardCommandFlags } from './command';
import type { Context } from '../../command/context';
import { chosen, departingUsers, type Named } from './departing-users';
import { departuresText } from './departures-text';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import type { ConfigFlags } from '../../options/flags';
import { watchSignals } from '../../command/interruption';
import type { Place } from '../../place/place';
import { leavingOf } from '../../options/removal-flags';
import { requireRuns } from '../../place/require-runs';
import { onStage } from '../../place/stage';
import { SurveyFailed, surveyProgress, tellSurveyFailed } from '../../tenant/survey-tenant';
import type { SurveyFlags } from '../../options/survey-flags';
import { configuredTarget } from '../../place/target-check';
import { jsonOf } from '../../terminal/terminal';
import { openTargets } from '../../place/worker-targets';

/** What an offboarding would take, as it is printed. */
export interface DeparturePlanned extends Omit<Named, 'users'>, Leaving {
  readonly status: 'nothing-to-do' | 'changes' | 'incomplete';
  readonly summary: { readonly total: number; readonly users: DepartureCounts };
  readonly users: readonly DepartingUser[];
}

/** Users looked at at once. */
const concurrency = 20;

interface Asked {
  readonly named: Named | undefined;
  readonly place: Place;
}

/** `onboard offboard --plan`: what would be removed, by reading alone. */
export async function planNamed(context: Context, asked: Asked, flags: OffboardCommandFlags): Promise<ExitCode> {
  const { terminal } = context;
  const { output } = flags;
  const named = await namedUsers(context, asked, flags);
  try {
    const planned = await planDepartures(context, named, { ...flags, ...leavingOf(flags) });
    terminal.data(output === 'table' ? departuresText(planned, terminal.paint) : jsonOf(planned, output));
    return planned.status === 'incomplete' ? exitCodes.someFailed : exitCodes.done;
  } catch (error) {
    return tellSurveyFailed(context, { ...named, output }, error);
  }
}

/** Only users who are not in a file have to be asked for. */
async function namedUsers(context: Context, { named, place }: Asked, flags: OffboardCommandFlags): Promise<Named> {
  if (named !== undefined) return { ...named, users: chosen(named.users, flags.user, 'the file') };
  requireRuns(place, flags.tenant ?? '');
  const found: Named[] = [];
  await onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    found.push(await departingUsers(stage, undefined, flags));
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
export async function planDepartures(
  context: Context,
  { tenant, target, users }: Named,
  flags: Leaving & SurveyFlags & ConfigFlags,
): Promise<DeparturePlanned> {
  const { directory } = await openTargets(context, flags, target);
  const { how, force } = flags;
  const looked = await survey(context, { target: configuredTarget(directory, target), users }, flags);
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
  { how, force, readyTimeout, quiet }: Leaving & SurveyFlags,
): Promise<readonly DepartingUser[]> {
  const progress = surveyProgress(context.terminal, { total: users.length, quiet });
  const signals = watchSignals(context);
  const patience = createPatience({
    longestMs: readyTimeout ?? defaultRunOptions.readyTimeoutMs,
    pollIntervalMs: defaultRunOptions.pollIntervalMs,
    signal: signals.signal,
    onWait: progress.waiting,
  });
  try {
    return await surveyDepartures(target, users, { how, force, patience, concurrency, onUser: progress.looked });
  } catch (error) {
    throw error instanceof TargetError ? new SurveyFailed(error) : error;
  } finally {
    signals.stop();
  }
}
