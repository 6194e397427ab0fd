import { targetPlace } from '../../../domain/run/names';
import { formatProblems, type Problem } from '../../../input/text/problem';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { checkTenant, nameOf, type TenantWish } from '../../tenant/read-tenant';
import { jsonOf, type Output } from '../../terminal/terminal';

interface ValidateRequest extends TenantWish {
  readonly output: Output;
}

/** How many problems the data lists before it only counts. */
const mostProblems = 100;

/** `onboard validate`. */
export async function validateTenant(context: Context, request: ValidateRequest): Promise<ExitCode> {
  const { output, source } = request;
  const { terminal } = context;
  const read = await checkTenant(context, request);
  if (!read.ok) {
    if (output !== 'table') terminal.data(jsonOf({ valid: false, ...listed(read.problems) }, output));
    else terminal.say(formatProblems(read.problems, nameOf(source)));
    return exitCodes.invalid;
  }
  const { definition, nobody } = read.value;
  const { remarks = [] } = read;
  const { tenant, target: place, users } = definition;
  const counts = { primary: users.primary.length, secondary: users.secondary.length };
  const data = { valid: true, tenant, target: place, users: counts, ...warned(remarks) };
  if (output !== 'table') terminal.data(jsonOf(data, output));
  else {
    const where = targetPlace(place);
    terminal.data(`valid: ${tenant} → ${where}, ${counts.primary} primary and ${counts.secondary} secondary users`);
  }
  if (remarks.length > 0) terminal.say(`warning: ${formatProblems(remarks, nameOf(source))}`);
  if (nobody !== undefined) terminal.say(`There would be nothing to do: ${nobody}.`);
  return exitCodes.done;
}

/** What is valid, and taken only where the target was set up so. */
function warned(warnings: readonly Problem[]): { warnings?: readonly Problem[] } {
  return warnings.length === 0 ? {} : { warnings };
}

/** `more`: how many others there are; absent when none. */
function listed(problems: readonly Problem[]): { problems: readonly Problem[]; more?: number } {
  const more = problems.length - mostProblems;
  return { problems: problems.slice(0, mostProblems), ...(more > 0 && { more }) };
}
