import { defineCommand } from '../../command/define-command';
import { own, toggle } from '../../command/option';
import { config, looking, output, target, users } from '../../options';

export const verifyCommand = defineCommand({
  name: 'verify',
  summary: 'Check that every user of a tenant file has what a run gives. Writes nothing.',
  options: {
    source: users('kept'),
    how: own({ missingOnly: toggle('--missing-only', 'what exists and differs is accepted') }),
    ...{ output, looking, config, target },
  },
  examples: [
    ['onboard verify tenant.yaml', 'exit 0 when all is as wanted, 1 with the differences'],
    ['onboard verify tenant.yaml --output json', 'for a script'],
  ],
  run: async () => (await import('./verify-tenant.js')).verifyTenant,
});
