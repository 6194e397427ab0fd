import { collectReport } from '../../../client';
import { isCodecConfigured } from '../../../codec/codec';
import type { RunReport } from '../../../domain/report/report';
import { neutralisedCells } from '../../../report/csv';
import { formatOfFile, type ReportFormat, type ReportScope, renderReport } from '../../../report/formats';
import { failedUsers } from '../../../report/selection';
import type { ReportCommandFlags } from './command';
import type { Context } from '../../command/context';
import { type ExitCode, exitCodes } from '../../command/exit-codes';
import { whoseRuns } from '../../options/flags';
import { resolvePlace } from '../../place/place';
import { writePrivateFile } from '../../follow/private-file';
import { requireRuns } from '../../place/require-runs';
import { onStage } from '../../place/stage';

/** `onboard report`. */
export async function reportTenant(context: Context, tenant: string, flags: ReportCommandFlags): Promise<ExitCode> {
  const place = resolvePlace(flags, context.host);
  const { run: runId, out } = flags;
  const format = flags.format ?? (out === undefined ? undefined : formatOfFile(out)) ?? 'markdown';
  const scope = flags.failedOnly ? 'failed' : 'everyone';
  requireRuns(place, tenant);
  return onStage({ place, role: 'reader', afterwards: 'as-found', context }, async ({ session }) => {
    const report = await collectReport(session.temporal, {
      tenant,
      ...whoseRuns(flags),
      runId,
      showValues: !isCodecConfigured(context.variables),
    });
    await tellReport(context, report, { format, scope, out });
    return exitCodes.done;
  });
}

interface Wanted {
  readonly format: ReportFormat;
  readonly scope: ReportScope;
  readonly out: string | undefined;
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
