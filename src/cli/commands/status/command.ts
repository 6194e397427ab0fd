import { defineCommand } from '../../command/define-command';
import { own, text } from '../../command/option';
import { config, output, place, whose } from '../../options';

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
    ['onboard status acme --output jsonl', 'the same; of more than 3,000 users, a line each'],
  ],
  run: async () => (await import('./show-status.js')).showStatus,
});
