import { type ListedRun, listRuns } from '../client';
import { hasRuns } from '../embedded/dev-server';
import type { ListCommandFlags } from './commands/list';
import type { Context } from './context';
import { type ExitCode, exitCodes } from './exit-codes';
import { resolvePlace } from './place';
import { onStage } from './stage';
import { table } from './table';
import { jsonList } from './terminal';

/** `onboard list`. */
export async function showList(context: Context, flags: ListCommandFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.variables);
  if (place.mode === 'embedded' && !hasRuns(place.stateDir)) return print(context, [], flags);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session }) =>
    print(
      context,
      await listRuns(session.temporal, { ...flags, direction: flags.offboarding ? 'offboard' : 'onboard' }),
      flags,
    ),
  );
}

function print({ terminal }: Context, runs: readonly ListedRun[], { output }: ListCommandFlags): ExitCode {
  if (output !== 'table') {
    const text = jsonList(runs, output);
    if (text !== '') terminal.data(text);
  } else if (runs.length === 0) terminal.say('No runs.');
  else terminal.data(table(['tenant', 'target', 'status', 'failed', 'started', 'finished'], runs.map(rowOf)));
  return exitCodes.done;
}

function rowOf(run: ListedRun): readonly string[] {
  const { tenant, target, failed, startedAt, finishedAt = '' } = run;
  return [tenant, target, statusOf(run), failed === undefined ? '' : String(failed), startedAt, finishedAt];
}

/** What ended a run from outside is known to Temporal only. */
function statusOf({ status, execution }: ListedRun): string {
  return execution === 'TERMINATED' || execution === 'TIMED_OUT' ? execution.toLowerCase() : status;
}
