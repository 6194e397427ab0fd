import { collectReport } from '../../../client';
import { isCodecConfigured } from '../../../codec/codec';
import type { RunReport } from '../../../domain/report/report';
import { neutralisedCells } from '../../../report/csv';
import type { ReportFormat } from '../../../domain/report/file-formats';
import { type ReportScope, renderReport } from '../../../report/formats';
import { failedUsers } from '../../../report/selection';
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
    const report = await collectReport(session.temporal, { ...whose, runId: how.runId, showValues });
    await tellReport(context, report, how);
    return exitCodes.done;
  });
}

async function tellReport(context: Context, report: RunReport, { format, scope, out }: Wanted): Promise<void> {
  const { terminal } = context;
  const isInput = scope === 'failed' && (format === 'yaml' || format === 'csv');
  if (isInput && failedUsers(report).length === 0) return terminal.say('No user failed: there is nothing to mend.');
  if (isInput && format === 'csv') warnOfFormulas(terminal.say, neutralisedCells(report));
  const text = renderReport(report, format, scope);
  if (out === undefined) return terminal.data(text.replace(/\n$/, ''));
  await writePrivateFile(context, out, text);
  return terminal.say(`Wrote ${out}.`);
}

function warnOfFormulas(say: (line: string) => void, cells: number): void {
  if (cells === 0) return;
  const them = cells === 1 ? '1 value begins' : `${cells} values begin`;
  say(`${them} like a formula and got an apostrophe in front: remove it before giving the file back, or use yaml.`);
}
