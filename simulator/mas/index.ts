import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { Milliseconds, Name } from '../server/option-schemas';
import { requestsPerSecond, simulatorEntry } from '../server/simulator-entry';
import { hostNames } from './host-names';
import { createMasSystem } from './mas-system';

/** The releases whose calls this simulator knows. */
const MasVersion = z
  .string()
  .regex(
    /^(?:8\.\d+|9\.[01])(?:\.(?:\d+(?:-pre\.\d+)?|x))?$/,
    'must be a MAS version up to 9.1, such as "9.1", "9.0.x" or "8.11"',
  );

const defaultApps = ['manage', 'facilities', 'iot'];

export const mas = simulatorEntry({
  ...{ name: 'mas', byDefault: true, summary: 'Simulate IBM Maximo Application Suite.' },
  options: {
    workspace: Name.default('ws1'),
    syncDelayMs: Milliseconds.default(0),
    masVersion: MasVersion.default('9.0'),
    apps: z.array(Name).default(defaultApps),
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
  },
  examples: [
    ['onboard simulator mas --write-config onboard.config.yaml', 'and the worker configuration that reaches it'],
    ['onboard simulator mas --port 0 --sync-delay 2s', 'on any free port'],
  ],
  hostNames,
  ready: ({ workspace, masVersion }) => ({ workspace, masVersion }),
  create: (options, superuser) =>
    createMasSystem({ ...options, superuser, now: () => performance.now() }, options.seedUsers),
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
