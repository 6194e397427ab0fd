import { fingerprintOf, startOffboarding } from '../../../client';
import { targetPlace } from '../../../domain/run/names';
import { toUsers } from '../../../input/tenant/to-users';
import type { TargetDirectory } from '../../../targets/contract/target';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { UsageError } from '../../command/errors';
import { guardRemovals, mayRemove, requireConsent } from '../../follow/ask-before-removing';
import { settleRun } from '../../follow/settle-run';
import type { Begun, Removal, TargetHints, Told, UserSource, Worked } from '../../options';
import { beforeWork, tellUnreachable } from '../../place/before-work';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage, type Stage } from '../../place/stage';
import { idKeyOf, userKeyOptions } from '../../place/user-keys';
import { ownTargets } from '../../place/worker-targets';
import { type FoundTenant, readPresentTenant } from '../../tenant/read-tenant';
import { tellNobody } from '../../tenant/start-request';
import { tellStarted } from '../run/run-tenant';
import { type Departing, departingUsers, type Named } from './departing-users';
import { planNamed } from './plan-departures';

/** Who is to leave, how, and what is told of it. */
export interface OffboardRequest extends Worked, Told, Begun {
  /** Absent for users of a tenant that is known. */
  readonly source: UserSource | undefined;
  readonly target: TargetHints;
  readonly how: { readonly users: readonly string[] | undefined; readonly plan: boolean };
  readonly removal: Removal;
}

/** `onboard offboard`: takes users back out of their target, and follows until that is done. */
export async function offboardUsers(context: Context, request: OffboardRequest): Promise<ExitCode> {
  requireSubject(request);
  const { source, target: hints } = request;
  const found = source === undefined ? undefined : await readPresentTenant(context, { source, target: hints });
  if (found?.nobody !== undefined) return tellNobody(context, found, request.output);
  if (!request.how.plan) requireConsent(context, request.removal);
  const named = found === undefined ? undefined : await namedIn(context, found, request);
  const place = resolvePlace(request.place, context.host);
  if (request.how.plan) return planNamed(context, { named, place }, request);
  if (named === undefined) requireRuns(place, request.target.tenant ?? '');
  const targets = await ownTargets(context, { ...request, place }, named?.target);
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    // Its worker also answers who is known.
    const { done } = targets === undefined ? {} : await stage.carryOn(targets);
    const departing = await departingUsers(stage, named, request);
    return offboard(stage, { departing, directory: targets?.directory, request, workerDone: done });
  });
}

function requireSubject({ source, target: { tenant }, how: { users } }: OffboardRequest): void {
  if (source !== undefined) return;
  if (users === undefined) throw new UsageError('Nobody is named.', 'Name a tenant file, or --tenant with --user.');
  if (tenant === undefined) throw new UsageError('--user without a file wants --tenant, whose users they are.');
}

async function namedIn(
  context: Context,
  { definition }: FoundTenant,
  { config }: Pick<OffboardRequest, 'config'>,
): Promise<Named> {
  const { tenant, target, users } = definition;
  return { tenant, target, users: toUsers({ users }, await userKeyOptions(context, config)) };
}

interface Offboarding {
  readonly departing: Departing;
  readonly directory: TargetDirectory | undefined;
  readonly request: OffboardRequest;
  readonly workerDone: Promise<void> | undefined;
}

async function offboard(stage: Stage, { departing, directory, request, workerDone }: Offboarding): Promise<ExitCode> {
  const { tenant, target, users, known } = departing;
  const { removal, output, notify } = request;
  const { leaving } = removal;
  guardRemovals({ removals: users.length, known }, removal);
  if (!(await mayRemove(stage.context, questionOf(departing, removal), removal))) return exitCodes.done;
  const input = { tenant, target, users, options: request.run };
  const unreachable = await beforeWork(stage, { input, leaving }, directory);
  if (unreachable !== undefined) return tellUnreachable(stage.context, { tenant, target, output }, unreachable);
  const fingerprint = fingerprintOf({ target, users }, idKeyOf(stage.context));
  const started = await startOffboarding(stage.session.temporal, { ...input, ...leaving, notify, fingerprint });
  await tellStarted(stage, tenant, started);
  if (started.kind === 'nothing-to-do') return exitCodes.done;
  return settleRun(stage, { ...request, tenant, target, run: started, workerDone });
}

function questionOf({ tenant, target, users, known }: Departing, { leaving }: Removal): string {
  const verb = leaving.how === 'delete' ? 'Delete' : 'Disable';
  return `${verb} ${users.length} of ${known} users of ${tenant} in ${targetPlace(target)}?`;
}
