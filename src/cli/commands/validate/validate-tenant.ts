import { formatProblems } from '../../../input/text/problem';
import { readTenant } from '../../tenant/tenant-input';
import { targetPlace } from '../../../domain/run/names';
import type { ValidateCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { jsonOf } from '../../terminal/terminal';

/** `onboard validate`. */
export async function validateTenant(context: Context, file: string, flags: ValidateCommandFlags): Promise<ExitCode> {
  const { output, inputFormat: format, column: columns, ...target } = flags;
  const { terminal } = context;
  const read = await readTenant(context, file, { ...target, format, columns });
  if (!read.ok) {
    if (output !== 'table') terminal.data(jsonOf({ valid: false, problems: read.problems }, output));
    else terminal.say(formatProblems(read.problems, file === '-' ? 'standard input' : file));
    return exitCodes.invalid;
  }
  const { tenant, target: place, users } = read.value;
  const counts = { primary: users.primary.length, secondary: users.secondary.length };
  if (output !== 'table') terminal.data(jsonOf({ valid: true, tenant, target: place, users: counts }, output));
  else {
    const where = targetPlace(place);
    terminal.data(`valid: ${tenant} → ${where}, ${counts.primary} primary and ${counts.secondary} secondary users`);
  }
  return exitCodes.done;
}
