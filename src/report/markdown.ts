import { factsOf } from '../domain/failures/failures';
import { targetPlace } from '../domain/run/names';
import type { RunReport } from '../domain/report/report';
import { correctionTexts } from './corrections';
import { directionWords } from './direction-words';
import { elapsedMs, elapsedText, momentText } from './elapsed';
import { type FailedUserReport, failedUsers, failureCodes } from './selection';

/** Longer messages are cut, so that a page of 500 failures stays below the megabyte a job summary may have. */
const messageMost = 300;

/** The run as a Markdown page: counts, failed users, and what to do about each code. */
export function renderMarkdown(report: RunReport): string {
  const parts = [
    headline(report),
    counts(report),
    wholeFailure(report),
    failures(report),
    remedies(report),
    corrections(report),
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
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

function failures(report: RunReport): readonly string[] {
  const failed = failedUsers(report);
  if (failed.length === 0) return [];
  const rows = failed.map(failedRow);
  return ['### Failed users', '', ...table(['user', 'kind', 'step', 'code', 'attempts', 'message'], rows, 'left')];
}

function failedRow({ id, kind, failure: { step, code, attempts, message } }: FailedUserReport): readonly string[] {
  return [id, kind, step, code, String(attempts), message];
}

function remedies(report: RunReport): readonly string[] {
  const codes = failureCodes(report);
  if (codes.length === 0) return [];
  const retry = `Then: \`onboard retry ${report.tenant}\``;
  const lines = codes.map(([code, users]) => `- **${code}** (${users}): ${escapeText(factsOf(code).remedy)}`);
  return ['### What to do', '', ...lines, '', retry];
}

function corrections({ users }: RunReport): readonly string[] {
  const rows = users.flatMap((user) => correctionTexts(user).map((text) => [user.id, text]));
  return rows.length === 0 ? [] : ['### Corrected', '', ...table(['user', 'what'], rows, 'left')];
}

function table(header: readonly string[], rows: readonly (readonly string[])[], align: 'left' | 'right'): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeText).join(' | ')} |`;
  const rule = `| ${header.map(() => (align === 'left' ? '---' : '---:')).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)];
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
