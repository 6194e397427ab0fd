import { Command, Option } from 'commander';
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
  RunFlags,
  runOptions,
  SystemFlags,
  tenantArgument,
  tenantName,
} from '../../options/flags';
import { NoticeFlags, noticeOptions } from '../../options/notice-flags';
import type { Action } from '../../command/action';
import { RecordChanges, recordChange } from './record-changes';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...SystemFlags.shape,
  ...RunFlags.shape,
  ...FollowFlags.shape,
  ...ConfigFlags.shape,
  ...NoticeFlags.shape,
  user: z.array(z.string().min(1)).optional(),
  set: RecordChanges.optional(),
});
export type RetryCommandFlags = z.infer<typeof Flags>;

export function retryCommand(action: Action): Command {
  const command = new Command('retry')
    .description("Retry the failed users of a tenant's latest run, and follow until they are done.")
    .option('--user <id...>', 'only these users')
    .addOption(
      new Option('--set <field=value>', 'correct the user that --user names (email, …), repeatable').argParser(
        recordChange,
      ),
    );
  for (const add of [tenantArgument, outputOption, followOptions, configOption, runOptions]) add(command);
  for (const add of [noticeOptions, placeOptions]) add(command);
  withExamples(command, [
    ['onboard retry acme', 'all failed users, nobody else'],
    ['onboard retry acme --user ada@acme.example', 'one of them'],
    ['onboard retry acme --user ada@acme.exmaple --set email=ada@acme.example', 'with the address corrected'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const { retryTenant } = await import('./retry-tenant.js');
      return retryTenant(context, tenantName(tenant), Flags.parse(command.opts()));
    }),
  );
}
