import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { Milliseconds, Name } from '../server/option-schemas';
import { requestsPerSecond, simulatorEntry } from '../server/simulator-entry';
import { hostNames } from './host-names';

/** The releases whose calls this simulator knows. */
const MasVersion = z
  .string()
  .regex(
    /^(?:8\.\d+|9\.[01])(?:\.(?:\d+(?:-pre\.\d+)?|x))?$/,
    'must be a MAS version up to 9.1, such as "9.1", "9.0.x" or "8.11"',
  );

/** As it comes from a command line, too. */
const PageSize = z.coerce.number().int().min(1).max(10_000);
const idCharacters = ['any', 'usual'] as const;
const idCases = ['sent', 'upper'] as const;

const defaultApps = ['manage', 'facilities', 'iot'];

export const mas = simulatorEntry({
  ...{ name: 'mas', byDefault: true, summary: 'Simulate IBM Maximo Application Suite.' },
  options: {
    workspace: Name.default('ws1'),
    syncDelayMs: Milliseconds.default(0),
    masVersion: MasVersion.default('9.0'),
    apps: z.array(Name).default(defaultApps),
    readyDelayMs: Milliseconds.default(0),
    pageSize: PageSize.default(3),
    idCharacters: z.enum(idCharacters).default('any'),
    idCase: z.enum(idCases).default('sent'),
  },
  commandOptions: {
    workspace: { flags: '--workspace <name>', help: 'workspace id', initial: 'ws1' },
    syncDelayMs: {
      ...{ flags: '--sync-delay <time>', help: 'how long a synchronisation takes', kind: 'duration' },
      ...{ initial: 0, shown: '0' },
    },
    masVersion: {
      ...{ flags: '--mas-version <version>', help: 'version that is simulated: it decides how users are made' },
      initial: '9.0',
    },
    apps: {
      ...{ flags: '--apps <list>', help: 'applications of the workspace', kind: 'list' },
      ...{ initial: defaultApps, shown: defaultApps.join(',') },
    },
    readyDelayMs: {
      ...{ flags: '--ready-after <time>', help: 'how long its applications are not ready', kind: 'duration' },
      ...{ initial: 0, shown: '0' },
    },
    pageSize: { flags: '--page-size <n>', help: "members in a page of Manage's lists", initial: 3 },
    idCharacters: {
      ...{
        flags: '--id-characters <which>',
        help: 'which characters ids may hold: usual as MAS takes them where nobody set it up otherwise',
        choices: idCharacters,
      },
      initial: 'any',
    },
    idCase: {
      ...{ flags: '--id-case <which>', help: 'case in which Manage from 9.1 keeps ids', choices: idCases },
      initial: 'sent',
    },
  },
  examples: [
    ['onboard simulator mas --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
    ['onboard simulator mas --port 0 --sync-delay 2s', 'on any free port'],
  ],
  hostNames,
  ready: ({ workspace, masVersion }) => ({ workspace, masVersion }),
  async create(options, superuser) {
    const { createMasSystem } = await import('./mas-system.js');
    return createMasSystem({ ...options, superuser, now: () => performance.now() }, options.seedUsers);
  },
  settings: ({ url, ca, cert, key, usernameFile, passwordFile }) => ({
    coreApi: url,
    adminDashboard: url,
    manageApi: url,
    superuser: { username: { file: usernameFile }, password: { file: passwordFile } },
    ca: { file: ca },
    manageCertificate: { cert: { file: cert }, key: { file: key } },
    requestsPerSecond,
  }),
});
