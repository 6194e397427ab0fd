import { collectReport } from '../../../client';
import { isCodecConfigured } from '../../../codec/codec';
import type { RunReport } from '../../../domain/report/report';
import { neutralisedCells } from '../../../report/csv';
import type { ReportFormat } from '../../../domain/report/file-formats';
import { detailOf, renderReport } from '../../../report/formats';
import { changedUsers, type ReportScope } from '../../../report/selection';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import type { PlaceWish, Whose } from '../../options';
import { requireRuns, resolvePlace } from '../../place/place';
import { writePrivateFile } from '../../follow/run-report';
import { onStage } from '../../place/stage';

interface Wanted {
  readonly format: ReportFormat;
  readonly scope: ReportScope;
  readonly out: string | undefined;
}

interface ReportRequest {
  readonly whose: Whose;
  readonly how: Wanted & { readonly runId: string | undefined };
  readonly place: PlaceWish;
}

/** `onboard report`. */
export async function reportTenant(context: Context, { whose, how, ...request }: ReportRequest): Promise<ExitCode> {
  const place = resolvePlace(request.place, context.host);
  requireRuns(place, whose.tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session }) => {
    const showValues = !isCodecConfigured(context.variables);
    const { runId, scope, format } = how;
    const wanted = { ...whose, runId, showValues, scope, detail: detailOf(format) };
    const report = await collectReport(session.temporal, wanted);
    await tellReport(context, report, how);
    return exitCodes.done;
  });
}

async function tellReport(context: Context, report: RunReport, { format, scope, out }: Wanted): Promise<void> {
  const { terminal } = context;
  const isInput = scope === 'failed' && (format === 'yaml' || format === 'csv');
  if (isInput && report.counts.failed === 0) return terminal.say('No user failed: there is nothing to mend.');
  let formulas = 0;
  const counted = changedUsers(report, (user) => {
    if (isInput && format === 'csv') formulas += neutralisedCells(user);
    return user;
  });
  const text = renderReport(counted, format, scope);
  if (out === undefined) await terminal.pour(text);
  else {
    await writePrivateFile(context, out, text);
    terminal.say(`Wrote ${out}.`);
  }
  warnOfFormulas(terminal.say, formulas);
}

function warnOfFormulas(say: (line: string) => void, cells: number): void {
  if (cells === 0) return;
  const them = cells === 1 ? '1 value begins' : `${cells} values begin`;
  say(`${them} like a formula and got an apostrophe in front: remove it before giving the file back, or use yaml.`);
}
