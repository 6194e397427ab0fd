import { defineCommand } from '../../command/define-command';
import { output, place } from '../../options';

export const setupCommand = defineCommand({
  name: 'setup',
  summary: 'Register the search attributes in the Temporal namespace; again, nothing.',
  options: { output, place },
  examples: [['onboard setup --address temporal:7233', 'once per namespace']],
  run: async () => (await import('./set-up-namespace.js')).setUpNamespace,
});
