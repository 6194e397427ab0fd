import { collectReport, type RunId } from '../../client';
import { isCodecConfigured } from '../../codec/codec';
import { directionOf } from '../../domain/run/names';
import { formatOfFile, renderReport, reportEndings } from '../../report/formats';
import { writePrivateFile } from './private-file';
import { errorText } from '../command/report-error';
import type { Stage } from '../place/stage';
import { UsageError } from '../command/usage-error';

/** Throws `UsageError` for a file of `--report` whose ending tells no format, before anything is called. */
export function requireReportFormat(file: string | undefined): void {
  if (file === undefined || formatOfFile(file) !== undefined) return;
  throw new UsageError(
    'The ending of the file of --report tells no format.',
    `Use one of: ${reportEndings.join(', ')}`,
  );
}

/** `file`: where to; nowhere when absent. */
export interface RunReportFile {
  readonly tenant: string;
  readonly run: RunId;
  readonly file: string | undefined;
}

/**
 * Writes the report of a run as it stands. A report that cannot be written is told and nothing more: the exit code
 * speaks of the users.
 */
export async function writeRunReport(stage: Stage, { tenant, run, file }: RunReportFile): Promise<void> {
  if (file === undefined) return;
  const { say } = stage.context.terminal;
  try {
    const report = await collectReport(stage.session.temporal, {
      tenant,
      runId: run.runId,
      direction: directionOf(run.workflowId),
      showValues: !isCodecConfigured(stage.context.variables),
    });
    await writePrivateFile(stage.context, file, renderReport(report, formatOfFile(file) ?? 'markdown', 'everyone'));
    say(`Wrote ${file}.`);
  } catch (error) {
    say(errorText(error));
  }
}
