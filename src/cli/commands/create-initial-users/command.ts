import { defineCommand } from '../../command/define-command';
import { anyText, choice, group, type Item, parsed, required, under } from '../../command/option';
import { UsageError } from '../../command/errors';
import { config, place, wholeNumber } from '../../options';

/** The levels of the tool whose flags these are. */
const peerLogLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

const port = (written: string, service: string): Item<number | undefined> =>
  parsed(
    `${written} <n>`,
    `port of the in-cluster ${service}; an address in the configuration counts more`,
    wholeNumber(1, 65_535),
  );

const users = under('Users, one of:', {
  file: {
    ...anyText('--initial-users-yaml-file <file>', '{users: {primary, secondary}}, YAML or JSON'),
    excludes: 'initialUsersSecretName',
  },
  secret: anyText(
    '--initial-users-secret-name <name>',
    'AWS secret; entries of completed users are removed from it at the end',
  ),
});

/** Templates of pipelines pass what they have not set as an empty text. */
const given = (said: string | undefined): string | undefined => (said === '' ? undefined : said);

const target = '--mas-instance-id inst1 --mas-workspace-id ws1';

/** The command of `mas-devops-create-initial-users-for-saas` (contract "MAS", section "Inputs that pipelines have today"). */
export const createInitialUsersCommand = defineCommand({
  name: 'create-initial-users',
  summary: 'Onboard with the flags, inputs and exit codes of mas-devops-create-initial-users-for-saas.',
  options: {
    target: group(
      'target',
      {
        instance: required(anyText('--mas-instance-id <id>', 'MAS instance')),
        workspace: required(anyText('--mas-workspace-id <id>', 'workspace in it')),
        version: anyText('--mas-version <version>', 'version of MAS, such as 9.0 or 9.1.x; default: below 9.1'),
      },
      ({ version, ...said }) => ({ ...said, version: given(version) }),
    ),
    logLevel: group(
      'own',
      { level: choice('--log-level <level>', 'what is logged', peerLogLevels) },
      ({ level }) => level,
    ),
    users: group('source', users, (said) => {
      const [file, secret] = [given(said.file), given(said.secret)];
      if (file !== undefined) return { file };
      if (secret !== undefined) return { secret };
      throw new UsageError('name --initial-users-yaml-file or --initial-users-secret-name');
    }),
    ports: group(
      'own',
      under('Ports (default: 443):', {
        coreApi: port('--coreapi-port', 'core API'),
        adminDashboard: port('--admin-dashboard-port', 'admin dashboard'),
        manageApi: port('--manage-api-port', 'Manage API'),
      }),
      (said) => (Object.values(said).every((one) => one === undefined) ? undefined : said),
    ),
    ...{ config, place },
  },
  examples: [
    [`onboard create-initial-users ${target} --initial-users-yaml-file users.yaml`, 'a file'],
    [`onboard create-initial-users ${target} --initial-users-secret-name NAME`, 'an AWS secret'],
  ],
  tolerant: true,
  run: async () => (await import('./create-initial-users.js')).createInitialUsers,
});
