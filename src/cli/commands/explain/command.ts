import { defineCommand } from '../../command/define-command';
import { anyText, group } from '../../command/option';
import { output } from '../../options';

export const explainCommand = defineCommand({
  name: 'explain',
  summary: 'Explain an error code: what it means, whether it is tried again, what to do. Without one, list all.',
  options: {
    code: group('own', { code: anyText('[code]', 'error code, as results and logs name it') }, ({ code }) => code),
    output,
  },
  examples: [['onboard explain MAS_SYNC_TIMEOUT', 'one code']],
  run: async () => (await import('./explain-code.js')).explain,
});
