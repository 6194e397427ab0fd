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
  user: z.array(z.string().min(1)).optional(),
  plan: z.boolean().default(false),
  report: z.string().min(1).optional(),
});
export type OffboardCommandFlags = z.infer<typeof Flags>;

export function offboardCommand(action: Action): Command {
  const command = new Command('offboard')
    .description('Take users back out of their target system: groups, places, and the account.')
    .argument('[file]', 'tenant file, YAML, JSON or CSV, of the users to remove; - is standard input')
    .option('--user <id...>', 'only these: of the file, or, with --tenant, of those the tenant is known to have')
    .option('--plan', 'show what would be removed, by reading alone; remove nothing')
    .option('--report <file>', 'write a report at the end: .md, .json, .csv, .xml (JUnit), .html, .yaml');
  const input = [inputOptions, targetOptions];
  for (const add of [removalOptions, outputOption, followOptions, configOption, ...input]) add(command);
  for (const add of [runOptions, placeOptions]) add(command);
  withExamples(command, [
    ['onboard offboard leavers.yaml --plan', 'what would be removed'],
    ['onboard offboard leavers.yaml --yes', 'disable the users of a file'],
    ['onboard offboard --tenant acme --user ada@acme.example', 'one user whom a run onboarded'],
    ['onboard offboard tenant.yaml --delete --max-removals 100%', 'delete everybody, after asking'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { offboardUsers } = await import('./offboard-users.js');
      return offboardUsers(context, z.string().optional().parse(file), Flags.parse(command.opts()));
    }),
  );
}
