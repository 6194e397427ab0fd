import { defineCommand } from '../../command/define-command';
import { own, text } from '../../command/option';
import { output } from '../../options/report';
import { place } from '../../options/place';
import { config } from '../../options/run';
import { whose } from '../../options/target';

export const statusCommand = defineCommand({
  name: 'status',
  summary: "Show the state of a tenant's run: counts, and every user; or all that it did for one of them.",
  options: {
    whose,
    which: own({
      runId: text('--run <id>', 'an earlier run; default: the latest'),
      user: text('--user <id>', 'one user, by id or key: every step with its attempts and its last failure'),
    }),
    ...{ output, config, place },
  },
  examples: [
    ['onboard status acme', 'the latest run'],
    ['onboard status acme --user ada@acme.example', 'the steps of one user'],
    ['onboard status acme --output json', 'everything, for a script'],
  ],
  run: async () => (await import('./show-status.js')).showStatus,
});
