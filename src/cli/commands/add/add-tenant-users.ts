import { addToRun, findRun, targetOfRun } from '../../../client';
import type { NoticeWish } from '../../../domain/run/notice';
import type { RunOptions } from '../../../domain/run/run';
import { toUsers } from '../../../input/tenant/to-users';
import type { Context } from '../../command/context';
import type { ExitCode } from '../../command/exit-codes';
import { settleRun, tellFinished } from '../../follow/settle-run';
import type { PlaceWish } from '../../options/place';
import type { ReportWish } from '../../options/report';
import type { Follow } from '../../options/run';
import type { TenantAt } from '../../options/target';
import { resolvePlace, requireRuns } from '../../place/place';
import { onStage, type Stage } from '../../place/stage';
import { userKeyOptions } from '../../place/user-keys';
import { ownTargets } from '../../place/worker-targets';
import type { Output } from '../../terminal/terminal';
import { tellStarted } from '../run/run-tenant';
import { addedUsers, type WhoIsAdded } from './added-users';

interface AddWish extends WhoIsAdded {
  readonly tenant: TenantAt;
  readonly run: RunOptions;
  readonly notify: readonly NoticeWish[];
  readonly place: PlaceWish;
  readonly config: string | undefined;
  readonly follow: Follow;
  readonly output: Output;
  readonly report: ReportWish | undefined;
}

/** `onboard add`: users for the tenant's open run, else for a new one; follows until they are done. */
export async function addTenantUsers(context: Context, wish: AddWish): Promise<ExitCode> {
  const place = resolvePlace(wish.place, context.host);
  requireRuns(place, wish.tenant.tenant);
  const targets = await ownTargets(context, { ...wish, place });
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const last = await findRun(stage.session.temporal, wish.tenant);
    const request = await requestOf(stage, wish);
    if (last.open) await stage.takeOver(last);
    const awsEndpoint = wish.source?.kind === 'secret' ? wish.source.endpoint : undefined;
    const worker = targets === undefined ? {} : await stage.carryOn({ ...targets, awsEndpoint });
    const started = await addToRun(stage.session.temporal, request);
    const { tenant, target } = request;
    if (started.kind === 'nothing-to-do') {
      return tellFinished(stage, { tenant, target, outcome: started.outcome }, wish);
    }
    await tellStarted(stage, tenant, started);
    return settleRun(stage, { ...wish, tenant, target, run: started, workerDone: worker.done });
  });
}

async function requestOf({ session, context }: Stage, wish: AddWish): Promise<Parameters<typeof addToRun>[1]> {
  const { tenant } = wish.tenant;
  const target = await targetOfRun(session.temporal, wish.tenant);
  const { users: lists, secret } = await addedUsers(context, { tenant, target }, wish);
  const users = toUsers({ users: lists }, await userKeyOptions(context, wish.config));
  const secrets = secret === undefined ? {} : { secrets: [secret] };
  return { tenant, target, users, options: wish.run, notify: wish.notify, ...secrets };
}
