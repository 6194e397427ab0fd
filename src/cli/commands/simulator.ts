import { Command, Option } from 'commander';
import { z } from 'zod';
import { parseDuration } from '../duration';
import { withExamples } from '../examples';
import type { Action } from '../program';
import { wholeNumber } from '../whole-number';

const Flags = z.object({
  host: z.string(),
  publicHost: z.string().optional(),
  port: z.int(),
  instance: z.string(),
  workspace: z.string(),
  certDir: z.string().optional(),
  latency: z.int(),
  syncDelay: z.int(),
  masVersion: z.string(),
  apps: z.array(z.string()),
  seedUsers: z.int(),
  seed: z.int(),
  faults: z.string().optional(),
  writeConfig: z.string().optional(),
});
export type SimulatorCommandFlags = z.infer<typeof Flags>;

export function simulatorCommand(action: Action): Command {
  const command = new Command('simulator').description(
    'Simulate a target system over HTTPS. Prints one line of JSON when it is ready; ends on Ctrl-C or SIGTERM.',
  );
  const mas = new Command('mas').description('Simulate IBM Maximo Application Suite.');
  addOptions(mas);
  mas.action(
    action(async (context) => {
      const { simulate } = await import('../simulate.js');
      return simulate(context, Flags.parse(mas.opts()));
    }),
  );
  withExamples(mas, [
    ['onboard simulator mas --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
    ['onboard simulator mas --port 0 --sync-delay 2s', 'on any free port'],
  ]);
  return command.addCommand(mas);
}

function addOptions(command: Command): void {
  command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--public-host <name>', 'name under which others reach it; goes into the certificate')
    .addOption(new Option('--port <n>', 'port; 0 takes any free one').argParser(wholeNumber(0, 65_535)).default(9443))
    .option('--instance <name>', 'instance id', 'inst1')
    .option('--workspace <name>', 'workspace id', 'ws1')
    .option('--cert-dir <folder>', 'certificates and keys: made there, or taken from there')
    .addOption(new Option('--latency <time>', 'how long every answer takes').argParser(parseDuration).default(0, '0'))
    .addOption(
      new Option('--sync-delay <time>', 'how long a synchronisation takes').argParser(parseDuration).default(0, '0'),
    )
    .option('--mas-version <version>', 'version that is simulated: it decides how users are made', '9.0')
    .addOption(
      new Option('--apps <list>', 'applications of the workspace')
        .argParser((text) => text.split(',').filter((app) => app !== ''))
        .default(['manage', 'facilities', 'iot'], 'manage,facilities,iot'),
    )
    .addOption(new Option('--seed-users <n>', 'users that exist already').argParser(wholeNumber(0, 100_000)).default(0))
    .addOption(
      new Option('--seed <n>', 'equal seeds generate equal values').argParser(wholeNumber(0, 999_999_999)).default(1),
    )
    .option('--faults <file>', 'JSON file with faults')
    .option('--write-config <file>', 'write the worker configuration that reaches the simulator');
}
