import { defineCommand } from '../../command/define-command';
import { group } from '../../command/option';
import { UsageError } from '../../command/errors';
import { follow, output, place, report, tenantName, whoseItems } from '../../options';

/** The run of a tenant; every open one, when none is named. */
const run = group('tenant', whoseItems, (said) => {
  if (said.tenant !== undefined) return { tenant: tenantName(said.tenant), at: said.at };
  if (said.at === undefined) return undefined;
  throw new UsageError('--at says which tenant of a name is meant.', 'Name the tenant, too.');
});

export const watchCommand = defineCommand({
  name: 'watch',
  summary:
    "Follow a tenant's run until it ends, and tell how it ended; without a tenant, all open runs. The key q leaves.",
  options: { run, report, output, follow, place },
  examples: [
    ['onboard watch', 'a live table of all open runs'],
    ['onboard watch acme', 'one run, with progress'],
    ['onboard watch acme --timeout 10m --output json', 'wait at most ten minutes'],
    ['onboard watch --output jsonl', 'every change of every run, one a line'],
  ],
  run: async () => (await import('./watch.js')).watch,
});
