import { appendFile } from 'node:fs/promises';
import { collectReport, type RunId } from '../../client';
import { directionOf } from '../../domain/run/names';
import type { RunReport } from '../../domain/report/report';
import { errorCode } from '../../input/text/read-source';
import { renderMarkdown } from '../../report/markdown';
import { pathFrom } from '../terminal/host';
import { errorText } from '../command/report-error';
import type { Stage } from '../place/stage';

const opaqueKey = /^[0-9a-f]{16}$/;

/**
 * Appends the report of a run to the job summary of GitHub Actions ($GITHUB_STEP_SUMMARY), when there is one. What goes
 * wrong is told and nothing more: the exit code speaks of the users.
 */
export async function appendStepSummary(stage: Stage, { tenant, run }: { tenant: string; run: RunId }): Promise<void> {
  const { variables, environment, terminal } = stage.context;
  const file = variables['GITHUB_STEP_SUMMARY'] ?? '';
  const { ONBOARD_STEP_SUMMARY: show = 'keys' } = environment;
  if (file === '' || show === 'none') return;
  try {
    const report = await collectReport(stage.session.temporal, {
      tenant,
      runId: run.runId,
      direction: directionOf(run.workflowId),
    });
    await append(
      pathFrom(stage.context.host, file),
      `${renderMarkdown(show === 'ids' ? report : withoutIds(report))}\n`,
      terminal.say,
    );
  } catch (error) {
    terminal.say(`warning: the step summary was not written: ${errorText(error)}`);
  }
}

async function append(file: string, text: string, say: (line: string) => void): Promise<void> {
  try {
    await appendFile(file, text);
  } catch (error) {
    say(`warning: the step summary was not written (${errorCode(error)})`);
  }
}

/** Everybody who may read a repository may read its summaries: users go by their opaque keys, else by their number. */
export function withoutIds(report: RunReport): RunReport {
  const users = report.users.map((user, index) => ({
    ...user,
    id: opaqueKey.test(user.key) ? user.key : `user ${index + 1}`,
  }));
  return { ...report, users };
}
