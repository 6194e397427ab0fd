import { defineCommand } from '../../command/define-command';
import { own, text, texts, toggle } from '../../command/option';
import {
  config,
  follow,
  notify,
  output,
  place,
  removal,
  report,
  runOptions,
  target,
  usersIfNamed,
} from '../../options';

export const offboardCommand = defineCommand({
  name: 'offboard',
  summary: 'Take users back out of their target system: groups, places, and the account.',
  options: {
    source: usersIfNamed(
      'kept',
      text('[file]', 'tenant file, YAML, JSON or CSV, of the users to remove; - is standard input'),
    ),
    how: own({
      users: texts(
        '--user <id...>',
        'only these: of the file, or, with --tenant, of those the tenant is known to have',
      ),
      plan: toggle('--plan', 'show what would be removed, by reading alone; remove nothing'),
    }),
    ...{ report, removal, output, follow, config, target, run: runOptions, notify, place },
  },
  examples: [
    ['onboard offboard leavers.yaml --plan', 'what would be removed'],
    ['onboard offboard leavers.yaml --yes', 'disable the users of a file'],
    ['onboard offboard --tenant acme --user ada@acme.example', 'one user whom a run onboarded'],
    ['onboard offboard tenant.yaml --delete --max-removals 100%', 'delete everybody, after asking'],
  ],
  run: async () => (await import('./offboard-users.js')).offboardUsers,
});
