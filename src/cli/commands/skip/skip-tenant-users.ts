import { findRun, type Mended, skipUsers } from '../../../client';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { onOpenRun, type OpenRunRequest } from '../../follow/on-open-run';
import { jsonOf } from '../../terminal/terminal';

interface SkipRequest extends OpenRunRequest {
  readonly users: readonly string[];
}

/** `onboard skip`: leaves users out of the open run, and follows it when nothing else is left to do in it. */
export function skipTenantUsers(context: Context, request: SkipRequest): Promise<ExitCode> {
  const { whose, users, output } = request;
  const { terminal } = context;
  return onOpenRun(context, request, {
    find: (temporal) => findRun(temporal, whose),
    async act(temporal, { workflowId }, settle) {
      const mended = await skipUsers(temporal, { ...whose, workflowId, users });
      terminal.say(`Skipped; ${leftText(mended)}.`);
      if (!isLeft(mended)) return settle(mended);
      if (output !== 'table') terminal.data(jsonOf({ tenant: whose.tenant, status: 'running', ...mended }, output));
      return exitCodes.done;
    },
  });
}

function isLeft({ counts: { failed, pending, running } }: Mended): boolean {
  return failed + pending + running > 0;
}

function leftText({ counts: { failed, pending, running, skipped = 0 } }: Mended): string {
  return `${skipped} skipped in all, ${failed} failed, ${running} in flight, ${pending} waiting`;
}
