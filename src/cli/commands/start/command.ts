import { Command } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import {
  ConfigFlags,
  configOption,
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
import { NoticeFlags, noticeOptions } from '../../options/notice-flags';
import type { Action } from '../../command/action';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...TargetFlags.shape,
  ...InputFlags.shape,
  ...RunFlags.shape,
  ...ConfigFlags.shape,
  ...NoticeFlags.shape,
  force: z.boolean().default(false),
});
export type StartCommandFlags = z.infer<typeof Flags>;

export function startCommand(action: Action): Command {
  const command = new Command('start')
    .description('Start (or join) the onboarding of a tenant file and return at once; workers carry it on.')
    .argument('<file>', 'tenant file, YAML, JSON or CSV; - is standard input')
    .option('--force', 'check every user again, also when the last run of this file completed');
  for (const add of [outputOption, configOption, inputOptions, runOptions, targetOptions]) add(command);
  for (const add of [noticeOptions, placeOptions]) add(command);
  withExamples(command, [
    ['onboard start tenant.yaml', 'start, and print which run it is'],
    ['onboard start - --output json < tenant.json', 'for a script'],
  ]);
  return command.action(
    action(async (context, [file]) => {
      const { startTenant } = await import('./start-tenant.js');
      return startTenant(context, z.string().parse(file), Flags.parse(command.opts()));
    }),
  );
}
