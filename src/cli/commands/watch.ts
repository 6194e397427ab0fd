import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../examples';
import {
  FollowFlags,
  followOptions,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  SystemFlags,
  tenantArgument,
  tenantName,
} from '../flags';
import type { Action } from '../program';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...SystemFlags.shape,
  ...FollowFlags.shape,
});
export type WatchCommandFlags = z.infer<typeof Flags>;

export function watchCommand(action: Action): Command {
  const command = new Command('watch').description("Follow a tenant's run until it ends, and tell how it ended.");
  for (const add of [tenantArgument, outputOption, followOptions, placeOptions]) add(command);
  withExamples(command, [
    ['onboard watch acme', 'with progress'],
    ['onboard watch acme --timeout 10m --output json', 'wait at most ten minutes'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const { watchTenant } = await import('../watch-tenant.js');
      return watchTenant(context, tenantName(tenant), Flags.parse(command.opts()));
    }),
  );
}
