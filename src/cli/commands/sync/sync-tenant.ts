import { findLedger, findOpenSync, handOver, readTenantLedger, startSync } from '../../../client';
import { userId } from '../../../domain/tenant/person';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { mayRemove, requireConsent } from '../../follow/ask-before-removing';
import { tellLink } from '../../follow/settle-run';
import type { PlaceWish, Removal, Told } from '../../options';
import { resolvePlace } from '../../place/place';
import { onStage, type Stage, warnWithoutWorkers } from '../../place/stage';
import { configuredTarget, requireReachable } from '../../place/target-check';
import { ownTargets, type Targets } from '../../place/worker-targets';
import { printable } from '../../terminal/text';
import { settleSync } from './settle-sync';
import { planSync } from './sync-plan';
import { outlookOf, SyncGuarded, type SyncOutlook, type SyncRequest, syncRequest, type SyncWish } from './sync-request';

/** A synchronisation, or only a look at it, and what is told of it. */
interface SyncCommand extends SyncWish, Told {
  readonly how: { readonly plan: boolean; readonly detailed: boolean };
  readonly place: PlaceWish;
}

/** `onboard sync`: onboards the users of a list, and offboards those whom it no longer has. */
export async function syncTenant(context: Context, wish: SyncCommand): Promise<ExitCode> {
  const { how, removal } = wish;
  if (!how.plan) requireConsent(context, removal);
  const place = resolvePlace(wish.place, context.host);
  const request = await syncRequest(context, wish);
  if (how.plan) return planSync(context, { ...wish, place }, request);
  const targets = await ownTargets(context, { ...wish, place }, request.input.target);
  return onStage({ place, role: 'worker', afterwards: 'stop', context }, (stage) =>
    carryOut(stage, { request, wish, targets }),
  );
}

interface Synchronising {
  readonly request: SyncRequest;
  readonly wish: SyncCommand;
  readonly targets: Targets | undefined;
}

/** Throws `SyncGuarded` before anything is called, `TargetUnreachable`, `ClientError`. */
async function carryOut(stage: Stage, { request, wish, targets }: Synchronising): Promise<ExitCode> {
  const { temporal, place } = stage.session;
  const { input, fingerprint } = request;
  const open = await findOpenSync(temporal, input);
  const ledger = await findLedger(temporal, input);
  for (const run of [open, ledger]) if (run !== undefined) await stage.takeOver(run);
  if (open === undefined && targets !== undefined && place.mode === 'embedded') {
    await requireReachable(configuredTarget(targets.directory, input.target), stage.interrupted);
  }
  const worker = targets === undefined ? {} : await stage.carryOn(targets);
  if (open === undefined) {
    const outlook = await outlookOf(input, readTenantLedger(temporal, input));
    if (!(await agreed(stage, outlook, wish.removal))) return exitCodes.done;
  }
  const started = await startSync(temporal, input, fingerprint);
  if (started.kind === 'joined') tellJoined(stage, input);
  tellLink(stage, started);
  await warnWithoutWorkers(stage);
  const handedOver = handOver(temporal, started, { input, signal: stage.interrupted });
  return settleSync(stage, { ...wish, input, run: started, workerDone: worker.done, handedOver });
}

function tellJoined({ context: { terminal } }: Stage, { tenant, notify }: SyncRequest['input']): void {
  terminal.say(`Joined the open synchronisation of ${tenant}.`);
  if (notify !== undefined) terminal.say('It tells whom it was started to tell, and --notify does not count.');
}

/** Shows who would be removed, and asks. Throws `SyncGuarded`. */
async function agreed({ context }: Stage, outlook: SyncOutlook, removal: Removal): Promise<boolean> {
  const { refusal, goneTotal, gone } = outlook;
  if (refusal !== undefined) throw new SyncGuarded(refusal, outlook);
  if (goneTotal === 0) return true;
  const verb = removal.leaving.how === 'delete' ? 'Delete' : 'Disable';
  for (const { record } of gone) context.terminal.say(`  - ${printable(userId(record))}`);
  return mayRemove(context, `${verb} ${goneTotal} ${goneTotal === 1 ? 'user' : 'users'}?`, removal);
}
