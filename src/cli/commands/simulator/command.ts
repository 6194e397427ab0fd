import { type CommandOption, type SimulatorEntry, simulators } from '../../../../simulator/entries';
import { systems } from '../../../domain/systems/systems';
import { defineCommand, defineCommands } from '../../command/define-command';
import { choice, group, type Items, own, parsed, text, withDefault } from '../../command/option';
import { wholeNumber } from '../../options';
import { parseDuration } from '../../terminal/duration';

const shared = {
  host: withDefault(text('--host <address>', 'address to listen on'), '127.0.0.1'),
  publicHost: text('--public-host <name>', 'name under which others reach it; goes into the certificate'),
  port: withDefault(parsed('--port <n>', 'port; 0 takes any free one', wholeNumber(0, 65_535)), 9443),
  instance: withDefault(text('--instance <name>', 'instance id'), 'inst1'),
  certDir: text('--cert-dir <folder>', 'certificates and keys: made there, or taken from there'),
  latencyMs: withDefault(parsed('--latency <time>', 'how long every answer takes', parseDuration), 0, '0'),
  seedUsers: withDefault(parsed('--seed-users <n>', 'users that exist already', wholeNumber(0, 100_000)), 0),
  seed: withDefault(parsed('--seed <n>', 'equal seeds generate equal values', wholeNumber(0, 999_999_999)), 1),
  faults: text('--faults <file>', 'JSON file with faults'),
  writeConfig: text('--write-config <file>', 'write the worker configuration that reaches the simulator'),
};

/** The options that one simulator alone has. */
function itemsOf({ commandOptions }: SimulatorEntry): Items {
  return Object.fromEntries(Object.entries(commandOptions).map(([name, option]) => [name, itemOf(option)]));
}

function itemOf({ flags, help, kind, choices, initial, shown }: CommandOption): Items[string] {
  const plain = choices === undefined ? text(flags, help) : choice(flags, help, choices);
  const read = readers[kind ?? ''];
  const item = read === undefined ? plain : parsed(flags, help, read);
  return initial === undefined ? item : withDefault(item, initial, shown);
}

const readers: Readonly<Record<string, (given: string) => unknown>> = {
  duration: parseDuration,
  list: (list: string) => list.split(',').filter((part) => part !== ''),
};

export const simulatorCommand = defineCommands({
  name: 'simulator',
  summary: 'Simulate a target system over HTTPS. Prints one line of JSON when it is ready; ends on Ctrl-C or SIGTERM.',
  examples: [],
  commands: systems.flatMap((system) => {
    const entry = simulators.get(system);
    if (entry === undefined) return [];
    const { summary, examples } = entry;
    return defineCommand({
      ...{ name: system, summary, examples },
      options: { shared: own(shared), special: own(itemsOf(entry)), system: group('own', {}, () => system) },
      run: async () => (await import('./simulate.js')).simulate,
    });
  }),
});
