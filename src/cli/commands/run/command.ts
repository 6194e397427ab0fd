import { defineCommand } from '../../command/define-command';
import { own, toggle } from '../../command/option';
import { config, follow, notify, output, place, report, runOptions, target, usersOrPlan } from '../../options';

export const runCommand = defineCommand({
  name: 'run',
  summary: 'Onboard the users of a tenant file, and follow until all are done.',
  options: {
    source: usersOrPlan('drained'),
    report,
    how: own({
      force: toggle('--force', 'check every user again, also when the last run of this file completed'),
      keep: toggle('--keep', 'leave the embedded server up afterwards'),
    }),
    ...{ output, follow, config, target, run: runOptions, notify, place },
  },
  examples: [
    ['onboard run tenant.yaml', 'onboard, with progress'],
    ['onboard run tenant.yaml --output json', 'one JSON object at the end'],
    ['onboard run users.yaml --instance inst1 --workspace ws1', 'a file with users only'],
    ['onboard run --plan plan.json', 'apply exactly a plan, or refuse when something moved'],
    ['onboard run users.csv --instance inst1 --workspace ws1', 'a CSV file'],
    ['onboard run --aws-secret NAME --instance inst1 --workspace ws1', 'the users of an AWS secret, removed when done'],
    ['onboard run tenant.yaml --hold 1h', 'keep a run with failed users open for mending'],
  ],
  run: async () => (await import('./run-tenant.js')).runTenant,
});
