import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { collectReport, type RunId } from '../../client';
import { isCodecConfigured } from '../../codec/codec';
import type { RunReport } from '../../domain/report/report';
import { errorCode } from '../../input/text/read-source';
import { renderReport } from '../../report/formats';
import { renderMarkdown } from '../../report/markdown';
import type { Context } from '../command/context';
import { errorText, UsageError } from '../command/errors';
import type { ReportWish } from '../options';
import type { Stage } from '../place/stage';
import { pathFrom } from '../terminal/host';

/** `file`: where to; nowhere when absent. */
export interface ReportRequest {
  readonly tenant: string;
  readonly run: RunId;
  readonly to: ReportWish | undefined;
}

/**
 * Writes the report of a run as it stands. A report that cannot be written is told and nothing more: the exit code
 * speaks of the users.
 */
export async function writeRunReport(stage: Stage, { tenant, run, to }: ReportRequest): Promise<void> {
  if (to === undefined) return;
  const { say } = stage.context.terminal;
  try {
    const report = await collectReport(stage.session.temporal, {
      tenant,
      ...run,
      showValues: !isCodecConfigured(stage.context.variables),
    });
    await writePrivateFile(stage.context, to.file, renderReport(report, to.format, 'everyone'));
    say(`Wrote ${to.file}.`);
  } catch (error) {
    say(errorText(error));
  }
}

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
      ...run,
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

/** Writes a file whole or not at all, readable by its owner only. Throws `UsageError` when it cannot be written. */
export async function writePrivateFile({ host }: Pick<Context, 'host'>, path: string, text: string): Promise<void> {
  const whole = pathFrom(host, path);
  const half = `${whole}.${process.pid}.tmp`;
  try {
    await writeFile(half, text, { mode: 0o600, flag: 'wx' });
    await rename(half, whole);
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    throw new UsageError(`${path} cannot be written (${errorCode(error)}).`, 'Name a file in a folder you may write.');
  }
}
