import { Command, Option } from 'commander';
import { z } from 'zod';
import { runStatuses } from '../../../client';
import { withExamples } from '../../command/examples';
import { OutputFlags, outputOption, PlaceFlags, placeOptions, tenantName } from '../../options/flags';
import { parseMoment } from '../../terminal/moment';
import type { Action } from '../../command/action';
import { parseTargetName } from '../../options/target-name';
import { wholeNumber } from '../../options/whole-number';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  tenant: z.string().optional(),
  target: z.string().optional(),
  status: z.enum(runStatuses).optional(),
  code: z.string().optional(),
  users: z.boolean().default(false),
  since: z.string().optional(),
  limit: z.int().positive(),
  pageToken: z.string().optional(),
  all: z.boolean().default(false),
  offboarding: z.boolean().default(false),
});
export type ListCommandFlags = z.infer<typeof Flags>;

export function listCommand(action: Action): Command {
  const command = new Command('list')
    .description('List runs, or the users that failed in them: open ones first, then the latest.')
    .addOption(new Option('--tenant <name>', 'only of this tenant').argParser(tenantName))
    .addOption(
      new Option('--target <system:instance>', 'only of this target, such as mas:inst1').argParser(parseTargetName),
    )
    .addOption(new Option('--status <status>', 'only in this state').choices(runStatuses))
    .option('--users', 'users in place of runs; without --status, those that failed')
    .option('--code <code>', 'users that failed with this error code; see onboard explain')
    .addOption(
      new Option('--since <time>', 'started so long ago at most (24h), or since a date').argParser(parseMoment),
    )
    .option('--offboarding', 'offboardings, not onboardings')
    .addOption(new Option('--limit <n>', 'so many on a page').argParser(wholeNumber(1, 1_000)).default(50))
    .option('--page-token <token>', 'the page after the one that printed this')
    .option('--all', 'every page');
  for (const add of [outputOption, placeOptions]) add(command);
  withExamples(command, [
    ['onboard list', 'all tenants'],
    ['onboard list --status needs-attention', 'runs that wait for a person'],
    ['onboard list --code MAS_USER_CONFLICT --since 24h', 'users that failed so since yesterday'],
    ['onboard list --users --tenant acme --all --output jsonl', 'all failed users of a tenant, one a line'],
  ]);
  return command.action(
    action(async (context) => {
      const { showList } = await import('./show-list.js');
      return showList(context, Flags.parse(command.opts()));
    }),
  );
}
