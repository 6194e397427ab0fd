import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../examples';
import {
  ConfigFlags,
  configOption,
  FollowFlags,
  followOptions,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  RunFlags,
  runOptions,
  TargetFlags,
  targetOptions,
} from '../flags';
import type { Action } from '../program';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...TargetFlags.shape,
  ...RunFlags.shape,
  ...FollowFlags.shape,
  ...ConfigFlags.shape,
  force: z.boolean().default(false),
  keep: z.boolean().default(false),
});
export type RunCommandFlags = z.infer<typeof Flags>;

export function runCommand(action: Action): Command {
  const command = new Command('run')
    .description('Onboard the users of a tenant file, and follow until all are done.')
    .argument('<file>', 'tenant file, YAML or JSON; - is standard input')
    .option('--force', 'check every user again, also when the last run of this file completed')
    .option('--keep', 'leave the embedded server up afterwards');
  for (const add of [outputOption, followOptions, configOption, runOptions, targetOptions, placeOptions]) add(command);
  withExamples(command, [
    ['onboard run tenant.yaml', 'onboard, with progress'],
    ['onboard run tenant.yaml --output json', 'one JSON object at the end'],
    ['onboard run users.yaml --instance inst1 --workspace ws1', 'a file with users only'],
    ['onboard run tenant.yaml --hold 1h', 'keep a run with failed users open for mending'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { runTenant } = await import('../run-tenant.js');
      return runTenant(context, z.string().parse(file), Flags.parse(command.opts()));
    }),
  );
}
