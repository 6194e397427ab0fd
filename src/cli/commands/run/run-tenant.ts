import {
  findApplied,
  findFinished,
  type RunOutcome,
  type Started,
  startOnboarding,
  type StartRequest,
} from '../../../client';
import { certificateEndText } from '../../../worker/credentials';
import type { Context } from '../../command/context';
import type { ExitCode } from '../../command/exit-codes';
import { settleRun, tellFinished } from '../../follow/settle-run';
import type { Begun, PlanSource, TargetHints, Told, UserSource, Worked } from '../../options';
import { beforeWork, tellUnreachable } from '../../place/before-work';
import { resolvePlace } from '../../place/place';
import type { ServicePorts } from '../../place/in-cluster';
import { onStage, type Stage, warnWithoutWorkers } from '../../place/stage';
import { ownTargets, type Targets } from '../../place/worker-targets';
import { type Planned, readPlanned, requireUnmoved } from '../../tenant/planned-tenant';
import { type FoundTenant, readTenant, type TenantWish } from '../../tenant/read-tenant';
import { startRequest, tellNobody } from '../../tenant/start-request';

/** A run: of whom, where, how, and what is told of it. */
export interface RunRequest extends Worked, Told, Begun {
  readonly source: UserSource | PlanSource;
  readonly target: TargetHints;
  readonly ways?: TenantWish['ways'];
  /** `force`: users are checked again although the last run of the same list completed. `keep`: the embedded server stays up. */
  readonly how: { readonly force: boolean; readonly keep: boolean };
  /** Ports of the in-cluster default addresses. */
  readonly ports?: ServicePorts | undefined;
  /** Gets how the run ended, after it was told. */
  readonly onOutcome?: (outcome: RunOutcome) => void;
}

/** `onboard run`: starts or joins the tenant's run, and follows it to its end. */
export async function runTenant(context: Context, request: RunRequest): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  const { source, how, output } = request;
  const found = await wantedTenant(context, request);
  if (found.nobody !== undefined) return tellNobody(context, found, output);
  const targets = await ownTargets(context, { ...request, place }, found.definition.target);
  targets?.certificates.tell((end) => context.terminal.say(`Warning: ${certificateEndText(end)}.`));
  // A plan with changes is applied, though the last run of the same file completed.
  // What stands in a secret is still to be done, though the last run had the same users.
  const again = how.force || source.kind !== 'file' ? 'always' : 'if-needed';
  const asked = await startRequest(context, found, { ...request, again });
  const start = found.plan === undefined ? asked : { ...asked, plan: found.plan.digest };
  const afterwards = how.keep ? 'keep' : 'stop';
  return onStage({ place, role: 'worker', afterwards, context }, async (stage) => {
    const code = await onboard(stage, { start, request, targets, found });
    if (how.keep) tellKept(stage);
    return code;
  });
}

/** A tenant, and the plan that is to be applied, if one is. */
type Wanted = FoundTenant & Partial<Planned>;

async function wantedTenant(context: Context, request: RunRequest): Promise<Wanted> {
  const { source } = request;
  return source.kind === 'plan'
    ? readPlanned(context, { ...request, source })
    : readTenant(context, { ...request, source });
}

/** A plan that was applied has moved everything itself: its run is joined, or tells how it ended. */
async function beforePlan(stage: Stage, { start, request, found }: Onboarding): Promise<ExitCode | undefined> {
  const { definition, plan } = found;
  if (plan === undefined) return undefined;
  const applied = await findApplied(stage.session.temporal, start);
  if (applied === 'open') return undefined;
  if (applied?.kind === 'result' && !request.how.force) {
    return tellFinished(stage, { outcome: applied, ...definition }, { ...request, what: 'plan' });
  }
  const looking = { readyTimeoutMs: request.run.readyTimeoutMs, quiet: request.follow.quiet };
  await requireUnmoved(stage.context, { definition, plan }, { ...request, looking });
  return undefined;
}

function tellKept({ session, context }: Stage): void {
  if (session.serverPid === undefined) return;
  context.terminal.say(`The embedded server stays up; end it with: kill ${session.serverPid}`);
}

interface Onboarding {
  readonly start: StartRequest;
  readonly request: RunRequest;
  readonly targets: Targets | undefined;
  readonly found: Wanted;
}

async function onboard(stage: Stage, onboarding: Onboarding): Promise<ExitCode> {
  const { start, request, targets } = onboarding;
  const { temporal } = stage.session;
  const { tenant, target } = start.input;
  const { source, output } = request;
  const finished = await findFinished(temporal, start);
  if (finished !== undefined) return tellFinished(stage, { outcome: finished, tenant, target }, request);
  const told = await beforePlan(stage, onboarding);
  if (told !== undefined) return told;
  const unreachable = await beforeWork(stage, start, targets?.directory);
  if (unreachable !== undefined) return tellUnreachable(stage.context, { tenant, target, output }, unreachable);
  const awsEndpoint = source.kind === 'secret' ? source.endpoint : undefined;
  const worker = targets === undefined ? {} : await stage.carryOn({ ...targets, awsEndpoint });
  const started = await startOnboarding(temporal, start);
  if (started.kind === 'nothing-to-do') {
    return tellFinished(stage, { outcome: started.outcome, tenant, target }, request);
  }
  await tellStarted(stage, tenant, started);
  return settleRun(stage, { ...request, tenant, target, run: started, workerDone: worker.done });
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
