import type { UserFindings } from '../../../plan/findings';
import type { PlanDocument } from '../../../plan/plan-document';
import type { VerifyCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { placeOf, userText } from '../../tenant/plan-text';
import { surveyTenant, tellSurveyFailed } from '../../tenant/survey-tenant';
import { requireTenant } from '../../tenant/tenant-input';
import { jsonOf, type Paint } from '../../terminal/terminal';

/** `onboard verify`: whether every user has what a run gives. */
export async function verifyTenant(context: Context, file: string, flags: VerifyCommandFlags): Promise<ExitCode> {
  const { output } = flags;
  const { terminal } = context;
  const definition = await requireTenant(context, file, flags);
  try {
    const found = await surveyTenant(context, definition, flags);
    const drifted = found.users.filter(({ verdict }) => !isAsWanted(verdict, flags.missingOnly ? 'missing' : 'all'));
    const { tenant, target, summary } = found;
    const verified = drifted.length === 0;
    if (output === 'table') terminal.data(verifyText(found, drifted, terminal.paint));
    else terminal.data(jsonOf({ tenant, target, verified, summary, users: drifted }, output));
    return verified ? exitCodes.done : exitCodes.someFailed;
  } catch (error) {
    return tellSurveyFailed(context, { ...definition, output }, error);
  }
}

/** What is unknown is not verified. */
function isAsWanted(verdict: UserFindings['verdict'], counted: 'all' | 'missing'): boolean {
  return verdict === 'same' || (verdict === 'differs' && counted === 'missing');
}

function verifyText(found: PlanDocument, drifted: readonly UserFindings[], paint: Paint): string {
  const place = `${paint('bold', found.tenant)} → ${placeOf(found)}`;
  const { total } = found.summary;
  if (drifted.length === 0) return `${place}: verified, ${total} ${total === 1 ? 'user' : 'users'}`;
  const headline = `${place}: ${drifted.length} of ${total} users not as wanted`;
  return [headline, '', ...drifted.map((user) => userText(user, paint))].join('\n');
}
