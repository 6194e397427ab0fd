import { findLedger, readTenantLedger } from '../../../client';
import { hasRuns } from '../../../embedded/dev-server';
import { targetPlace } from '../../../domain/run/names';
import { userId } from '../../../domain/tenant/person';
import type { RunOptions } from '../../../domain/run/run';
import type { User } from '../../../domain/tenant/user';
import type { PlanDocument } from '../../../plan/plan-document';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { planText } from '../../tenant/plan-text';
import type { Follow } from '../../options';
import type { Place } from '../../place/place';
import { onStage } from '../../place/stage';
import { surveyTenant, tellSurveyFailed } from '../../tenant/survey-tenant';
import { outlookOf, type SyncOutlook, type SyncRequest } from './sync-request';
import { differingText } from './settle-sync';
import { table } from '../../terminal/text';
import { jsonOf, type Output, type Paint } from '../../terminal/terminal';

/** Where, and how both are looked at. */
interface Asked {
  readonly place: Place;
  readonly how: { readonly detailed: boolean };
  readonly run: RunOptions;
  readonly follow: Follow;
  readonly config: string | undefined;
  readonly output: Output;
}

interface SyncPlan {
  readonly request: SyncRequest;
  readonly outlook: SyncOutlook;
  /** Absent when nobody is wanted. */
  readonly survey: PlanDocument | undefined;
}

/** `onboard sync --plan`: both parts, by reading the target and the ledger alone. Throws what reading them throws. */
export async function planSync(context: Context, asked: Asked, request: SyncRequest): Promise<ExitCode> {
  const { how, run, follow, config, output } = asked;
  const { definition, input } = request;
  const outlook = await outlookAt(context, asked, request);
  const looking = { readyTimeoutMs: run.readyTimeoutMs, quiet: follow.quiet };
  try {
    const survey = input.users.length === 0 ? undefined : await surveyTenant(context, definition, { looking, config });
    const plan = { request, outlook, survey };
    context.terminal.data(output === 'table' ? text(plan, context.terminal.paint) : jsonOf(json(plan), output));
    return exitCodeOf(plan, how.detailed ? 'detailed' : 'plain');
  } catch (error) {
    return tellSurveyFailed(context, { ...definition, output }, error);
  }
}

async function outlookAt(context: Context, { place }: Asked, { input }: SyncRequest): Promise<SyncOutlook> {
  let outlook = await outlookOf(input);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) return outlook;
  await onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const run = await findLedger(stage.session.temporal, input);
    if (run === undefined) return exitCodes.done;
    await stage.answerQuestions(run);
    outlook = await outlookOf(input, readTenantLedger(stage.session.temporal, input));
    return exitCodes.done;
  });
  return outlook;
}

function statusOf({ survey, outlook }: SyncPlan): PlanDocument['status'] {
  if (survey?.status === 'incomplete') return 'incomplete';
  if (outlook.goneTotal > 0) return 'changes';
  return survey?.status ?? 'nothing-to-do';
}

function exitCodeOf(plan: SyncPlan, how: 'detailed' | 'plain'): ExitCode {
  const status = statusOf(plan);
  if (status === 'incomplete') return exitCodes.someFailed;
  return status === 'changes' && how === 'detailed' ? exitCodes.changes : exitCodes.done;
}

function json(plan: SyncPlan): object {
  const { request, outlook, survey } = plan;
  const { tenant, target, leaving } = request.input;
  const { known, goneTotal, gone, differingTotal, differing, refusal } = outlook;
  return {
    tenant,
    target,
    status: statusOf(plan),
    known,
    onboard: survey ?? null,
    offboard: { how: leaving.how, total: goneTotal, users: gone.map(goneOf) },
    differingTotal,
    differing,
    ...(refusal === undefined ? {} : { guarded: refusal }),
  };
}

function goneOf({ kind, record }: User): object {
  return { ...record, type: kind };
}

function text(plan: SyncPlan, paint: Paint): string {
  const { request, outlook, survey } = plan;
  const { tenant, target, leaving } = request.input;
  const { goneTotal, gone, known, refusal } = outlook;
  const rows = gone.map(({ kind, record }) => [userId(record), kind]);
  return [
    survey === undefined
      ? `${paint('bold', tenant)} → ${targetPlace(target)}: nobody to onboard`
      : planText(survey, paint),
    '',
    `${paint('bold', tenant)} ← ${targetPlace(target)}: ${goneTotal} of ${known} to ${leaving.how}`,
    ...(rows.length === 0 ? [] : ['', table([leaving.how, 'kind'], rows)]),
    ...differingText(outlook),
    ...(refusal === undefined
      ? []
      : ['', `The guard would stop this: ${refusal}; --max-removals ${goneTotal} allows it.`]),
  ].join('\n');
}
