import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import {
  FollowFlags,
  followOptions,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  SystemFlags,
  tenantName,
  whoseOptions,
} from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...SystemFlags.shape,
  ...FollowFlags.shape,
});
export type WatchCommandFlags = z.infer<typeof Flags>;

export function watchCommand(action: Action): Command {
  const command = new Command('watch')
    .description(
      "Follow a tenant's run until it ends, and tell how it ended; without a tenant, all open runs. The key q leaves.",
    )
    .argument('[tenant]', 'name of the tenant');
  for (const add of [whoseOptions, outputOption, followOptions, placeOptions]) add(command);
  withExamples(command, [
    ['onboard watch', 'a live table of all open runs'],
    ['onboard watch acme', 'one run, with progress'],
    ['onboard watch acme --timeout 10m --output json', 'wait at most ten minutes'],
    ['onboard watch --output jsonl', 'every change of every run, one a line'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const flags = Flags.parse(command.opts());
      if (tenant === undefined) {
        const { watchAll } = await import('./watch-all.js');
        return watchAll(context, flags);
      }
      const { watchTenant } = await import('./watch-tenant.js');
      return watchTenant(context, tenantName(tenant), flags);
    }),
  );
}
