import { type System, systems } from '../../../domain/tenant/target-ref';
import { defineCommand, defineCommands, type Example } from '../../command/define-command';
import { choice, group, type Items, own, parsed, text, withDefault } from '../../command/option';
import { wholeNumber } from '../../options/parse';
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

interface Simulated {
  readonly summary: string;
  /** The options that this system alone has. */
  readonly items: Items;
  readonly examples: readonly Example[];
}

const simulated: Readonly<Record<System, Simulated>> = {
  mas: {
    summary: 'Simulate IBM Maximo Application Suite.',
    items: {
      workspace: withDefault(text('--workspace <name>', 'workspace id'), 'ws1'),
      syncDelayMs: withDefault(
        parsed('--sync-delay <time>', 'how long a synchronisation takes', parseDuration),
        0,
        '0',
      ),
      masVersion: withDefault(
        text('--mas-version <version>', 'version that is simulated: it decides how users are made'),
        '9.0',
      ),
      apps: withDefault(
        parsed('--apps <list>', 'applications of the workspace', (list) => list.split(',').filter((app) => app !== '')),
        ['manage', 'facilities', 'iot'],
        'manage,facilities,iot',
      ),
    },
    examples: [
      ['onboard simulator mas --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
      ['onboard simulator mas --port 0 --sync-delay 2s', 'on any free port'],
    ],
  },
  yuuvis: {
    summary: 'Simulate the user management of yuuvis Momentum, with its Keycloak.',
    items: {
      tenant: withDefault(text('--tenant <name>', 'the tenant there is'), 'acme'),
      section: withDefault(
        choice('--section <name>', 'section of the API that the account may use', ['system', 'admin']),
        'system',
      ),
      realmKeys: text('--realm-keys <file>', "keys (JWKS) of a real Keycloak's realm, whose tokens count too"),
    },
    examples: [
      ['onboard simulator yuuvis --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
      ['onboard simulator yuuvis --section admin', "for a tenant's own administrator"],
    ],
  },
  idmgmt: {
    summary: "Simulate IBM's identity management, with its directory.",
    items: { directory: text('--directory <file>', 'tenant file whose users are in the directory') },
    examples: [
      ['onboard simulator idmgmt --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
      ['onboard simulator idmgmt --directory tenant.yaml', "the tenant's users are in the directory"],
    ],
  },
};

export const simulatorCommand = defineCommands({
  name: 'simulator',
  summary: 'Simulate a target system over HTTPS. Prints one line of JSON when it is ready; ends on Ctrl-C or SIGTERM.',
  examples: [],
  commands: systems.map((system) => {
    const { summary, items, examples } = simulated[system];
    return defineCommand({
      ...{ name: system, summary, examples },
      options: { shared: own(shared), special: own(items), system: group('own', {}, () => system) },
      run: async () => (await import('./simulate.js')).simulate,
    });
  }),
});
