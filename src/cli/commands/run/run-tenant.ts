import { findFinished, type RunOutcome, startOnboarding, type Started, type StartRequest } from '../../../client';
import { certificateEndText } from '../../../worker/credentials';
import type { TargetRef } from '../../../domain/tenant/target-ref';
import type { ReadOptions } from '../../../input/tenant/tenant-file';
import { beforeWork, tellUnreachable } from '../../place/before-work';
import type { RunCommandFlags } from './command';
import type { Context } from '../../command/context';
import type { ExitCode } from '../../command/exit-codes';
import { noticesOf, requireReceivers } from '../../options/notice-flags';
import { type Place, resolvePlace } from '../../place/place';
import { wantedTenant } from '../../tenant/planned-tenant';
import { fromSecret, hasNoUsers, secretTenant, tellNoUsers, whyNoUsers } from '../../tenant/secret-tenant';
import { requireReportFormat, writeRunReport } from '../../follow/run-report';
import { settleRun, tellFinished } from '../../follow/settle-run';
import type { ServicePorts } from '../../place/service-ports';
import { onStage, type Stage } from '../../place/stage';
import { configuredTarget } from '../../place/target-check';
import { startRequest } from '../../tenant/tenant-input';
import { userKeyOptions } from '../../place/user-keys';
import { warnWithoutWorkers } from '../../place/warn-without-workers';
import { openTargets, type Targets } from '../../place/worker-targets';

/** What `run` is asked for, and what only a command that stands on it asks for. */
export type RunTenantFlags = RunCommandFlags &
  Pick<ReadOptions, 'ways'> & {
    /** Ports of the in-cluster default addresses. */
    readonly ports?: ServicePorts;
    /** Gets how the run ended, after it was told. */
    readonly onOutcome?: (outcome: RunOutcome) => void;
  };

/** `onboard run`: starts or joins the tenant's run, and follows it to its end. */
export async function runTenant(context: Context, file: string | undefined, flags: RunTenantFlags): Promise<ExitCode> {
  requireReportFormat(flags.report);
  noticesOf(flags);
  const place = resolvePlace(flags, context.host);
  const secret = await secretTenant(file, flags);
  const definition = secret?.definition ?? (await wantedTenant(context, { file, plan: flags.plan }, flags));
  if (hasNoUsers(definition)) return tellNoUsers(context, { definition, why: whyNoUsers(secret) }, flags.output);
  const targets = await targetsOf({ context, place, flags }, definition.target);
  // A plan with changes is applied, though the last run of the same file completed.
  // What stands in a secret is still to be done, though the last run had the same users.
  const force = flags.force || flags.plan !== undefined || secret !== undefined;
  const keys = await userKeyOptions(context, flags);
  const request = fromSecret(startRequest(context, definition, { ...flags, force, keys }), secret);
  const afterwards = flags.keep ? 'keep' : 'stop';
  return onStage({ place, role: 'worker', afterwards, context }, async (stage) => {
    const code = await onboard(stage, { request, flags, targets });
    if (flags.keep) tellKept(stage);
    return code;
  });
}

interface Asked {
  readonly context: Context;
  readonly place: Place;
  readonly flags: RunTenantFlags;
}

function tellKept({ session, context }: Stage): void {
  if (session.serverPid === undefined) return;
  context.terminal.say(`The embedded server stays up; end it with: kill ${session.serverPid}`);
}

/** Only the embedded mode does the work itself; given a configuration all the same, it is checked against. */
async function targetsOf({ context, place, flags }: Asked, wanted: TargetRef): Promise<Targets | undefined> {
  if (place.mode === 'cluster' && flags.config === undefined) return undefined;
  const targets = await openTargets(context, flags, wanted);
  configuredTarget(targets.directory, wanted);
  requireReceivers(targets.config, flags);
  targets.certificates.tell((end) => context.terminal.say(`Warning: ${certificateEndText(end)}.`));
  return targets;
}

interface Onboarding {
  readonly request: StartRequest;
  readonly flags: RunTenantFlags;
  readonly targets: Targets | undefined;
}

async function onboard(stage: Stage, { request, flags, targets }: Onboarding): Promise<ExitCode> {
  const { temporal } = stage.session;
  const { tenant, target } = request.input;
  const finished = await findFinished(temporal, request);
  if (finished !== undefined) {
    await writeRunReport(stage, { tenant, run: finished, file: flags.report });
    return tellFinished(stage, { outcome: finished, tenant, target }, flags.output);
  }
  const unreachable = await beforeWork(stage, request, targets?.directory);
  if (unreachable !== undefined) {
    return tellUnreachable(stage.context, { tenant, target, output: flags.output }, unreachable);
  }
  const worker = targets === undefined ? {} : await stage.carryOn({ ...targets, awsEndpoint: flags.awsEndpoint });
  const started = await startOnboarding(temporal, request);
  if (started.kind === 'nothing-to-do') {
    await writeRunReport(stage, { tenant, run: started.outcome, file: flags.report });
    return tellFinished(stage, { outcome: started.outcome, tenant, target }, flags.output);
  }
  await tellStarted(stage, tenant, started);
  const { output, onOutcome } = flags;
  const settling = { tenant, target, run: started, follow: flags, output, workerDone: worker.done, onOutcome };
  const code = await settleRun(stage, settling);
  if (!stage.interrupted.aborted) await writeRunReport(stage, { tenant, run: started, file: flags.report });
  return code;
}

/** Says when an open run was joined, and when nobody would carry the run on. */
export async function tellStarted(stage: Stage, tenant: string, started: Started): Promise<void> {
  const { say } = stage.context.terminal;
  if (started.kind === 'joined') {
    const added = started.added === 0 ? '' : `, ${started.added} ${started.added === 1 ? 'user' : 'users'} added`;
    say(`Joined the open run of ${tenant}${added}.`);
  }
  await warnWithoutWorkers(stage);
}
