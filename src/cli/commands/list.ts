import { Command, Option } from 'commander';
import { z } from 'zod';
import { TenantName } from '../../domain/tenant';
import { withExamples } from '../examples';
import { OutputFlags, outputOption, PlaceFlags, placeOptions } from '../flags';
import type { Action } from '../program';
import { wholeNumber } from '../whole-number';

const statuses = ['running', 'needs-attention', 'completed', 'completed-with-failures', 'failed', 'cancelled'] as const;

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  tenant: TenantName.optional(),
  status: z.enum(statuses).optional(),
  limit: z.int().positive(),
  offboarding: z.boolean().default(false),
});
export type ListCommandFlags = z.infer<typeof Flags>;

export function listCommand(action: Action): Command {
  const command = new Command('list')
    .description('List runs, the newest first.')
    .option('--tenant <name>', 'only of this tenant')
    .addOption(new Option('--status <status>', 'only in this state').choices(statuses))
    .option('--offboarding', 'offboardings, not onboardings')
    .addOption(new Option('--limit <n>', 'at most so many').argParser(wholeNumber(1, 10_000)).default(50));
  for (const add of [outputOption, placeOptions]) add(command);
  withExamples(command, [
    ['onboard list', 'all tenants'],
    ['onboard list --status needs-attention --output jsonl', 'runs that wait for a person, one a line'],
  ]);
  return command.action(
    action(async (context) => {
      const { showList } = await import('../show-list.js');
      return showList(context, Flags.parse(command.opts()));
    }),
  );
}
