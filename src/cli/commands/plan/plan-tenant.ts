import type { PlanDocument } from '../../../plan/plan-document';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { writePrivateFile } from '../../follow/run-report';
import { planText } from '../../tenant/plan-text';
import { readTenant, type TenantWish } from '../../tenant/read-tenant';
import { surveyTenant, type SurveyWish, tellSurveyFailed } from '../../tenant/survey-tenant';
import { jsonOf, type Output } from '../../terminal/terminal';

interface PlanRequest extends TenantWish, SurveyWish {
  /** `out`: where the plan is kept. */
  readonly how: { readonly out: string | undefined; readonly ask: boolean; readonly detailed: boolean };
  readonly output: Output;
}

/** `onboard plan`: what a run would do, by reading alone. */
export async function planTenant(context: Context, request: PlanRequest): Promise<ExitCode> {
  const { output, how } = request;
  const { terminal } = context;
  const { definition, nobody } = await readTenant(context, request);
  if (nobody !== undefined) terminal.say(`Nothing to do: ${nobody}.`);
  try {
    const plan = await surveyTenant(context, definition, { ...request, ask: how.ask ? 'target' : undefined });
    terminal.data(output === 'table' ? planText(plan, terminal.paint) : jsonOf(plan, output));
    if (how.out !== undefined) await keep(context, plan, how.out);
    return exitCodeOf(plan, how.detailed ? 'detailed' : 'plain');
  } catch (error) {
    return tellSurveyFailed(context, { ...definition, output }, error);
  }
}

async function keep(context: Context, plan: PlanDocument, file: string): Promise<void> {
  const { terminal } = context;
  if (plan.status === 'incomplete') {
    terminal.say(`${file} was not written: some users could not be read, or would be refused.`);
    return;
  }
  await writePrivateFile(context, file, [`${jsonOf(plan, 'json')}\n`]);
  terminal.say(`Apply exactly this: onboard run --plan ${file}`);
}

function exitCodeOf({ status }: PlanDocument, how: 'detailed' | 'plain'): ExitCode {
  if (status === 'incomplete') return exitCodes.someFailed;
  return status === 'changes' && how === 'detailed' ? exitCodes.changes : exitCodes.done;
}
