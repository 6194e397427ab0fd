import { fingerprintOf, startOffboarding } from '../../../client';
import { targetPlace } from '../../../domain/run/names';
import { toUsers } from '../../../input/tenant/to-users';
import type { TargetDirectory } from '../../../targets/contract/target';
import { guardRemovals, mayRemove, requireConsent } from '../../follow/ask-before-removing';
import { beforeWork, tellUnreachable } from '../../place/before-work';
import type { OffboardCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type Departing, departingUsers, type Named } from './departing-users';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { planNamed } from './plan-departures';
import { type Place, resolvePlace } from '../../place/place';
import { leavingOf } from '../../options/removal-flags';
import { requireRuns } from '../../place/require-runs';
import { requireReportFormat, writeRunReport } from '../../follow/run-report';
import { tellStarted } from '../run/run-tenant';
import { settleRun } from '../../follow/settle-run';
import { onStage, type Stage } from '../../place/stage';
import { configuredTarget } from '../../place/target-check';
import { requireTenant, runOptionsOf } from '../../tenant/tenant-input';
import { UsageError } from '../../command/usage-error';
import { idKeyOf, userKeyOptions } from '../../place/user-keys';
import { openTargets, type Targets } from '../../place/worker-targets';

/** `onboard offboard`: takes users back out of their target, and follows until that is done. */
export async function offboardUsers(
  context: Context,
  file: string | undefined,
  flags: OffboardCommandFlags,
): Promise<ExitCode> {
  requireReportFormat(flags.report);
  requireSubject(file, flags);
  if (!flags.plan) requireConsent(context, flags);
  const named = file === undefined ? undefined : await namedIn(context, file, flags);
  const place = resolvePlace(flags, context.host);
  if (flags.plan) return planNamed(context, { named, place }, flags);
  if (named === undefined) requireRuns(place, flags.tenant ?? '');
  const targets = await targetsOf(context, { place, named }, flags);
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    // Its worker also answers who is known.
    const { done } = targets === undefined ? {} : await stage.carryOn(targets);
    const departing = await departingUsers(stage, named, flags);
    return offboard(stage, { departing, directory: targets?.directory, flags, workerDone: done });
  });
}

function requireSubject(file: string | undefined, { user, tenant }: OffboardCommandFlags): void {
  if (file !== undefined) return;
  if (user === undefined) throw new UsageError('Nobody is named.', 'Name a tenant file, or --tenant with --user.');
  if (tenant === undefined) throw new UsageError('--user without a file wants --tenant, whose users they are.');
}

async function namedIn(context: Context, file: string, flags: OffboardCommandFlags): Promise<Named> {
  const { tenant, target, users } = await requireTenant(context, file, flags);
  return { tenant, target, users: toUsers({ users }, await userKeyOptions(context, flags)) };
}

/** Only the embedded mode does the work itself; given a configuration all the same, it is checked against. */
async function targetsOf(
  context: Context,
  { place, named }: { readonly place: Place; readonly named: Named | undefined },
  flags: OffboardCommandFlags,
): Promise<Targets | undefined> {
  if (place.mode === 'cluster' && flags.config === undefined) return undefined;
  const targets = await openTargets(context, flags, named?.target);
  if (named !== undefined) configuredTarget(targets.directory, named.target);
  return targets;
}

interface Offboarding {
  readonly departing: Departing;
  readonly directory: TargetDirectory | undefined;
  readonly flags: OffboardCommandFlags;
  readonly workerDone: Promise<void> | undefined;
}

async function offboard(stage: Stage, { departing, directory, flags, workerDone }: Offboarding): Promise<ExitCode> {
  const { tenant, target, users, known } = departing;
  guardRemovals({ removals: users.length, known }, flags);
  if (!(await mayRemove(stage.context, questionOf(departing, flags), flags))) return exitCodes.done;
  const leaving = leavingOf(flags);
  const input = { tenant, target, users, options: runOptionsOf(flags) };
  const unreachable = await beforeWork(stage, { input, leaving }, directory);
  if (unreachable !== undefined) {
    return tellUnreachable(stage.context, { tenant, target, output: flags.output }, unreachable);
  }
  const fingerprint = fingerprintOf({ target, users }, idKeyOf(stage.context));
  const started = await startOffboarding(stage.session.temporal, { ...input, ...leaving, fingerprint });
  await tellStarted(stage, tenant, started);
  if (started.kind === 'nothing-to-do') return exitCodes.done;
  const { output } = flags;
  const code = await settleRun(stage, { tenant, target, run: started, follow: flags, output, workerDone });
  if (!stage.interrupted.aborted) await writeRunReport(stage, { tenant, run: started, file: flags.report });
  return code;
}

function questionOf({ tenant, target, users, known }: Departing, flags: OffboardCommandFlags): string {
  const verb = flags.delete ? 'Delete' : 'Disable';
  return `${verb} ${users.length} of ${known} users of ${tenant} in ${targetPlace(target)}?`;
}
