import { findRun, type Retried, type RetryRequest, retryRun, type RunId } from '../../../client';
import { systemIn } from '../../../domain/run/names';
import { fieldFault, recordFields } from '../../../domain/run/record-edits';
import type { RecordEdits } from '../../../domain/run/run';
import type { System } from '../../../domain/systems/systems';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { UsageError } from '../../command/errors';
import { userList } from '../../follow/outcome-text';
import { settleRun, tellOutcome } from '../../follow/settle-run';
import type { Begun, Told, Whose, Worked } from '../../options';
import { requireRuns, resolvePlace } from '../../place/place';
import { onStage, type Stage, warnWithoutWorkers } from '../../place/stage';
import { keyOfRecord, userKeyOptions } from '../../place/user-keys';
import { ownTargets } from '../../place/worker-targets';
import { jsonOf, type Output } from '../../terminal/terminal';

/** Whose failed users are tried again, corrected how, and what is told of it. */
interface RetryWish extends Worked, Told, Begun {
  readonly whose: Whose;
  readonly who: { readonly users: readonly string[] | undefined; readonly correction?: Correction };
}

interface Correction {
  readonly user: string;
  readonly changes: RecordEdits;
}

/** `onboard retry`: the failed users of the latest run, in it when it is open, else in a new one. */
export async function retryTenant(context: Context, wish: RetryWish): Promise<ExitCode> {
  const { whose, who, notify, output } = wish;
  const { tenant } = whose;
  const place = resolvePlace(wish.place, context.host);
  requireRuns(place, tenant);
  const keyOf = keyOfRecord(await userKeyOptions(context, wish.config));
  const targets = await ownTargets(context, { ...wish, place });
  return onStage({ place, role: 'worker', afterwards: 'as-found', context }, async (stage) => {
    const { temporal } = stage.session;
    const last = await findRun(temporal, whose);
    const edits = editsOf(who.correction, last);
    if (last.open) await stage.takeOver(last);
    const worker = targets === undefined ? {} : await stage.carryOn(targets);
    const options = wish.run;
    const retried = await retryRun(temporal, {
      ...whose,
      workflowId: last.workflowId,
      users: who.users,
      edits,
      options,
      notify,
      keyOf,
    });
    if (retried.kind === 'nothing-to-do') return tellNothing(stage, { tenant, output, retried });
    context.terminal.say(`Retrying ${retried.users} ${retried.users === 1 ? 'user' : 'users'}.`);
    if (retried.kind === 'resumed' && notify.length > 0) context.terminal.say(keepsItsOwn);
    await warnWithoutWorkers(stage);
    // A correction may have given the user another id.
    const keyOfId = (id: string) => keyOf({ email: id, given_name: '', family_name: '' });
    const named = who.users?.flatMap((id) => [id, keyOfId(id)]);
    const awaited = retried.kind === 'resumed' ? { users: named } : undefined;
    return settleRun(stage, { ...wish, tenant, target: undefined, run: retried, workerDone: worker.done, awaited });
  });
}

/** Throws `UsageError` for a value that no tenant file could have. */
function editsOf(correction: Correction | undefined, { workflowId }: RunId): RetryRequest['edits'] {
  if (correction === undefined) return undefined;
  const system = systemIn(workflowId);
  if (system !== undefined) requireRecordChanges(correction.changes, system);
  return { [correction.user]: correction.changes };
}

/** Holds the values to what a tenant file of this system may say. Throws `UsageError` with every fault. */
function requireRecordChanges(changes: RecordEdits, system: System): void {
  const faults = recordFields.flatMap((field) => {
    const value = changes[field];
    const fault = value === undefined ? undefined : fieldFault(field, value, system);
    return fault === undefined ? [] : [`${field} ${fault.message} (${fault.hint})`];
  });
  if (faults.length > 0) throw new UsageError(`--set: ${faults.join('; ')}. Nothing was changed.`);
}

const keepsItsOwn = 'The open run is retried: it tells whom it was started to tell, and --notify does not count.';

interface Nothing {
  readonly tenant: string;
  readonly output: Output;
  readonly retried: Retried & { readonly kind: 'nothing-to-do' };
}

/** Users that were cancelled did not fail, but they are not done either. */
async function tellNothing(stage: Stage, { tenant, output, retried }: Nothing): Promise<ExitCode> {
  const { terminal } = stage.context;
  const { outcome, cancelled } = retried;
  terminal.say('Nothing to do: no user failed.');
  const facts = { tenant, target: undefined, nothingToDo: true };
  if (outcome !== undefined) await tellOutcome(stage, { ...facts, outcome }, output);
  else if (output !== 'table') terminal.data(jsonOf({ tenant, status: 'running', nothingToDo: true }, output));
  if (cancelled.length === 0) return exitCodes.done;
  terminal.say(`But these were cancelled and are not done: ${userList(cancelled)}`);
  terminal.say('Give the same tenant file again for them: what is done is found done.');
  return exitCodes.someFailed;
}
