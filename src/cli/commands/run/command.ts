import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import {
  ConfigFlags,
  configOption,
  FollowFlags,
  InputFlags,
  followOptions,
  inputOptions,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  RunFlags,
  runOptions,
  SecretFlags,
  secretOptions,
  TargetFlags,
  targetOptions,
} from '../../options/flags';
import { NoticeFlags, noticeOptions } from '../../options/notice-flags';
import type { Action } from '../../command/action';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...TargetFlags.shape,
  ...InputFlags.shape,
  ...SecretFlags.shape,
  ...RunFlags.shape,
  ...FollowFlags.shape,
  ...ConfigFlags.shape,
  ...NoticeFlags.shape,
  force: z.boolean().default(false),
  keep: z.boolean().default(false),
  plan: z.string().min(1).optional(),
  report: z.string().min(1).optional(),
});
export type RunCommandFlags = z.infer<typeof Flags>;

export function runCommand(action: Action): Command {
  const command = new Command('run')
    .description('Onboard the users of a tenant file, and follow until all are done.')
    .argument(
      '[file]',
      'tenant file, YAML, JSON or CSV; - is standard input; may be left out with --plan and --aws-secret',
    )
    .option('--plan <file>', 'apply exactly this plan of onboard plan --out, or nothing when something moved since')
    .option('--report <file>', 'write a report at the end: .md, .json, .csv, .xml (JUnit), .html, .yaml')
    .option('--force', 'check every user again, also when the last run of this file completed')
    .option('--keep', 'leave the embedded server up afterwards');
  const input = [inputOptions, secretOptions, targetOptions];
  for (const add of [outputOption, followOptions, configOption, ...input, runOptions, noticeOptions, placeOptions]) {
    add(command);
  }
  withExamples(command, [
    ['onboard run tenant.yaml', 'onboard, with progress'],
    ['onboard run tenant.yaml --output json', 'one JSON object at the end'],
    ['onboard run users.yaml --instance inst1 --workspace ws1', 'a file with users only'],
    ['onboard run --plan plan.json', 'apply exactly a plan, or refuse when something moved'],
    ['onboard run users.csv --instance inst1 --workspace ws1', 'a CSV file'],
    ['onboard run --aws-secret NAME --instance inst1 --workspace ws1', 'the users of an AWS secret, removed when done'],
    ['onboard run tenant.yaml --hold 1h', 'keep a run with failed users open for mending'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { runTenant } = await import('./run-tenant.js');
      return runTenant(context, z.string().optional().parse(file), Flags.parse(command.opts()));
    }),
  );
}
