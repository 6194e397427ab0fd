import { changeSchedule, listSchedules, type ScheduleAction, setSchedule, type TenantSchedule } from '../../../client';
import { targetPlace } from '../../../domain/run/names';
import { hasRuns } from '../../../embedded/dev-server';
import type { ChangeScheduleFlags, ListSchedulesFlags, SetScheduleFlags } from './command';
import type { Context } from '../../command/context';
import { formatDuration } from '../../terminal/duration';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { type Place, resolvePlace } from '../../place/place';
import { onStage } from '../../place/stage';
import { syncRequest } from '../sync/sync-request';
import { table } from '../../terminal/table';
import { jsonList, jsonOf } from '../../terminal/terminal';
import { UsageError } from '../../command/usage-error';
import { warnWithoutWorkers } from '../../place/warn-without-workers';

interface Named {
  readonly tenant: string;
  readonly file: string;
}

/** `onboard schedule TENANT FILE --every …`. Throws `UsageError` for a file of another tenant. */
export async function setTenantSchedule(
  context: Context,
  { tenant, file }: Named,
  flags: SetScheduleFlags,
): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  const { input, fingerprint } = await syncRequest(context, file, { ...flags, tenant: flags.tenant });
  if (input.tenant !== tenant) {
    throw new UsageError(
      `The file is of the tenant ${input.tenant}, not of ${tenant}.`,
      'Name the tenant of the file.',
    );
  }
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const done = await setSchedule(stage.session.temporal, { input, fingerprint, everyMs: flags.every });
    const { target, users } = input;
    const told = { tenant, target, status: done, everyMs: flags.every, users: users.length };
    const line = `${done}: ${tenant} ⇄ ${targetPlace(target)}, ${users.length} users, every ${formatDuration(flags.every)}`;
    context.terminal.data(flags.output === 'table' ? line : jsonOf(told, flags.output));
    context.terminal.say('The list is the file as it is now: give the command again when the file changes.');
    tellWhenItRuns(context, place);
    await warnWithoutWorkers(stage);
    return exitCodes.done;
  });
}

/** An embedded server is only there while a command uses it. */
function tellWhenItRuns({ terminal }: Context, place: Place): void {
  if (place.mode === 'cluster') return;
  terminal.say(
    `warning: it runs only while onboard worker${place.again} does, for the Temporal server is an embedded one.`,
  );
}

/** `onboard schedule list`. */
export async function showSchedules(context: Context, flags: ListSchedulesFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) return print(context, [], flags);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session }) =>
    print(context, await listSchedules(session.temporal), flags),
  );
}

function print({ terminal }: Context, schedules: readonly TenantSchedule[], { output }: ListSchedulesFlags): ExitCode {
  if (output !== 'table') {
    const text = jsonList(schedules, output);
    if (text !== '') terminal.data(text);
  } else if (schedules.length === 0) terminal.say('No schedules.');
  else terminal.data(table(['tenant', 'system', 'state', 'every', 'last', 'next'], schedules.map(rowOf)));
  return exitCodes.done;
}

function rowOf({ tenant, system, paused, everyMs, lastAt = '', nextAt = '' }: TenantSchedule): readonly string[] {
  const every = everyMs === undefined ? '' : formatDuration(everyMs);
  return [tenant, system, paused ? 'paused' : 'active', every, lastAt, paused ? '' : nextAt];
}

interface Change {
  readonly tenant: string;
  readonly what: ScheduleAction;
}

const changed = { pause: 'paused', resume: 'resumed', delete: 'deleted' } as const;

/** `onboard schedule pause|resume|delete TENANT`. */
export async function changeTenantSchedule(
  context: Context,
  { tenant, what }: Change,
  flags: ChangeScheduleFlags,
): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session }) => {
    await changeSchedule(session.temporal, { tenant, system: flags.system }, what);
    context.terminal.say(`The schedule of ${tenant} is ${changed[what]}.`);
    return exitCodes.done;
  });
}
