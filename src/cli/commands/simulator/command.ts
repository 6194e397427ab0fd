import { Command, Option } from 'commander';
import { z } from 'zod';
import { type System, systems } from '../../../domain/tenant/target-ref';
import { parseDuration } from '../../terminal/duration';
import { withExamples } from '../../command/examples';
import type { Action } from '../../command/action';
import { wholeNumber } from '../../options/whole-number';

const Flags = z.object({
  host: z.string(),
  publicHost: z.string().optional(),
  port: z.int(),
  instance: z.string(),
  workspace: z.string().optional(),
  certDir: z.string().optional(),
  latency: z.int(),
  syncDelay: z.int().optional(),
  masVersion: z.string().optional(),
  apps: z.array(z.string()).optional(),
  tenant: z.string().optional(),
  section: z.enum(['system', 'admin']).optional(),
  directory: z.string().optional(),
  realmKeys: z.string().optional(),
  seedUsers: z.int(),
  seed: z.int(),
  faults: z.string().optional(),
  writeConfig: z.string().optional(),
});
export type SimulatorCommandFlags = z.infer<typeof Flags> & { readonly system: System };

interface Simulated {
  readonly description: string;
  /** The options that this system alone has. */
  readonly addOptions: (command: Command) => void;
  readonly examples: readonly (readonly [command: string, what: string])[];
}

const simulated: Readonly<Record<System, Simulated>> = {
  mas: {
    description: 'Simulate IBM Maximo Application Suite.',
    addOptions: addMasOptions,
    examples: [
      ['onboard simulator mas --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
      ['onboard simulator mas --port 0 --sync-delay 2s', 'on any free port'],
    ],
  },
  yuuvis: {
    description: 'Simulate the user management of yuuvis Momentum, with its Keycloak.',
    addOptions: addYuuvisOptions,
    examples: [
      ['onboard simulator yuuvis --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
      ['onboard simulator yuuvis --section admin', "for a tenant's own administrator"],
    ],
  },
  idmgmt: {
    description: "Simulate IBM's identity management, with its directory.",
    addOptions: addIdmgmtOptions,
    examples: [
      ['onboard simulator idmgmt --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
      ['onboard simulator idmgmt --directory tenant.yaml', "the tenant's users are in the directory"],
    ],
  },
};

export function simulatorCommand(action: Action): Command {
  const command = new Command('simulator').description(
    'Simulate a target system over HTTPS. Prints one line of JSON when it is ready; ends on Ctrl-C or SIGTERM.',
  );
  for (const system of systems) command.addCommand(systemCommand(system, action));
  return command;
}

function systemCommand(system: System, action: Action): Command {
  const { description, addOptions, examples } = simulated[system];
  const command = new Command(system).description(description);
  addSharedOptions(command);
  addOptions(command);
  withExamples(command, examples);
  return command.action(
    action(async (context) => {
      const { simulate } = await import('./simulate.js');
      return simulate(context, { ...Flags.parse(command.opts()), system });
    }),
  );
}

function addSharedOptions(command: Command): void {
  command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--public-host <name>', 'name under which others reach it; goes into the certificate')
    .addOption(new Option('--port <n>', 'port; 0 takes any free one').argParser(wholeNumber(0, 65_535)).default(9443))
    .option('--instance <name>', 'instance id', 'inst1')
    .option('--cert-dir <folder>', 'certificates and keys: made there, or taken from there')
    .addOption(new Option('--latency <time>', 'how long every answer takes').argParser(parseDuration).default(0, '0'))
    .addOption(new Option('--seed-users <n>', 'users that exist already').argParser(wholeNumber(0, 100_000)).default(0))
    .addOption(
      new Option('--seed <n>', 'equal seeds generate equal values').argParser(wholeNumber(0, 999_999_999)).default(1),
    )
    .option('--faults <file>', 'JSON file with faults')
    .option('--write-config <file>', 'write the worker configuration that reaches the simulator');
}

function addMasOptions(command: Command): void {
  command
    .option('--workspace <name>', 'workspace id', 'ws1')
    .addOption(
      new Option('--sync-delay <time>', 'how long a synchronisation takes').argParser(parseDuration).default(0, '0'),
    )
    .option('--mas-version <version>', 'version that is simulated: it decides how users are made', '9.0')
    .addOption(
      new Option('--apps <list>', 'applications of the workspace')
        .argParser((text) => text.split(',').filter((app) => app !== ''))
        .default(['manage', 'facilities', 'iot'], 'manage,facilities,iot'),
    );
}

function addYuuvisOptions(command: Command): void {
  command
    .option('--tenant <name>', 'the tenant there is', 'acme')
    .addOption(
      new Option('--section <name>', 'section of the API that the account may use')
        .choices(['system', 'admin'])
        .default('system'),
    )
    .option('--realm-keys <file>', "keys (JWKS) of a real Keycloak's realm, whose tokens count too");
}

function addIdmgmtOptions(command: Command): void {
  command.option('--directory <file>', 'tenant file whose users are in the directory');
}
