import { factsOf } from '../domain/failures/failures';
import type { StepReport, UserReport } from '../domain/report/report';
import { correctionTexts } from './corrections';
import { elapsedMs, elapsedText } from './elapsed';
import { escapeHtml } from './html-style';
import { type Bar, barsOf, type Look } from './timeline';

const laneHeight = 5;

/** The class of bars, one letter: there are thousands of them. */
export const barClasses: Readonly<Record<Look, string>> = {
  wrote: 'w',
  done: 'd',
  failed: 'f',
  cancelled: 'c',
  running: 'r',
  earlier: 't',
};

/** One user as a table row; `takenAt` ends what is still under way. */
export function userRow(user: UserReport, takenAt: string): string {
  const { id, kind, record, status, failure, startedAt, finishedAt } = user;
  const name = escapeHtml(`${record.given_name} ${record.family_name}`);
  const code = failure === undefined ? '' : `<small><code>${failure.code}</code></small>`;
  const took = startedAt === undefined ? '' : elapsedText(elapsedMs(startedAt, finishedAt ?? takenAt));
  return [
    `<tr role="row" data-status="${status}">`,
    `<th scope="row" role="rowheader"><bdi>${escapeHtml(id)}</bdi><small><bdi>${name}</bdi>, ${kind}</small></th>`,
    `<td role="cell"><span class="${status}">${status}</span>${code}</td>`,
    `<td role="cell">${account(user)}${correctionList(user)}${stepList(user, takenAt)}</td>`,
    `<td role="cell" class="number" data-label="Time">${took}</td>`,
    `<td role="cell">${timeline(user, takenAt)}</td></tr>`,
  ].join('');
}

function account({ status, failure, changed, historyGone }: UserReport): string {
  const gone = historyGone === true ? '<p class="soft">Its history is no longer in Temporal.</p>' : '';
  if (failure !== undefined) {
    const { step, message, code } = failure;
    const remedy = escapeHtml(factsOf(code).remedy);
    return `At ${step}: ${escapeHtml(message)}<small>What to do: ${remedy}</small>${gone}`;
  }
  if (changed.length > 0) return `Wrote: ${changed.join(', ')}${gone}`;
  return (status === 'completed' ? 'Found complete, nothing written' : '') + gone;
}

function correctionList(user: UserReport): string {
  return correctionTexts(user)
    .map((text) => `<small>Corrected: ${escapeHtml(text)}</small>`)
    .join('');
}

function stepList({ steps }: UserReport, takenAt: string): string {
  if (steps.length === 0) return '';
  const attempts = steps.reduce((sum, step) => sum + step.attempts, 0);
  const items = steps.map((step) => `<li>${stepText(step, takenAt)}</li>`).join('');
  return `<details><summary>${counted(steps.length, 'step')}, ${counted(attempts, 'attempt')}</summary><ol>${items}</ol></details>`;
}

function stepText({ summary, status, changed, attempts, startedAt, ...step }: StepReport, takenAt: string): string {
  const how = status === 'completed' ? (changed === true ? 'written' : 'found done') : status;
  const took = elapsedText(elapsedMs(startedAt, step.finishedAt ?? takenAt));
  const tries = attempts > 1 ? `, ${attempts} attempts` : '';
  const { failure } = step;
  if (failure === undefined) return `${escapeHtml(summary)}: ${how}, ${took}${tries}`;
  const code = failure.code === undefined ? '' : `<code>${failure.code}</code> `;
  const before = status === 'failed' ? '' : 'the attempt before: ';
  const why = `<small>${before}${code}${escapeHtml(failure.message)}</small>`;
  return `${escapeHtml(summary)}: ${how}, ${took}${tries}${why}`;
}

function timeline(user: UserReport, takenAt: string): string {
  const bars = barsOf(user, takenAt);
  if (bars.length === 0) return '';
  const height = user.steps.length * laneHeight;
  const label = `timeline of ${counted(user.steps.length, 'step')}`;
  const box = `viewBox="0 0 1000 ${height}" height="${height}" preserveAspectRatio="none"`;
  return `<svg class="steps" role="img" aria-label="${label}" ${box}>${pathsOf(bars)}</svg>`;
}

/** Bars that look alike are one element, each a line as thick as the style says: a browser takes its time for every element. */
function pathsOf(bars: readonly Bar[]): string {
  const lines = new Map<Look, string>();
  for (const { look, lane, x, width } of bars) {
    lines.set(look, `${lines.get(look) ?? ''}M${x} ${lane * laneHeight + 2}h${width}`);
  }
  return Array.from(lines, ([look, line]) => `<path class="${barClasses[look]}" d="${line}"/>`).join('');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
