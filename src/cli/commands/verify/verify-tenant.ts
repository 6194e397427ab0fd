import { summaryOf, type UserFindings } from '../../../plan/findings';
import type { PlanDocument } from '../../../plan/plan-document';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { placeOf, userText } from '../../tenant/plan-text';
import { surveyTenant, type SurveyWish, tellSurveyFailed } from '../../tenant/survey-tenant';
import { readTenant, type TenantWish } from '../../tenant/read-tenant';
import { jsonOf, type Output, type Paint } from '../../terminal/terminal';

interface VerifyRequest extends TenantWish, SurveyWish {
  readonly how: { readonly missingOnly: boolean };
  readonly output: Output;
}

/** `onboard verify`: whether every user has what a run gives. */
export async function verifyTenant(context: Context, request: VerifyRequest): Promise<ExitCode> {
  const { output, how } = request;
  const { terminal } = context;
  const { definition, nobody } = await readTenant(context, request);
  if (nobody !== undefined) {
    const { tenant, target } = definition;
    const verified = { tenant, target, verified: true, summary: summaryOf([]), users: [] };
    if (output !== 'table') terminal.data(jsonOf(verified, output));
    terminal.say(`Nothing to verify: ${nobody}.`);
    return exitCodes.done;
  }
  try {
    const found = await surveyTenant(context, definition, request);
    const drifted = found.users.filter(({ verdict }) => !isAsWanted(verdict, how.missingOnly ? 'missing' : 'all'));
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
