import { defineCommand } from '../../command/define-command';
import { group, required, texts } from '../../command/option';
import { config, follow, output, place, report, whose } from '../../options';

export const skipCommand = defineCommand({
  name: 'skip',
  summary: "Leave users out of a tenant's open run: those that failed or wait. The run ends without them.",
  options: {
    whose,
    users: group('own', { users: required(texts('--user <id...>', 'these users')) }, ({ users }) => users),
    ...{ report, output, follow, config, place },
  },
  examples: [['onboard skip acme --user ada@acme.example', 'go on without her']],
  run: async () => (await import('./skip-tenant-users.js')).skipTenantUsers,
});
