import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import {
  ConfigFlags,
  configOption,
  FollowFlags,
  followOptions,
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
  ...FollowFlags.shape,
  ...ConfigFlags.shape,
  user: z.array(z.string().min(1)),
});
export type SkipCommandFlags = z.infer<typeof Flags>;

export function skipCommand(action: Action): Command {
  const command = new Command('skip')
    .description("Leave users out of a tenant's open run: those that failed or wait. The run ends without them.")
    .requiredOption('--user <id...>', 'these users');
  for (const add of [tenantArgument, outputOption, followOptions, configOption, placeOptions]) add(command);
  withExamples(command, [['onboard skip acme --user ada@acme.example', 'go on without her']]);
  return command.action(
    action(async (context, [tenant]) => {
      const { skipTenantUsers } = await import('./skip-tenant-users.js');
      return skipTenantUsers(context, tenantName(tenant), Flags.parse(command.opts()));
    }),
  );
}
