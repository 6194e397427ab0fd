import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import {
  ConfigFlags,
  configOption,
  FollowFlags,
  followOptions,
  InputFlags,
  inputOptions,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  RunFlags,
  runOptions,
  TargetFlags,
  targetOptions,
} from '../../options/flags';
import type { Action } from '../../command/action';
import { RemovalFlags, removalOptions } from '../../options/removal-flags';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...TargetFlags.shape,
  ...InputFlags.shape,
  ...RunFlags.shape,
  ...FollowFlags.shape,
  ...ConfigFlags.shape,
  ...RemovalFlags.shape,
  plan: z.boolean().default(false),
  detailedExitcode: z.boolean().default(false),
});
export type SyncCommandFlags = z.infer<typeof Flags>;

export function syncCommand(action: Action): Command {
  const command = new Command('sync')
    .description(
      'Make a file the whole truth: onboard its users, and offboard those whom this tool onboarded and the file no longer has.',
    )
    .argument('<file>', 'tenant file, YAML, JSON or CSV; - is standard input; it may hold no users')
    .option('--plan', 'only show who would be onboarded and offboarded, by reading alone')
    .option('--detailed-exitcode', 'with --plan: exit 0 when there is nothing to do, 4 when there is');
  const about = [removalOptions, inputOptions, targetOptions, runOptions];
  for (const add of [outputOption, followOptions, configOption, ...about, placeOptions]) add(command);
  withExamples(command, [
    ['onboard sync tenant.yaml --plan', 'who would come, who would go'],
    ['onboard sync tenant.yaml', 'ask, then do it'],
    ['onboard sync tenant.yaml --yes --max-removals 5', 'in a pipeline'],
    ['onboard sync tenant.yaml --delete', 'delete the accounts of those who go'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { syncFile } = await import('./sync-file.js');
      return syncFile(context, z.string().parse(file), Flags.parse(command.opts()));
    }),
  );
}
