import { changeSchedule, listSchedules, type ScheduleAction, setSchedule, type TenantSchedule } from '../../../client';
import { targetPlace } from '../../../domain/run/names';
import { hasRuns } from '../../../embedded/dev-server';
import type { Context } from '../../command/context';
import { formatDuration } from '../../terminal/duration';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { type Place, resolvePlace } from '../../place/place';
import type { Asked, PlaceWish, Whose } from '../../options';
import { onStage, warnWithoutWorkers } from '../../place/stage';
import { syncRequest, type SyncWish } from '../sync/sync-request';
import { table } from '../../terminal/text';
import { jsonList, jsonOf } from '../../terminal/terminal';
import { UsageError } from '../../command/errors';

interface ScheduleWish extends SyncWish, Asked {
  readonly what: { readonly tenant: string; readonly everyMs: number };
}

/** `onboard schedule TENANT FILE --every …`. Throws `UsageError` for a file of another tenant. */
export async function setTenantSchedule(context: Context, wish: ScheduleWish): Promise<ExitCode> {
  const { output } = wish;
  const { tenant, everyMs } = wish.what;
  const place = resolvePlace(wish.place, context.host);
  const { input, fingerprint } = await syncRequest(context, wish);
  if (input.tenant !== tenant) {
    throw new UsageError(
      `The file is of the tenant ${input.tenant}, not of ${tenant}.`,
      'Name the tenant of the file.',
    );
  }
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async (stage) => {
    const done = await setSchedule(stage.session.temporal, { input, fingerprint, everyMs });
    const { target, users } = input;
    const told = { tenant, target, status: done, everyMs, users: users.length };
    const line = `${done}: ${tenant} ⇄ ${targetPlace(target)}, ${users.length} users, every ${formatDuration(everyMs)}`;
    context.terminal.data(output === 'table' ? line : jsonOf(told, output));
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
export async function showSchedules(context: Context, wish: Asked): Promise<ExitCode> {
  const place = resolvePlace(wish.place, context.host);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) return print(context, [], wish);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session }) =>
    print(context, await listSchedules(session.temporal), wish),
  );
}

function print({ terminal }: Context, schedules: readonly TenantSchedule[], { output }: Asked): ExitCode {
  if (output !== 'table') {
    const text = jsonList(schedules, output);
    if (text !== '') terminal.data(text);
  } else if (schedules.length === 0) terminal.say('No schedules.');
  else terminal.data(table(['tenant', 'system', 'state', 'every', 'last', 'next'], schedules.map(rowOf)));
  return exitCodes.done;
}

function rowOf({ tenant, place, paused, everyMs, lastAt = '', nextAt = '' }: TenantSchedule): readonly string[] {
  const every = everyMs === undefined ? '' : formatDuration(everyMs);
  return [tenant, place, paused ? 'paused' : 'active', every, lastAt, paused ? '' : nextAt];
}

interface Change {
  readonly tenant: Whose;
  readonly what: ScheduleAction;
  readonly place: PlaceWish;
}

const changed = { pause: 'paused', resume: 'resumed', delete: 'deleted' } as const;

/** `onboard schedule pause|resume|delete TENANT`. */
export async function changeTenantSchedule(context: Context, { tenant, what, ...wish }: Change): Promise<ExitCode> {
  const place = resolvePlace(wish.place, context.host);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session }) => {
    await changeSchedule(session.temporal, tenant, what);
    context.terminal.say(`The schedule of ${tenant.tenant} is ${changed[what]}.`);
    return exitCodes.done;
  });
}
