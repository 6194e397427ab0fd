import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../examples';
import { OutputFlags, outputOption, PlaceFlags, placeOptions, SystemFlags, tenantArgument, tenantName } from '../flags';
import type { Action } from '../program';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...SystemFlags.shape,
  run: z.string().min(1).optional(),
});
export type StatusCommandFlags = z.infer<typeof Flags>;

export function statusCommand(action: Action): Command {
  const command = new Command('status')
    .description("Show the state of a tenant's run: counts, and every user.")
    .option('--run <id>', 'an earlier run; default: the latest');
  for (const add of [tenantArgument, outputOption, placeOptions]) add(command);
  withExamples(command, [
    ['onboard status acme', 'the latest run'],
    ['onboard status acme --output json', 'everything, for a script'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const { showStatus } = await import('../show-status.js');
      return showStatus(context, tenantName(tenant), Flags.parse(command.opts()));
    }),
  );
}
