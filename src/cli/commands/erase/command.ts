import { Command, Option } from 'commander';
import { z } from 'zod';
import { systems } from '../../../domain/tenant/target-ref';
import { withExamples } from '../../command/examples';
import { OutputFlags, outputOption, PlaceFlags, placeOptions, tenantName } from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  system: z.enum(systems).optional(),
  user: z.array(z.string().min(1)).optional(),
  plan: z.boolean().default(false),
  yes: z.boolean().default(false),
  auditFile: z.string().min(1).optional(),
});
export type EraseCommandFlags = z.infer<typeof Flags>;

export function eraseCommand(action: Action): Command {
  const command = new Command('erase')
    .description(
      'Delete what Temporal holds of a tenant, or of a person: histories and records. Nothing changes in the target system.',
    )
    .argument('<tenant>', 'name of the tenant')
    .option('--user <id...>', 'only what speaks of these users: ids, e-mail addresses or keys')
    .addOption(new Option('--system <name>', 'target system, when the tenant lives in several').choices(systems))
    .option('--plan', 'show what would be deleted; delete nothing')
    .option('-y, --yes', 'do not ask; needed where nobody can be asked')
    .option('--audit-file <file>', 'append the line for the audit to this file, too');
  for (const add of [outputOption, placeOptions]) add(command);
  withExamples(command, [
    ['onboard erase acme --user ada@acme.example --plan', 'what Temporal holds of a person'],
    ['onboard erase acme --user ada@acme.example', 'delete it, after asking'],
    ['onboard erase acme --yes', 'everything of a tenant'],
  ]);
  return command.action(
    action(async (context, [tenant]) => {
      const { eraseHistories } = await import('./erase-histories.js');
      return eraseHistories(context, tenantName(tenant), Flags.parse(command.opts()));
    }),
  );
}
