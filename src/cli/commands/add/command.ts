import { Command, Option } from 'commander';
import { z } from 'zod';
import { systems } from '../../../domain/tenant/target-ref';
import { userKinds } from '../../../domain/tenant/user';
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
  tenantName,
} from '../../options/flags';
import type { Action } from '../../command/action';

const Flags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...InputFlags.shape,
  ...RunFlags.shape,
  ...FollowFlags.shape,
  ...ConfigFlags.shape,
  system: z.enum(systems).optional(),
  email: z.string().optional(),
  givenName: z.string().optional(),
  familyName: z.string().optional(),
  id: z.string().optional(),
  type: z.enum(userKinds),
});
export type AddCommandFlags = z.infer<typeof Flags>;

export function addCommand(action: Action): Command {
  const command = new Command('add')
    .description("Add users to a tenant's open run, or start a run of them when it has none; and follow.")
    .argument('<tenant>', 'name of the tenant')
    .argument('[file]', 'file of users, as for run; - is standard input')
    .addOption(new Option('--system <name>', 'target system, when the tenant lives in several').choices(systems))
    .optionsGroup('One user, instead of a file:')
    .option('--email <address>', 'e-mail address; the id, too, unless there is one')
    .option('--given-name <name>', 'given name')
    .option('--family-name <name>', 'family name')
    .option('--id <id>', "the user's id in the target system")
    .addOption(new Option('--type <type>', 'kind of user').choices(userKinds).default('secondary'))
    .optionsGroup('Options:');
  for (const add of [inputOptions, outputOption, followOptions, configOption, runOptions, placeOptions]) add(command);
  withExamples(command, [
    ['onboard add acme more-users.csv', 'the target is the one of the tenant'],
    ['onboard add acme --email bo@acme.example --given-name Bo --family-name Li', 'one user, a secondary one'],
  ]);
  return command.action(
    action(async (context, [tenant, file]) => {
      const { addTenantUsers } = await import('./add-tenant-users.js');
      const wanted = { tenant: tenantName(tenant), file: z.string().optional().parse(file) };
      return addTenantUsers(context, wanted, Flags.parse(command.opts()));
    }),
  );
}
