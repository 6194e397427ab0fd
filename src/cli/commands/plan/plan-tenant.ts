import type { PlanDocument } from '../../../plan/plan-document';
import type { PlanCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { planText } from '../../tenant/plan-text';
import { writePrivateFile } from '../../follow/private-file';
import { surveyTenant, tellSurveyFailed } from '../../tenant/survey-tenant';
import { requireTenant } from '../../tenant/tenant-input';
import { jsonOf } from '../../terminal/terminal';

/** `onboard plan`: what a run would do, by reading alone. */
export async function planTenant(context: Context, file: string, flags: PlanCommandFlags): Promise<ExitCode> {
  const { output } = flags;
  const { terminal } = context;
  const definition = await requireTenant(context, file, flags);
  try {
    const plan = await surveyTenant(context, definition, flags);
    terminal.data(output === 'table' ? planText(plan, terminal.paint) : jsonOf(plan, output));
    if (flags.out !== undefined) await keep(context, plan, flags.out);
    return exitCodeOf(plan, flags.detailedExitcode ? 'detailed' : 'plain');
  } catch (error) {
    return tellSurveyFailed(context, { ...definition, output }, error);
  }
}

async function keep(context: Context, plan: PlanDocument, file: string): Promise<void> {
  const { terminal } = context;
  if (plan.status === 'incomplete') {
    terminal.say(`${file} was not written: some users could not be read.`);
    return;
  }
  await writePrivateFile(context, file, `${jsonOf(plan, 'json')}\n`);
  terminal.say(`Apply exactly this: onboard run --plan ${file}`);
}

function exitCodeOf({ status }: PlanDocument, how: 'detailed' | 'plain'): ExitCode {
  if (status === 'incomplete') return exitCodes.someFailed;
  return status === 'changes' && how === 'detailed' ? exitCodes.changes : exitCodes.done;
}
