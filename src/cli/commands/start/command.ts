import { defineCommand } from '../../command/define-command';
import { own, toggle } from '../../command/option';
import { config, notify, output, place, runOptions, target, users } from '../../options';

export const startCommand = defineCommand({
  name: 'start',
  summary: 'Start (or join) the onboarding of a tenant file and return at once; workers carry it on.',
  options: {
    source: users('drained'),
    how: own({ force: toggle('--force', 'check every user again, also when the last run of this file completed') }),
    ...{ output, config, run: runOptions, target, notify, place },
  },
  examples: [
    ['onboard start tenant.yaml', 'start, and print which run it is'],
    ['onboard start - --output json < tenant.json', 'for a script'],
  ],
  run: async () => (await import('./start-tenant.js')).startTenant,
});
