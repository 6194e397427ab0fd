import type { Leaving, RunOptions } from '../../../domain/run/run';
import {
  type DepartingUser,
  type DepartureCounts,
  departureCounts,
  type DepartureFinding,
} from '../../../plan/departure-findings';
import { surveyDepartures } from '../../../plan/departure-survey';
import type { Context } from '../../command/context';
import { type Asked, chosen, departingUsers, type Named } from './departing-users';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { type Place, requireRuns } from '../../place/place';
import type { Follow, Removal } from '../../options';
import { onStage } from '../../place/stage';
import { lookPatiently, tellSurveyFailed } from '../../tenant/survey-tenant';
import { configuredTarget } from '../../place/target-check';
import { jsonOf, type Output, type Paint } from '../../terminal/terminal';
import { openTargets } from '../../place/worker-targets';
import type { DepartureStep } from '../../../domain/run/departure';
import { targetPlace } from '../../../domain/run/names';
import { userId } from '../../../domain/tenant/person';
import { printable, table } from '../../terminal/text';

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
  const { removal, run, follow } = request;
  const { how, force } = removal.leaving;
  const looking = { readyTimeoutMs: run.readyTimeoutMs, quiet: follow.quiet, total: users.length };
  const looked = await lookPatiently(context, looking, (options) =>
    surveyDepartures(configuredTarget(directory, target), users, { ...removal.leaving, ...options }),
  );
  const counts = departureCounts(looked);
  const summary = { total: looked.length, users: counts };
  return { tenant, target, how, force, status: statusOf(counts), summary, users: looked };
}

function statusOf({ failed, remove, unknown }: DepartureCounts): DeparturePlanned['status'] {
  if (failed > 0) return 'incomplete';
  return remove + unknown > 0 ? 'changes' : 'nothing-to-do';
}

/** What an offboarding would take, as it is printed. */
interface DeparturePlanned extends Omit<Named, 'users'>, Leaving {
  readonly status: 'nothing-to-do' | 'changes' | 'incomplete';
  readonly summary: { readonly total: number; readonly users: DepartureCounts };
  readonly users: readonly DepartingUser[];
}

/** What an offboarding would do about something that is still there. */
const todo: Readonly<Record<DepartureStep, string>> = {
  inspect: 'look at',
  ungroup: 'remove from',
  leave: 'leave',
  deprovision: 'account:',
};

/** What an offboarding would take, for a person: each user of whom there is something left, and the counts. */
function departuresText({ tenant, target, status, summary, users, force }: DeparturePlanned, paint: Paint): string {
  const shown = users.filter(({ verdict }) => verdict !== 'gone').map((user) => userText(user, force, paint));
  const { remove, gone, unknown, failed } = summary.users;
  const counts = [summary.total, remove, gone, summary.users['changed-since'], unknown, failed].map(String);
  return [
    `${paint('bold', tenant)} ← ${targetPlace(target)}: ${status}`,
    ...(shown.length === 0 ? [] : ['', ...shown]),
    '',
    table(['users', 'to remove', 'gone', 'changed since', 'unknown', 'not readable'], [counts]),
  ].join('\n');
}

function userText(user: DepartingUser, force: boolean, paint: Paint): string {
  const stays = user.verdict === 'changed-since';
  const missing = stays ? [] : user.steps.flatMap((found) => (found.state === 'missing' ? [wordsOf(found)] : []));
  const line = (sign: string, text: string): string => `  ${sign} ${printable(text)}`;
  return [
    `${printable(userId(user))} (${user.type})`,
    ...(missing.length === 0 ? [] : [line(paint('red', '-'), missing.join('; '))]),
    ...user.steps.flatMap((found) => {
      if (found.state === 'differs') return [line(paint('yellow', '~'), differsText(found.differs, force))];
      if (found.state === 'unknown') return [line(paint('yellow', '?'), `unknown: ${found.step}: ${found.why}`)];
      if (found.state !== 'failed') return [];
      return [line(paint('red', '!'), `not readable: ${found.step}: ${found.code}: ${found.message}`)];
    }),
  ].join('\n');
}

function wordsOf({ step, missing }: DepartureFinding & { state: 'missing' }): string {
  return `${todo[step]} ${missing.join(', ')}`;
}

function differsText(differs: readonly string[], force: boolean): string {
  return `somebody else changed ${differs.join(', ')}; ${force ? 'removed all the same' : 'not removed unless --force'}`;
}
