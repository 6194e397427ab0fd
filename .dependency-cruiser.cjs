// The arrows between the rooms (docs/explanation/architecture.md). Each rule says why it is there.
const wiring = ['^src/worker\\.ts$', '^src/worker/'];
const nodeModules = (names) => `(^|/)node_modules/(${names})(/|$)`;
const schemaFiles = '^src/domain/tenant/(user|tenant|target-ref|secret-reference)\\.ts$';

/** A room may import itself and the paths given; of packages see `packageRule`. */
const room = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `src/${from}: may import only ${allowed.join(', ') || 'nothing'} of this project.`,
  from: { path: `^src/${from}/` },
  to: { path: '^(src|simulator|bench|test)/', pathNot: [`^src/${from}/`, ...allowed] },
});

/** A folder of the command line: of its other folders it may import only those given. */
const cliRoom = (folder, allowed) => ({
  name: `cli-${folder}`,
  severity: 'error',
  comment: `src/cli/${folder}: of the command line may import only ${allowed.join(', ') || 'itself'}.`,
  from: { path: `^src/cli/${folder}/` },
  to: { path: '^src/cli/', pathNot: [`^src/cli/(${[folder, ...allowed].join('|')})/`] },
});

/** Commands that stand on another one. */
const commandsOnOthers = [
  ['(add|offboard|create-initial-users)', 'run'],
  ['schedule', 'sync'],
];

/** Only the files given may import a package. */
const packageRule = (name, packages, from) => ({
  name,
  severity: 'error',
  comment: `Only ${from.join(', ')} may import ${packages}.`,
  from: { path: '^(src|simulator|bench)/', pathNot: from },
  to: { path: nodeModules(packages) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    room('domain-is-the-centre', 'domain', []),
    room('workflows-know-the-domain', 'workflows', ['^src/domain/']),
    room('activities-bind-targets', 'activities', ['^src/domain/', '^src/targets/contract/']),
    room('plan-looks-through-targets', 'plan', [
      '^src/domain/',
      '^src/targets/contract/',
      '^src/activities/retry-delay\\.ts$',
      '^src/http/clock\\.ts$',
    ]),
    room('proxy-stands-alone', 'proxy', []),
    room('http-goes-through-proxies', 'http', ['^src/proxy/']),
    room('input-knows-the-domain', 'input', ['^src/domain/', '^src/targets/registry\\.ts$']),
    room('sources-read-input', 'sources', ['^src/(domain|input|proxy)/', '^src/targets/contract/']),
    room('notify-speaks-http', 'notify', ['^src/(domain|http|proxy)/', '^src/targets/contract/']),
    room('codec-knows-the-domain', 'codec', ['^src/(domain|http|input)/']),
    room('kubernetes-opens-secrets', 'kubernetes', ['^src/(domain|http|input)/', '^src/targets/contract/']),
    room('client-knows-the-domain', 'client', [
      '^src/(domain|codec|proxy)/',
      '^src/workflows/',
      '^src/input/environment\\.ts$',
    ]),
    room('report-knows-the-domain', 'report', ['^src/domain/']),
    room('tracing-hears-of-requests', 'tracing', ['^src/domain/', '^src/http/request-watch\\.ts$']),
    room('embedded-knows-the-domain', 'embedded', ['^src/(domain|proxy)/']),
    room('cli-wires-commands', 'cli', [
      '^src/(domain|input|client|codec|embedded|plan|proxy|sources|report|notify|tracing)/',
      '^src/targets/(registry\\.ts$|contract/)',
      ...wiring,
      '^simulator/(start|options|entries)\\.ts$',
    ]),
    cliRoom('terminal', []),
    cliRoom('command', ['terminal']),
    cliRoom('options', ['command', 'terminal']),
    cliRoom('place', ['options', 'command', 'terminal']),
    cliRoom('tenant', ['place', 'options', 'command', 'terminal']),
    cliRoom('follow', ['place', 'options', 'command', 'terminal']),
    cliRoom('commands', ['tenant', 'follow', 'place', 'options', 'command', 'terminal']),
    {
      name: 'commands-are-strangers',
      severity: 'error',
      comment: `A command stands by itself, but for ${commandsOnOthers.map((pair) => pair.join(' on ')).join(', ')}.`,
      from: {
        path: '^src/cli/commands/([^/]+)/',
        pathNot: commandsOnOthers.map(([one]) => `^src/cli/commands/${one}/`),
      },
      to: { path: '^src/cli/commands/', pathNot: ['^src/cli/commands/$1/'] },
    },
    ...commandsOnOthers.map(([one, other]) => ({
      name: `commands-stand-on-${other}`,
      severity: 'error',
      comment: `Of other commands, ${one} may import only ${other}.`,
      from: { path: `^src/cli/commands/${one}/` },
      to: { path: '^src/cli/commands/', pathNot: [`^src/cli/commands/(${one}|${other})/`] },
    })),
    {
      name: 'targets-know-domain-and-http',
      severity: 'error',
      comment: 'A target speaks to one system; deciding, waiting and retrying are not its part.',
      from: { path: '^src/targets/' },
      to: { path: '^(src|simulator|bench|test)/', pathNot: ['^src/(targets|domain|http|proxy)/'] },
    },
    {
      name: 'targets-are-strangers',
      severity: 'error',
      comment: 'One target never imports another: each can be removed with its folder and its line in the registry.',
      from: { path: '^src/targets/([^/]+)/' },
      to: { path: '^src/targets/', pathNot: ['^src/targets/$1/', '^src/targets/(connection|contract)/'] },
    },
    {
      name: 'targets-have-one-door',
      severity: 'error',
      comment: 'From outside, a target is its index.ts and its settings; the registry is the only one to know them.',
      from: { path: '^src/', pathNot: '^src/targets/' },
      to: { path: '^src/targets/[^/]+/', pathNot: '^src/targets/contract/' },
    },
    {
      name: 'simulator-speaks-the-wire',
      severity: 'error',
      comment: 'A simulator that shared more than the wire with a target would share its mistakes too.',
      from: { path: '^simulator/' },
      to: { path: '^(src|bench|test)/', pathNot: ['^src/targets/[^/]+/wire[^/]*', '^src/domain/'] },
    },
    {
      name: 'simulator-takes-domain-types-only',
      severity: 'error',
      comment: 'As above: of the domain only types.',
      from: { path: '^simulator/' },
      to: { path: '^src/domain/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-without-schemas',
      severity: 'error',
      comment: 'zod adds a megabyte to the workflow bundle: of files with schemas, workflows take the types.',
      from: { path: '^src/workflows/' },
      to: { path: schemaFiles, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-bundle-no-schema',
      severity: 'error',
      comment: 'As above, by way of other files of the domain.',
      from: { path: '^src/domain/', pathNot: schemaFiles },
      to: { path: schemaFiles, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflow-packages',
      severity: 'error',
      comment: 'Workflow code is replayed: only what the sandbox makes deterministic.',
      from: { path: '^src/workflows/' },
      to: {
        dependencyTypes: ['npm', 'core', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        pathNot: nodeModules('@temporalio/(workflow|common)'),
      },
    },
    {
      name: 'client-takes-workflow-types-only',
      severity: 'error',
      comment: 'Workflows are started by name; importing their code would pull the sandbox into every client.',
      from: { path: '^src/client/' },
      to: { path: '^src/workflows/', dependencyTypesNot: ['type-only'] },
    },
    packageRule('axios-lives-in-http', 'axios', ['^src/http/']),
    packageRule('fastify-serves-simulator-and-codec', 'fastify', ['^simulator/', '^src/codec/codec-server\\.ts$']),
    packageRule('forge-lives-in-the-simulator', 'node-forge', ['^simulator/']),
    packageRule('protobuf-lives-in-codec', '@temporalio/proto', ['^src/codec/']),
    packageRule('commander-lives-in-cli', 'commander|listr2', ['^src/cli/']),
    packageRule('aws-lives-in-sources', '@aws-sdk', ['^src/sources/']),
    packageRule('csv-lives-at-the-edge', 'csv-parse', ['^src/input/']),
    packageRule('yaml-lives-at-the-edge', 'yaml', ['^src/input/', '^src/worker/config\\.ts$', '^simulator/']),
    packageRule('opentelemetry-lives-in-tracing', '@opentelemetry|@temporalio/interceptors-opentelemetry', [
      '^src/tracing/',
    ]),
    packageRule('sandbox-lives-in-workflows', '@temporalio/workflow', [
      '^src/workflows/',
      '^src/tracing/workflow-interceptors\\.ts$',
      '^bench/floor/workflows\\.ts$',
    ]),
    packageRule('activity-context-lives-in-activities', '@temporalio/activity', ['^src/activities/']),
    packageRule('client-lives-in-client', '@temporalio/(client|envconfig)', [
      '^src/(client|embedded|tracing)/',
      ...wiring,
      '^bench/',
    ]),
    packageRule('worker-is-wiring', '@temporalio/worker', [...wiring, '^src/(cli|tracing)/', '^bench/']),
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'What ships imports only what is installed with it.',
      from: { path: '^(src|simulator)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'Two files that need each other are one file, or three. Types count: whoever reads one must open the other.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A module that nothing imports is dead, but for the programs and doors.',
      from: {
        orphan: true,
        pathNot: [
          '^src/(worker|cli/main|client/index|workflows/index|(workflows|codec)/failure-converter)\\.ts$',
          '^bench/main\\.ts$',
        ],
      },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types', 'default'],
    },
  },
};
