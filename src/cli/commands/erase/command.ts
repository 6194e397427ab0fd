import { defineCommand } from '../../command/define-command';
import { group, text, texts, toggle } from '../../command/option';
import { at, output, place, tenantArgument, tenantName, yes } from '../../options';

const what = {
  tenant: tenantArgument,
  users: texts('--user <id...>', 'only what speaks of these users: ids, e-mail addresses or keys'),
  at,
  plan: toggle('--plan', 'show what would be deleted; delete nothing'),
  agreed: yes,
  auditFile: text('--audit-file <file>', 'append the line for the audit to this file, too'),
};

export const eraseCommand = defineCommand({
  name: 'erase',
  summary:
    'Delete what Temporal holds of a tenant, or of a person: histories and records. Nothing changes in the target system.',
  options: {
    what: group('own', what, (said) => ({ ...said, tenant: tenantName(said.tenant) })),
    ...{ output, place },
  },
  examples: [
    ['onboard erase acme --user ada@acme.example --plan', 'what Temporal holds of a person'],
    ['onboard erase acme --user ada@acme.example', 'delete it, after asking'],
    ['onboard erase acme --yes', 'everything of a tenant'],
  ],
  run: async () => (await import('./erase-histories.js')).eraseHistories,
});
