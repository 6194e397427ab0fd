import { defineCommand } from '../../command/define-command';
import { config, place } from '../../options';

export const workerCommand = defineCommand({
  name: 'worker',
  summary: 'Carry runs on until Ctrl-C or SIGTERM. With no Temporal configured, also keep the embedded server up.',
  options: { config, place },
  examples: [
    ['onboard worker --config onboard.config.yaml --address temporal:7233', 'a worker of a Temporal server'],
    ['onboard worker', 'embedded: onboard start and onboard status work meanwhile'],
  ],
  run: async () => (await import('./work.js')).work,
});
