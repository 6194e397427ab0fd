import { defineCommand } from '../../command/define-command';
import { group } from '../../command/option';
import { config, follow, output, place, report, whose } from '../../options';

const ending = <H extends 'cancel' | 'close'>(how: H) => ({
  whose,
  how: group('own', {}, () => how),
  ...{ report, output, follow, config, place },
});

export const cancelCommand = defineCommand({
  name: 'cancel',
  summary: "Stop a tenant's open run: running steps end, what was temporary is removed, every user is reported.",
  options: ending('cancel'),
  examples: [['onboard cancel acme', 'stop the run, and wait until it has stopped']],
  run: async () => (await import('./end-tenant-run.js')).endTenantRun,
});

export const closeCommand = defineCommand({
  name: 'close',
  summary: 'End the waiting of a run that is held open for its failed users (--hold): it closes with what it has.',
  options: ending('close'),
  examples: [['onboard close acme', 'no more retries: close the run']],
  run: async () => (await import('./end-tenant-run.js')).endTenantRun,
});
