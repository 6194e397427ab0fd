import { findLedger, findOpenSync, readTenantLedger, startSync } from '../../../client';
import { userId } from '../../../domain/tenant/person';
import { mayRemove, requireConsent } from '../../follow/ask-before-removing';
import type { SyncCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { type Place, resolvePlace } from '../../place/place';
import { printable } from '../../terminal/printable';
import { tellLink } from '../../follow/settle-run';
import { onStage, type Stage } from '../../place/stage';
import { settleSync } from './settle-sync';
import { planSync } from './sync-plan';
import { outlookOf, type SyncOutlook, syncRequest, type SyncRequest, SyncGuarded } from './sync-request';
import { configuredTarget, requireReachable } from '../../place/target-check';
import { warnWithoutWorkers } from '../../place/warn-without-workers';
import { openTargets, type Targets } from '../../place/worker-targets';

/** `onboard sync`: onboards the users of a file, and offboards those whom the file no longer has. */
export async function syncFile(context: Context, file: string, flags: SyncCommandFlags): Promise<ExitCode> {
  if (!flags.plan) requireConsent(context, flags);
  const place = resolvePlace(flags, context.host);
  const request = await syncRequest(context, file, flags);
  if (flags.plan) return planSync({ context, place, flags }, request);
  const targets = await targetsOf({ context, place, flags }, request);
  return onStage({ place, role: 'worker', afterwards: 'stop', context }, (stage) =>
    carryOut(stage, { request, flags, targets }),
  );
}

export interface Asked {
  readonly context: Context;
  readonly place: Place;
  readonly flags: SyncCommandFlags;
}

/** Only the embedded mode does the work itself; given a configuration all the same, it is checked against. */
async function targetsOf({ context, place, flags }: Asked, { input }: SyncRequest): Promise<Targets | undefined> {
  if (place.mode === 'cluster' && flags.config === undefined) return undefined;
  const targets = await openTargets(context, flags, input.target);
  configuredTarget(targets.directory, input.target);
  return targets;
}

interface Synchronising {
  readonly request: SyncRequest;
  readonly flags: SyncCommandFlags;
  readonly targets: Targets | undefined;
}

/** Throws `SyncGuarded` before anything is called, `TargetUnreachable`, `ClientError`. */
async function carryOut(stage: Stage, { request, flags, targets }: Synchronising): Promise<ExitCode> {
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
    const outlook = outlookOf(input, await readTenantLedger(temporal, input));
    if (!(await agreed(stage, outlook, flags))) return exitCodes.done;
  }
  const started = await startSync(temporal, input, fingerprint);
  if (started.kind === 'joined') stage.context.terminal.say(`Joined the open synchronisation of ${input.tenant}.`);
  tellLink(stage, started);
  await warnWithoutWorkers(stage);
  return settleSync(stage, { input, run: started, flags, workerDone: worker.done });
}

/** Shows who would be removed, and asks. Throws `SyncGuarded`. */
async function agreed({ context }: Stage, outlook: SyncOutlook, flags: SyncCommandFlags): Promise<boolean> {
  const { refusal, goneTotal, gone } = outlook;
  if (refusal !== undefined) throw new SyncGuarded(refusal, outlook);
  if (goneTotal === 0) return true;
  const verb = flags.delete ? 'Delete' : 'Disable';
  for (const { record } of gone) context.terminal.say(`  - ${printable(userId(record))}`);
  return mayRemove(context, `${verb} ${goneTotal} ${goneTotal === 1 ? 'user' : 'users'}?`, flags);
}
