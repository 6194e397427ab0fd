import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import {
  ConfigFlags,
  configOption,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  SystemFlags,
  tenantArgument,
  tenantName,
} from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...SystemFlags.shape,
  ...ConfigFlags.shape,
  run: z.string().min(1).optional(),
  user: z.string().min(1).optional(),
});
export type StatusCommandFlags = z.infer<typeof Flags>;

export function statusCommand(action: Action): Command {
  const command = new Command('status')
    .description("Show the state of a tenant's run: counts, and every user; or all that it did for one of them.")
    .option('--run <id>', 'an earlier run; default: the latest')
    .option('--user <id>', 'one user, by id or key: every step with its attempts and its last failure');
  for (const add of [tenantArgument, outputOption, configOption, placeOptions]) add(command);
  withExamples(command, [
    ['onboard status acme', 'the latest run'],
    ['onboard status acme --user ada@acme.example', 'the steps of one user'],
    ['onboard status acme --output json', 'everything, for a script'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const { user, ...flags } = Flags.parse(command.opts());
      if (user !== undefined) {
        const { showUser } = await import('./show-user.js');
        return showUser(context, tenantName(tenant), { ...flags, user });
      }
      const { showStatus } = await import('./show-status.js');
      return showStatus(context, tenantName(tenant), flags);
    }),
  );
}
