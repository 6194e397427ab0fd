import { addToRun, findRun, targetOfRun } from '../../../client';
import { toUsers } from '../../../input/tenant/to-users';
import { addedUsers } from './added-users';
import type { AddCommandFlags } from './command';
import type { Context } from '../../command/context';
import type { ExitCode } from '../../command/exit-codes';
import { resolvePlace } from '../../place/place';
import { requireRuns } from '../../place/require-runs';
import { tellStarted } from '../run/run-tenant';
import { settleRun, tellFinished } from '../../follow/settle-run';
import { onStage } from '../../place/stage';
import { runOptionsOf } from '../../tenant/tenant-input';
import { userKeyOptions } from '../../place/user-keys';
import { openTargets } from '../../place/worker-targets';

export interface AddWish {
  readonly tenant: string;
  readonly file: string | undefined;
}

/** `onboard add`: users for the tenant's open run, else for a new one; follows until they are done. */
export async function addTenantUsers(context: Context, wish: AddWish, flags: AddCommandFlags): Promise<ExitCode> {
  const { tenant } = wish;
  const place = resolvePlace(flags, context.host);
  requireRuns(place, tenant);
  const keys = await userKeyOptions(context, flags);
  const targets = place.mode === 'embedded' ? await openTargets(context, flags) : undefined;
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const ref = { tenant, system: flags.system };
    const last = await findRun(temporal, ref);
    const target = await targetOfRun(temporal, ref);
    const users = toUsers({ users: await addedUsers(context, { ...wish, target }, flags) }, keys);
    if (last.open) await stage.takeOver(last);
    const worker = targets === undefined ? {} : await stage.carryOn(targets);
    const started = await addToRun(temporal, { tenant, target, users, options: runOptionsOf(flags) });
    const { output } = flags;
    const facts = { tenant, target };
    if (started.kind === 'nothing-to-do') return tellFinished(stage, { ...facts, outcome: started.outcome }, output);
    await tellStarted(stage, tenant, started);
    return settleRun(stage, { ...facts, run: started, follow: flags, output, workerDone: worker.done });
  });
}
