import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { RemovalLimit } from '../../domain/sync/removal-guard';
import type { Leaving } from '../../domain/run/run';

/** How users are taken out of a target, and what keeps too many of them from it. */
export function removalOptions(command: Command): Command {
  return command
    .optionsGroup('How users are removed:')
    .option('--delete', 'delete the accounts; default: disable them, where the target can')
    .option('--force', 'also users whom somebody else changed since they were onboarded')
    .addOption(
      new Option(
        '--max-removals <n|p%>',
        'the most users that may be removed, or the most of a hundred (default: 10 users or 20%, the smaller one)',
      ).argParser(removalLimit),
    )
    .option('-y, --yes', 'do not ask; needed where nobody can be asked')
    .optionsGroup('Options:');
}

const Limit = z.union([z.strictObject({ users: z.int() }), z.strictObject({ percent: z.int() })]);

export const RemovalFlags = z.object({
  delete: z.boolean().default(false),
  force: z.boolean().default(false),
  maxRemovals: Limit.optional(),
  yes: z.boolean().default(false),
});
export type RemovalFlags = z.infer<typeof RemovalFlags>;

/** What becomes of the users. */
export function leavingOf(flags: Pick<RemovalFlags, 'delete' | 'force'>): Leaving {
  return { how: flags.delete ? 'delete' : 'disable', force: flags.force };
}

function removalLimit(text: string): RemovalLimit {
  const [, digits = '', sign = ''] = /^(\d{1,6})(%?)$/.exec(text) ?? [];
  const count = Number(digits);
  if (digits === '' || (sign === '%' && count > 100)) {
    throw new InvalidArgumentError('Write a whole number, or a part such as 20%.');
  }
  return sign === '%' ? { percent: count } : { users: count };
}
