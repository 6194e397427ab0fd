import { findRun, type Retried, type RetryRequest, retryRun, type RunId } from '../../../client';
import { systemOf } from '../../../domain/run/names';
import type { RetryCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { whoseRuns } from '../../options/flags';
import { noticesOf, requireReceivers } from '../../options/notice-flags';
import { resolvePlace } from '../../place/place';
import { userList } from '../../follow/outcome-text';
import { requireRecordChanges } from './record-changes';
import { requireRuns } from '../../place/require-runs';
import { settleRun, tellOutcome } from '../../follow/settle-run';
import { onStage, type Stage } from '../../place/stage';
import { runOptionsOf } from '../../tenant/tenant-input';
import { jsonOf } from '../../terminal/terminal';
import { UsageError } from '../../command/usage-error';
import { keyOfRecord, userKeyOptions } from '../../place/user-keys';
import { warnWithoutWorkers } from '../../place/warn-without-workers';
import { openTargets } from '../../place/worker-targets';

/** `onboard retry`: the failed users of the latest run, in it when it is open, else in a new one. */
export async function retryTenant(context: Context, tenant: string, flags: RetryCommandFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  const notify = noticesOf(flags);
  requireOneUser(flags);
  requireRuns(place, tenant);
  const keyOf = keyOfRecord(await userKeyOptions(context, flags));
  const targets = place.mode === 'embedded' ? await openTargets(context, flags) : undefined;
  if (targets !== undefined) requireReceivers(targets.config, flags);
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const last = await findRun(stage.session.temporal, { tenant, ...whoseRuns(flags) });
    const edits = editsOf(flags, last);
    if (last.open) await stage.takeOver(last);
    const worker = targets === undefined ? {} : await stage.carryOn(targets);
    const retried = await retryRun(stage.session.temporal, {
      tenant,
      ...whoseRuns(flags),
      users: flags.user,
      edits,
      options: runOptionsOf(flags),
      notify,
      keyOf,
    });
    if (retried.kind === 'nothing-to-do') return tellNothing(stage, { tenant, flags, retried });
    context.terminal.say(`Retrying ${retried.users} ${retried.users === 1 ? 'user' : 'users'}.`);
    if (retried.kind === 'resumed' && notify.length > 0) context.terminal.say(keepsItsOwn);
    await warnWithoutWorkers(stage);
    const { output } = flags;
    return settleRun(stage, {
      tenant,
      target: undefined,
      run: retried,
      follow: flags,
      output,
      workerDone: worker.done,
    });
  });
}

function requireOneUser({ user = [], set }: RetryCommandFlags): void {
  if (set === undefined || user.length === 1) return;
  throw new UsageError('--set corrects one user: name it with --user.', 'Give one command for each user.');
}

/** Throws `UsageError` for a value that no tenant file could have. */
function editsOf({ user = [], set }: RetryCommandFlags, { workflowId }: RunId): RetryRequest['edits'] {
  const [name] = user;
  if (set === undefined || name === undefined) return undefined;
  requireRecordChanges(set, systemOf(workflowId));
  return { [name]: set };
}

const keepsItsOwn = 'The open run is retried: it tells whom it was started to tell, and --notify does not count.';

interface Nothing {
  readonly tenant: string;
  readonly flags: RetryCommandFlags;
  readonly retried: Retried & { readonly kind: 'nothing-to-do' };
}

/** Users that were cancelled did not fail, but they are not done either. */
function tellNothing(stage: Stage, { tenant, flags: { output }, retried }: Nothing): ExitCode {
  const { terminal } = stage.context;
  const { outcome, cancelled } = retried;
  terminal.say('Nothing to do: no user failed.');
  if (outcome !== undefined) tellOutcome(stage, { outcome, tenant, target: undefined, nothingToDo: true }, output);
  else if (output !== 'table') terminal.data(jsonOf({ tenant, status: 'running', nothingToDo: true }, output));
  if (cancelled.length === 0) return exitCodes.done;
  terminal.say(`But these were cancelled and are not done: ${userList(cancelled)}`);
  terminal.say('Give the same tenant file again for them: what is done is found done.');
  return exitCodes.someFailed;
}
