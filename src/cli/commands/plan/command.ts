import { defineCommand } from '../../command/define-command';
import { own, text, toggle } from '../../command/option';
import { config, looking, output, target, users } from '../../options';

export const planCommand = defineCommand({
  name: 'plan',
  summary: 'Show what a run would do for each user, by reading the target alone. Writes nothing in it.',
  options: {
    source: users('kept'),
    how: own({
      out: text('--out <file>', 'keep the plan, for onboard run --plan; it holds the records of users'),
      ask: toggle('--ask-target', 'have the target itself check users whom a run would create (MAS below 9.1)'),
      detailed: toggle('--detailed-exitcode', 'exit 0 when there is nothing to do, 4 when there is'),
    }),
    ...{ output, looking, config, target },
  },
  examples: [
    ['onboard plan tenant.yaml', 'what would be created, linked, joined, granted, added'],
    ['onboard plan tenant.yaml --out plan.json', 'keep it, then: onboard run --plan plan.json'],
    ['onboard plan tenant.yaml --ask-target', 'and what the target would refuse'],
    ['onboard plan tenant.yaml --detailed-exitcode', 'for a pipeline: 0 nothing to do, 4 changes'],
  ],
  run: async () => (await import('./plan-tenant.js')).planTenant,
});
