import { Command, Option } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import { ConfigFlags, configOption, PlaceFlags, placeOptions } from '../../options/flags';
import type { Action } from '../../command/action';
import { wholeNumber } from '../../options/whole-number';

/** The levels of the tool whose flags these are. */
export const peerLogLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

const port = z.int().optional();

const Flags = z.object({
  ...PlaceFlags.shape,
  ...ConfigFlags.shape,
  masInstanceId: z.string(),
  masWorkspaceId: z.string(),
  masVersion: z.string().optional(),
  logLevel: z.enum(peerLogLevels).optional(),
  coreapiPort: port,
  adminDashboardPort: port,
  manageApiPort: port,
  initialUsersYamlFile: z.string().optional(),
  initialUsersSecretName: z.string().optional(),
});
export type CreateInitialUsersFlags = z.infer<typeof Flags>;

/** The command of `mas-devops-create-initial-users-for-saas` (contract "MAS", section "Inputs that pipelines have today"). */
export function createInitialUsersCommand(action: Action): Command {
  const command = new Command('create-initial-users')
    .description('Onboard with the flags, inputs and exit codes of mas-devops-create-initial-users-for-saas.')
    .requiredOption('--mas-instance-id <id>', 'MAS instance')
    .requiredOption('--mas-workspace-id <id>', 'workspace in it')
    .option('--mas-version <version>', 'version of MAS, such as 9.0 or 9.1.x; default: found out')
    .addOption(new Option('--log-level <level>', 'what is logged').choices(peerLogLevels))
    .allowUnknownOption()
    .allowExcessArguments();
  usersOptions(command);
  portOptions(command);
  for (const add of [configOption, placeOptions]) add(command);
  const target = '--mas-instance-id inst1 --mas-workspace-id ws1';
  withExamples(command, [
    [`onboard create-initial-users ${target} --initial-users-yaml-file users.yaml`, 'a file'],
    [`onboard create-initial-users ${target} --initial-users-secret-name NAME`, 'an AWS secret'],
  ]);
  return command.action(
    action(async (context) => {
      const flags = Flags.parse(command.opts());
      if (
        [flags.initialUsersYamlFile, flags.initialUsersSecretName].every((name) => name === undefined || name === '')
      ) {
        command.error('error: name --initial-users-yaml-file or --initial-users-secret-name');
      }
      const { createInitialUsers } = await import('./create-initial-users.js');
      return createInitialUsers(context, flags, unknownFlags(command.args));
    }),
  );
}

function usersOptions(command: Command): void {
  command
    .optionsGroup('Users, one of:')
    .addOption(
      new Option('--initial-users-yaml-file <file>', '{users: {primary, secondary}}, YAML or JSON').conflicts(
        'initialUsersSecretName',
      ),
    )
    .option(
      '--initial-users-secret-name <name>',
      'AWS secret; entries of completed users are removed from it at the end',
    )
    .optionsGroup('Options:');
}

function portOptions(command: Command): void {
  const portOf = (flag: string, service: string) =>
    new Option(
      `${flag} <n>`,
      `port of the in-cluster ${service}; an address in the configuration counts more`,
    ).argParser(wholeNumber(1, 65_535));
  command
    .optionsGroup('Ports (default: 443):')
    .addOption(portOf('--coreapi-port', 'core API'))
    .addOption(portOf('--admin-dashboard-port', 'admin dashboard'))
    .addOption(portOf('--manage-api-port', 'Manage API'))
    .optionsGroup('Options:');
}

/** The flags that nobody knows, without their values: those may be personal. */
function unknownFlags(parameters: readonly string[]): readonly string[] {
  return parameters.flatMap((text) => /^--?[a-z][\w-]*/i.exec(text) ?? []);
}
