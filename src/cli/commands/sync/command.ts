import { defineCommand } from '../../command/define-command';
import { own, text, toggle } from '../../command/option';
import { config, follow, notify, output, place, removal, report, runOptions, target, users } from '../../options';

export const syncCommand = defineCommand({
  name: 'sync',
  summary:
    'Make a file the whole truth: onboard its users, and offboard those whom this tool onboarded and the file no longer has.',
  options: {
    source: users('kept', text('[file]', 'tenant file, YAML, JSON or CSV; - is standard input; it may hold no users')),
    how: own({
      plan: toggle('--plan', 'only show who would be onboarded and offboarded, by reading alone'),
      detailed: toggle('--detailed-exitcode', 'with --plan: exit 0 when there is nothing to do, 4 when there is'),
    }),
    ...{ report, output, follow, config, removal, target, run: runOptions, notify, place },
  },
  examples: [
    ['onboard sync tenant.yaml --plan', 'who would come, who would go'],
    ['onboard sync tenant.yaml', 'ask, then do it'],
    ['onboard sync tenant.yaml --yes --max-removals 5', 'in a pipeline'],
    ['onboard sync tenant.yaml --delete', 'delete the accounts of those who go'],
  ],
  run: async () => (await import('./sync-tenant.js')).syncTenant,
});
