import { InvalidArgumentError } from 'commander';
import type { ScheduleAction } from '../../../client';
import { defineCommand, defineCommands } from '../../command/define-command';
import { anyText, group, parsed, required, text } from '../../command/option';
import { config, notify, output, place, removal, runOptions, target, tenantName, users, whose } from '../../options';
import { parsePositiveDuration } from '../../terminal/duration';

/** Below that, a synchronisation would hardly ever find the last one ended. */
const leastEveryMs = 60_000;

function period(given: string): number {
  const everyMs = parsePositiveDuration(given);
  if (everyMs < leastEveryMs) throw new InvalidArgumentError('Must be at least 1m.');
  return everyMs;
}

const which = {
  tenant: anyText('<tenant>', 'name of the tenant, as the file has it'),
  everyMs: required(parsed('--every <time>', 'how often: 15m, 1h, 1d; 1m at least', period)),
};

const setCommand = defineCommand({
  name: 'set',
  summary:
    'Make or replace the schedule of a tenant. It keeps a copy of the file; give the command again when the file changes.',
  options: {
    what: group('own', which, ({ tenant, everyMs }) => ({ tenant: tenantName(tenant), everyMs })),
    source: users('kept', text('[file]', 'tenant file, YAML, JSON or CSV; - is standard input')),
    ...{ output, config, removal, target, run: runOptions, notify, place },
  },
  isDefault: true,
  run: async () => (await import('./schedule-tenant.js')).setTenantSchedule,
});

const listCommand = defineCommand({
  name: 'list',
  summary: 'List the schedules of all tenants.',
  options: { output, place },
  run: async () => (await import('./schedule-tenant.js')).showSchedules,
});

const changeCommand = (what: ScheduleAction, summary: string) =>
  defineCommand({
    name: what,
    summary,
    options: { tenant: whose, what: group('own', {}, () => what), place },
    run: async () => (await import('./schedule-tenant.js')).changeTenantSchedule,
  });

export const scheduleCommand = defineCommands({
  name: 'schedule',
  summary:
    'Have a tenant synchronised again and again with a file as it is now: onboard schedule TENANT FILE --every 1h.',
  commands: [
    setCommand,
    listCommand,
    changeCommand('pause', 'Start no synchronisations until it is resumed.'),
    changeCommand('resume', 'Start synchronisations again.'),
    changeCommand('delete', 'Remove the schedule; a synchronisation under way goes on.'),
  ],
  examples: [
    ['onboard schedule acme tenant.yaml --every 1h', 'synchronise every hour with the file as it is now'],
    ['onboard schedule list', 'all schedules'],
    ['onboard schedule pause acme', 'stop for a while'],
  ],
});
