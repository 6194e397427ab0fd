import { createWriteStream } from 'node:fs';
import { appendFile, rename, rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { collectReport, type RunId } from '../../client';
import { isCodecConfigured } from '../../codec/codec';
import type { RunReport } from '../../domain/report/report';
import { errorCode } from '../../input/text/read-source';
import { detailOf, renderReport } from '../../report/formats';
import { renderMarkdown } from '../../report/markdown';
import { changedUsers } from '../../report/selection';
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
      detail: detailOf(to.format),
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
      detail: 'outcomes',
    });
    // Whole or not at all, which is possible: the page is short, however many users there are.
    const summary = await text(renderMarkdown(show === 'ids' ? report : withoutIds(report)));
    await appendFile(pathFrom(stage.context.host, file), `${summary}\n`);
  } catch (error) {
    const why = isOfSystem(error) ? ` (${errorCode(error)})` : `: ${errorText(error)}`;
    terminal.say(`warning: the step summary was not written${why}`);
  }
}

/** Everybody who may read a repository may read its summaries: users go by their opaque keys, else by their number. */
export function withoutIds(report: RunReport): RunReport {
  return changedUsers(report, (user, index) => {
    return { ...user, id: opaqueKey.test(user.key) ? user.key : `user ${index + 1}` };
  });
}

type Chunks = Iterable<string> | AsyncIterable<string>;

/** Writes a file whole or not at all, readable by its owner only. Throws `UsageError` when it cannot be written, and whatever the chunks throw. */
export async function writePrivateFile({ host }: Pick<Context, 'host'>, path: string, chunks: Chunks): Promise<void> {
  const whole = pathFrom(host, path);
  const half = `${whole}.${process.pid}.tmp`;
  try {
    await pipeline(chunks, createWriteStream(half, { mode: 0o600, flags: 'wx' }));
    await rename(half, whole);
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    if (!isOfSystem(error)) throw error;
    throw new UsageError(`${path} cannot be written (${errorCode(error)}).`, 'Name a file in a folder you may write.');
  }
}

/** Whether the operating system refused: what goes wrong as the users are read is told in its own words. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
