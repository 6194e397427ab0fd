import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { type ScheduleAction } from '../../../client';
import { parsePositiveDuration } from '../../terminal/duration';
import { withExamples } from '../../command/examples';
import {
  ConfigFlags,
  configOption,
  InputFlags,
  inputOptions,
  OutputFlags,
  outputOption,
  PlaceFlags,
  placeOptions,
  RunFlags,
  runOptions,
  SystemFlags,
  TargetFlags,
  targetOptions,
  tenantArgument,
  tenantName,
} from '../../options/flags';
import type { Action } from '../../command/action';
import { RemovalFlags, removalOptions } from '../../options/removal-flags';

/** Below that, a synchronisation would hardly ever find the last one ended. */
const leastEveryMs = 60_000;

const SetFlags = z.object({
  ...PlaceFlags.shape,
  ...OutputFlags.shape,
  ...TargetFlags.shape,
  ...InputFlags.shape,
  ...RunFlags.shape,
  ...ConfigFlags.shape,
  ...RemovalFlags.shape,
  every: z.int().positive(),
});
export type SetScheduleFlags = z.infer<typeof SetFlags>;

const ListFlags = z.object({ ...PlaceFlags.shape, ...OutputFlags.shape });
export type ListSchedulesFlags = z.infer<typeof ListFlags>;

const ChangeFlags = z.object({ ...PlaceFlags.shape, ...SystemFlags.shape });
export type ChangeScheduleFlags = z.infer<typeof ChangeFlags>;

export function scheduleCommand(action: Action): Command {
  const command = new Command('schedule').description(
    'Have a tenant synchronised again and again with a file as it is now: onboard schedule TENANT FILE --every 1h.',
  );
  command
    .addCommand(setCommand(action), { isDefault: true })
    .addCommand(listCommand(action))
    .addCommand(changeCommand(action, 'pause', 'Start no synchronisations until it is resumed.'))
    .addCommand(changeCommand(action, 'resume', 'Start synchronisations again.'))
    .addCommand(changeCommand(action, 'delete', 'Remove the schedule; a synchronisation under way goes on.'));
  withExamples(command, [
    ['onboard schedule acme tenant.yaml --every 1h', 'synchronise every hour with the file as it is now'],
    ['onboard schedule list', 'all schedules'],
    ['onboard schedule pause acme', 'stop for a while'],
  ]);
  return command;
}

function setCommand(action: Action): Command {
  const command = new Command('set')
    .description(
      'Make or replace the schedule of a tenant. It keeps a copy of the file; give the command again when the file changes.',
    )
    .argument('<tenant>', 'name of the tenant, as the file has it')
    .argument('<file>', 'tenant file, YAML, JSON or CSV; - is standard input')
    .addOption(
      new Option('--every <time>', 'how often: 15m, 1h, 1d; 1m at least').argParser(period).makeOptionMandatory(),
    );
  for (const add of [outputOption, configOption, removalOptions, inputOptions]) add(command);
  for (const add of [targetOptions, runOptions, placeOptions]) add(command);
  return command.action(
    action(async (context, [tenant, file]) => {
      const { setTenantSchedule } = await import('./schedule-tenant.js');
      const named = { tenant: tenantName(tenant), file: z.string().parse(file) };
      return setTenantSchedule(context, named, SetFlags.parse(command.opts()));
    }),
  );
}

function period(text: string): number {
  const everyMs = parsePositiveDuration(text);
  if (everyMs < leastEveryMs) throw new InvalidArgumentError('Must be at least 1m.');
  return everyMs;
}

function listCommand(action: Action): Command {
  const command = new Command('list').description('List the schedules of all tenants.');
  for (const add of [outputOption, placeOptions]) add(command);
  return command.action(
    action(async (context) => {
      const { showSchedules } = await import('./schedule-tenant.js');
      return showSchedules(context, ListFlags.parse(command.opts()));
    }),
  );
}

function changeCommand(action: Action, what: ScheduleAction, description: string): Command {
  const command = new Command(what).description(description);
  for (const add of [tenantArgument, placeOptions]) add(command);
  return command.action(
    action(async (context, [tenant]) => {
      const { changeTenantSchedule } = await import('./schedule-tenant.js');
      return changeTenantSchedule(context, { tenant: tenantName(tenant), what }, ChangeFlags.parse(command.opts()));
    }),
  );
}
