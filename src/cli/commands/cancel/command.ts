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
});
export type EndCommandFlags = z.infer<typeof Flags>;

export function cancelCommand(action: Action): Command {
  const command = new Command('cancel').description(
    "Stop a tenant's open run: running steps end, what was temporary is removed, every user is reported.",
  );
  addEndOptions(command);
  withExamples(command, [['onboard cancel acme', 'stop the run, and wait until it has stopped']]);
  return command.action(
    action(async (context, [tenant]) => {
      const { endTenantRun } = await import('./end-tenant-run.js');
      return endTenantRun(context, { tenant: tenantName(tenant), how: 'cancel' }, Flags.parse(command.opts()));
    }),
  );
}

export function closeCommand(action: Action): Command {
  const command = new Command('close').description(
    'End the waiting of a run that is held open for its failed users (--hold): it closes with what it has.',
  );
  addEndOptions(command);
  withExamples(command, [['onboard close acme', 'no more retries: close the run']]);
  return command.action(
    action(async (context, [tenant]) => {
      const { endTenantRun } = await import('./end-tenant-run.js');
      return endTenantRun(context, { tenant: tenantName(tenant), how: 'close' }, Flags.parse(command.opts()));
    }),
  );
}

function addEndOptions(command: Command): void {
  for (const add of [tenantArgument, outputOption, followOptions, configOption, placeOptions]) add(command);
}
