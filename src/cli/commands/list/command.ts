import { runStatuses } from '../../../domain/run/outcome';
import { defineCommand } from '../../command/define-command';
import { choice, own, parsed, text, toggle, withDefault } from '../../command/option';
import { output, parseMoment, parseTargetName, place, tenantName, wholeNumber } from '../../options';

const filter = own({
  tenant: parsed('--tenant <name>', 'only of this tenant', tenantName),
  target: parsed('--target <system:instance>', 'only of this target, such as mas:inst1', parseTargetName),
  status: choice('--status <status>', 'only in this state', runStatuses),
  users: toggle('--users', 'users in place of runs; without --status, those that failed'),
  code: text('--code <code>', 'users that failed with this error code; see onboard explain'),
  since: parsed('--since <time>', 'started so long ago at most (24h), or since a date', parseMoment),
  limit: withDefault(parsed('--limit <n>', 'so many on a page', wholeNumber(1, 1_000)), 50),
  pageToken: text('--page-token <token>', 'the page after the one that printed this'),
  all: toggle('--all', 'every page'),
});

export const listCommand = defineCommand({
  name: 'list',
  summary: 'List runs, or the users that failed in them: open ones first, then the latest.',
  options: { filter, output, place },
  examples: [
    ['onboard list', 'all tenants'],
    ['onboard list --status needs-attention', 'runs that wait for a person'],
    ['onboard list --code MAS_USER_CONFLICT --since 24h', 'users that failed so since yesterday'],
    ['onboard list --users --tenant acme --all --output jsonl', 'all failed users of a tenant, one a line'],
  ],
  run: async () => (await import('./show-list.js')).showList,
});
