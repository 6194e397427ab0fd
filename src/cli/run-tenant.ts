import { findFinished, findOpenRun, startOnboarding, type Started, type StartRequest } from '../client';
import type { TargetRef } from '../domain/target-ref';
import type { TargetDirectory } from '../targets/target';
import type { RunCommandFlags } from './commands/run';
import type { Context } from './context';
import { type ExitCode, exitCodeOfError } from './exit-codes';
import { type Place, resolvePlace } from './place';
import { settleRun, tellFinished } from './settle-run';
import { onStage, type Stage } from './stage';
import { configuredTarget, requireReachable, TargetUnreachable } from './target-check';
import { requireTenant, startRequest } from './tenant-input';
import { jsonOf } from './terminal';
import { errorText } from './report-error';
import { userKeyOptions } from './user-keys';
import { warnWithoutWorkers } from './warn-without-workers';
import { openTargets, type Targets } from './worker-targets';

/** `onboard run`: starts or joins the tenant's run, and follows it to its end. */
export async function runTenant(context: Context, file: string, flags: RunCommandFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.variables);
  const definition = await requireTenant(file, flags);
  const targets = await targetsOf({ context, place, flags }, definition.target);
  const keys = await userKeyOptions(context, flags);
  const request = startRequest(context, definition, { ...flags, keys });
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
  readonly flags: RunCommandFlags;
}

function tellKept({ session, context }: Stage): void {
  if (session.serverPid === undefined) return;
  context.terminal.say(`The embedded server stays up; end it with: kill ${session.serverPid}`);
}

/** Only the embedded mode does the work itself; given a configuration all the same, it is checked against. */
async function targetsOf({ context, place, flags }: Asked, wanted: TargetRef): Promise<Targets | undefined> {
  if (place.mode === 'cluster' && flags.config === undefined) return undefined;
  const targets = await openTargets(context, flags);
  configuredTarget(targets.directory, wanted);
  return targets;
}

interface Onboarding {
  readonly request: StartRequest;
  readonly flags: RunCommandFlags;
  readonly targets: Targets | undefined;
}

async function onboard(stage: Stage, { request, flags, targets }: Onboarding): Promise<ExitCode> {
  const { temporal } = stage.session;
  const { tenant, target } = request.input;
  const finished = await findFinished(temporal, request);
  if (finished !== undefined) return tellFinished(stage, { outcome: finished, tenant, target }, flags.output);
  const unreachable = await beforeWork(stage, request, targets?.directory);
  if (unreachable !== undefined) return tellUnreachable(stage, { request, flags, targets }, unreachable);
  const worker = targets === undefined ? {} : await stage.carryOn(targets.directory, targets.concurrency);
  const started = await startOnboarding(temporal, request);
  if (started.kind === 'nothing-to-do') {
    return tellFinished(stage, { outcome: started.outcome, tenant, target }, flags.output);
  }
  await tellStarted(stage, tenant, started);
  return settleRun(stage, {
    tenant,
    target,
    run: started,
    follow: flags,
    output: flags.output,
    workerDone: worker.done,
  });
}

/** A run that is open already goes on whatever the target says; a new one is not begun against nobody. */
async function beforeWork(
  stage: Stage,
  { input }: StartRequest,
  directory: TargetDirectory | undefined,
): Promise<TargetUnreachable | undefined> {
  const { place, temporal } = stage.session;
  if (directory === undefined || place.mode === 'cluster') return undefined;
  const open = await findOpenRun(temporal, input);
  if (open !== undefined) {
    await stage.takeOver(open);
    return undefined;
  }
  try {
    await requireReachable(configuredTarget(directory, input.target), stage.interrupted);
    return undefined;
  } catch (error) {
    if (error instanceof TargetUnreachable) return error;
    throw error;
  }
}

function tellUnreachable(stage: Stage, { request, flags }: Onboarding, error: TargetUnreachable): ExitCode {
  const { terminal } = stage.context;
  const { tenant, target } = request.input;
  const { code, message, remedy } = error;
  if (flags.output !== 'table') {
    terminal.data(jsonOf({ tenant, target, status: 'failed', error: { code, message, remedy } }, flags.output));
  }
  terminal.say(errorText(error));
  return exitCodeOfError(code);
}

async function tellStarted(stage: Stage, tenant: string, started: Started): Promise<void> {
  const { say } = stage.context.terminal;
  if (started.kind === 'joined') {
    const added = started.added === 0 ? '' : `, ${started.added} ${started.added === 1 ? 'user' : 'users'} added`;
    say(`Joined the open run of ${tenant}${added}.`);
  }
  await warnWithoutWorkers(stage);
}
