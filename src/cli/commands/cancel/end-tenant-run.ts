import { cancelRun, closeRun, findRun, rowsOf, type RunOutcome } from '../../../client';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { onOpenRun, type OpenRunRequest } from '../../follow/on-open-run';
import { rowOf } from '../../follow/settled-users';
import { table } from '../../terminal/text';

interface EndRequest extends OpenRunRequest {
  readonly how: 'cancel' | 'close';
}

/** `onboard cancel` and `onboard close`: ask the open run to end, and wait until it has. The exit code is about the asking. */
export async function endTenantRun(context: Context, request: EndRequest): Promise<ExitCode> {
  const { whose, how, output } = request;
  const code = await onOpenRun(context, request, {
    // A worker that has the run answers for its closing, and cleans up; cancelling it needs none.
    find: (temporal) => (how === 'cancel' ? cancelRun(temporal, whose) : findRun(temporal, whose)),
    async act(temporal, run, settle) {
      if (how === 'close') await closeRun(temporal, { ...whose, workflowId: run.workflowId });
      return settle(run, (outcome) => {
        if (how === 'cancel' && output === 'table') tellStates(context, outcome);
      });
    },
  });
  return code === exitCodes.someFailed ? exitCodes.done : code;
}

/** Every user of a run that has ended, with its state. */
function tellStates({ terminal }: Context, outcome: RunOutcome): void {
  if (outcome.kind !== 'result') return;
  terminal.data(`\n${table(['user', 'state', 'why'], rowsOf(outcome.result).map(rowOf))}`);
}
