import { defineCommand } from '../../command/define-command';
import { anyText, group, parsed } from '../../command/option';
import { outputAs, parseMoment, place, tenantName } from '../../options';

const what = {
  tenant: anyText('[tenant]', 'name of the tenant; default: all'),
  since: parsed('--since <time>', 'from then on: 24h, 7d, 2026-11-01, 2026-11-01T08:00:00Z', parseMoment),
};

export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'Tell who asked for what and what was done for whom: one JSON object a line, without personal data.',
  options: {
    what: group('own', what, ({ tenant, since }) => ({
      tenant: tenant === undefined ? undefined : tenantName(tenant),
      since: since === undefined ? undefined : new Date(since),
    })),
    output: outputAs('jsonl'),
    place,
  },
  examples: [
    ['onboard audit acme', 'everything that Temporal still knows of a tenant'],
    ['onboard audit --since 24h >> audit.jsonl', 'the last day of all tenants, for an archive'],
    ['onboard audit acme --output table', 'for reading'],
  ],
  run: async () => (await import('./tell-audit.js')).tellAudit,
});
