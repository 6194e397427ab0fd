import { factsOf } from '../domain/failures/failures';
import { targetPlace } from '../domain/run/names';
import type { ReportFormat } from '../domain/report/file-formats';
import type { RunReport } from '../domain/report/report';
import { correctionTexts } from './corrections';
import { directionWords } from './direction-words';
import { elapsedMs, elapsedText, momentText } from './elapsed';
import { type FailedUserReport, hasFailed } from './selection';

/** Longer messages are cut, so that a page of 500 failures stays below the megabyte a job summary may have. */
const messageMost = 300;

/** Of more failed users, and of more corrections, it says only how many they are. */
const mostRows = 500;

/** The run as a Markdown page: counts, failed users, and what to do about each code. */
export async function* renderMarkdown(report: RunReport): AsyncGenerator<string> {
  const beginning = [headline(report), counts(report), wholeFailure(report)].filter((part) => part.length > 0);
  yield beginning.map((part) => part.join('\n')).join('\n\n');
  const failed = new Rows('Failed users', ['user', 'kind', 'step', 'code', 'attempts', 'message'], 'csv');
  const corrected = new Rows('Corrected', ['user', 'what'], 'json');
  for await (const user of report.users) {
    if (hasFailed(user)) yield failed.add(failedRow(user));
    for (const text of correctionTexts(user)) corrected.keep([user.id, text]);
  }
  yield [failed.rest(report.tenant), remedies(report), corrected.kept, corrected.rest(report.tenant)].join('');
  yield '\n';
}

/** The rows of a table below a title, of which no more are shown than somebody would read. */
class Rows {
  kept = '';
  private count = 0;
  private readonly title: string;
  private readonly header: readonly string[];
  /** Of the report that has all of them. */
  private readonly format: ReportFormat;

  constructor(title: string, header: readonly string[], format: ReportFormat) {
    this.title = title;
    this.header = header;
    this.format = format;
  }

  /** The row as text, with what stands above the first; nothing for one too many. */
  add(row: readonly string[]): string {
    this.count += 1;
    if (this.count > mostRows) return '';
    if (this.count > 1) return `\n${rowText(row)}`;
    return section(`### ${this.title}`, '', ...table(this.header, [row], 'left'));
  }

  keep(row: readonly string[]): void {
    this.kept += this.add(row);
  }

  rest(tenant: string): string {
    const more = this.count - mostRows;
    return more > 0 ? section(`And ${more} more: \`onboard report ${tenant} --format ${this.format}\``) : '';
  }
}

function section(...lines: readonly string[]): string {
  return `\n\n${lines.join('\n')}`;
}

function headline(report: RunReport): readonly string[] {
  const { tenant, target, status, startedAt, finishedAt, takenAt } = report;
  const { title, toPlace } = directionWords(report);
  const place = targetPlace(target);
  const took = elapsedText(elapsedMs(startedAt, finishedAt ?? takenAt));
  const when = finishedAt === undefined ? `, as of ${momentText(takenAt)}` : '';
  return [
    `## ${title} of ${escapeText(tenant)}: ${status}`,
    '',
    `${toPlace} ${escapeText(place)}. Started ${momentText(startedAt)}, took ${took}${when}.`,
  ];
}

function counts({ counts: found, changed }: RunReport): readonly string[] {
  const { total, completed, failed, cancelled, running, pending, skipped } = found;
  const open = running + pending > 0 ? { 'in flight': running, waiting: pending } : {};
  const left = skipped === undefined ? {} : { skipped };
  const numbers = { users: total, completed, failed, cancelled, ...left, ...open, changed };
  return table(Object.keys(numbers), [Object.values(numbers).map(String)], 'right');
}

function wholeFailure({ failure, leftovers }: RunReport): readonly string[] {
  const lines: string[] = [];
  if (failure !== undefined) {
    lines.push(`**${failure.code}**: ${escapeText(failure.message)} ${escapeText(failure.remedy)}`);
  }
  for (const { what, code, message } of leftovers) {
    lines.push(`${escapeText(what)}: **${code}**: ${escapeText(message)} ${escapeText(factsOf(code).remedy)}`);
  }
  return lines.flatMap((line, index) => (index === 0 ? [line] : ['', line]));
}

function failedRow({ id, kind, failure: { step, code, attempts, message } }: FailedUserReport): readonly string[] {
  return [id, kind, step, code, String(attempts), message];
}

function remedies({ tenant, failedWith }: RunReport): string {
  if (failedWith.length === 0) return '';
  const retry = `Then: \`onboard retry ${tenant}\``;
  const lines = failedWith.map(([code, users]) => `- **${code}** (${users}): ${escapeText(factsOf(code).remedy)}`);
  return section('### What to do', '', ...lines, '', retry);
}

function table(header: readonly string[], rows: readonly (readonly string[])[], align: 'left' | 'right'): string[] {
  const rule = `| ${header.map(() => (align === 'left' ? '---' : '---:')).join(' | ')} |`;
  return [rowText(header), rule, ...rows.map(rowText)];
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map(escapeText).join(' | ')} |`;
}

/** Text that stays text: no markup, no HTML, no link, one line. */
function escapeText(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
  const short = line.length > messageMost ? `${line.slice(0, messageMost - 1)}…` : line;
  return short
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#]/g, (character) => `\\${character}`)
    .replaceAll('://', '&#58;//')
    .replaceAll(/@(?=\w)/g, '&#64;')
    .replaceAll('www.', 'www&#46;');
}
