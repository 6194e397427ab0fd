import { defineCommand } from '../../command/define-command';
import { output, target, users } from '../../options';

export const validateCommand = defineCommand({
  name: 'validate',
  summary: 'Check a tenant file; nothing is called. Every problem is listed with line and column.',
  options: { source: users('kept'), output, target },
  examples: [
    ['onboard validate tenant.yaml', 'exit 0 when valid, 2 when not'],
    ['onboard validate users.yaml --instance inst1 --workspace ws1', 'a file with users only'],
  ],
  run: async () => (await import('./validate-tenant.js')).validateTenant,
});
