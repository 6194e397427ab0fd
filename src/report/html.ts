import { createHash } from 'node:crypto';
import { factsOf } from '../domain/failures/failures';
import { targetPlace } from '../domain/run/names';
import type { RunReport } from '../domain/report/report';
import { directionWords } from './direction-words';
import { elapsedMs, elapsedText, momentText } from './elapsed';
import { escapeHtml } from './html-style';
import { pageScript } from './html-script';
import { pageStyle } from './html-style';
import { barClasses, userRow } from './html-user';
import type { ReportScope } from './selection';
import type { Look } from './timeline';

/**
 * The run as one page that needs nothing else: style and script are in it, and its policy lets the browser load
 * nothing and run nothing but them.
 */
export async function* renderHtml(report: RunReport, scope: ReportScope = 'everyone'): AsyncGenerator<string> {
  const title = `${report.tenant}: ${report.status}`;
  yield [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy()}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">',
    `<title>${escapeHtml(title)}</title><link rel="icon" href="data:,">`,
    `<style>${pageStyle}</style></head><body>`,
    `<header>${headline(report)}</header><main>`,
    totals(report),
    whole(report),
    codes(report),
    `<h2>Users</h2>${search(report, scope)}${legend()}`,
    tableHead('users', ['User', 'State', 'What was done', 'Time', 'Timeline']),
    '',
  ].join('\n');
  let shown = 0;
  for await (const user of report.users) {
    yield `${userRow(user, report.takenAt)}\n`;
    shown += 1;
  }
  yield [
    tableEnd,
    `</main><footer>${footer(report, shown)}</footer>`,
    `<script>${pageScript}</script></body></html>`,
    '',
  ].join('\n');
}

function policy(): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(pageStyle)}`,
    `script-src ${hash(pageScript)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function headline(report: RunReport): string {
  const { tenant, target, status, startedAt, finishedAt, takenAt } = report;
  const { title, toPlace } = directionWords(report);
  const place = escapeHtml(targetPlace(target));
  const took = elapsedText(elapsedMs(startedAt, finishedAt ?? takenAt));
  const until = finishedAt === undefined ? `, still open at ${momentText(takenAt)}` : '';
  return [
    `<h1>${title} of ${escapeHtml(tenant)}: <span class="${status}">${status.replaceAll('-', ' ')}</span></h1>`,
    `<p class="soft">${toPlace} ${place}. Started ${momentText(startedAt)}, took ${took}${until}.</p>`,
  ].join('');
}

function totals({ counts, changed }: RunReport): string {
  const { total, completed, failed, cancelled, running, pending, skipped } = counts;
  const entries = [
    ['Users', total, ''],
    ['Completed', completed, 'completed'],
    ['Failed', failed, failed > 0 ? 'failed' : ''],
    ['Cancelled', cancelled, ''],
    ...(skipped === undefined ? [] : [['Skipped', skipped, ''] as const]),
    ...(running + pending > 0 ? [['In flight', running, ''] as const, ['Waiting', pending, ''] as const] : []),
    ['Changed', changed, ''],
  ];
  const parts = entries.map(([name, value, look]) => `<div><dt>${name}</dt><dd class="${look}">${value}</dd></div>`);
  return `<dl class="totals">${parts.join('')}</dl>`;
}

function whole({ failure, leftovers }: RunReport): string {
  const box = (text: string, code: string, remedy: string): string =>
    `<div class="whole"><p>${escapeHtml(text)} <code>${code}</code></p><p>What to do: ${escapeHtml(remedy)}</p></div>`;
  const parts: string[] = [];
  if (failure !== undefined) parts.push(box(failure.message, failure.code, failure.remedy));
  for (const { what, code, message } of leftovers) parts.push(box(`${what}: ${message}`, code, factsOf(code).remedy));
  return parts.join('\n');
}

function codes({ tenant, failedWith }: RunReport): string {
  const rows = failedWith.map(([code, count]) => {
    const { cause, remedy } = factsOf(code);
    return [
      `<tr role="row"><th scope="row" role="rowheader"><code>${code}</code></th>`,
      `<td role="cell" class="number" data-label="Users">${count}</td>`,
      `<td role="cell">${escapeHtml(cause)}</td><td role="cell">${escapeHtml(remedy)}</td></tr>`,
    ].join('');
  });
  if (rows.length === 0) return '';
  const retry = `<p>When it is mended: <code>onboard retry ${escapeHtml(tenant)}</code></p>`;
  const table = [tableHead('codes', ['Code', 'Users', 'Cause', 'What to do']), ...rows, tableEnd].join('\n');
  return `<h2>What failed, and what to do</h2>${table}${retry}`;
}

const tableEnd = '</tbody></table>';

function tableHead(className: string, header: readonly string[]): string {
  const cells = header.map((title) => `<th scope="col" role="columnheader">${title}</th>`);
  return [
    `<table class="${className}" role="table"><thead role="rowgroup"><tr role="row">${cells.join('')}</tr></thead>`,
    '<tbody role="rowgroup">',
  ].join('');
}

const states = ['completed', 'failed', 'cancelled', 'skipped', 'running', 'pending'] as const;

/** Hidden until the script runs. */
function search({ counts }: RunReport, scope: ReportScope): string {
  const there = states.filter((status) => (scope === 'failed' ? status === 'failed' : (counts[status] ?? 0) > 0));
  const options = there.map((status) => `<option>${status}</option>`).join('');
  return [
    '<form class="find" role="search" hidden>',
    '<div class="grow"><label for="text">Find a user by id, name, kind or code</label>',
    '<input id="text" name="text" type="search" autocomplete="off"></div>',
    `<div><label for="status">State</label><select id="status" name="status"><option value="">all</option>${options}</select></div>`,
    '<p id="shown" class="soft" role="status"></p></form>',
  ].join('');
}

function legend(): string {
  const meanings = [
    ['wrote', 'written'],
    ['done', 'found done'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled or under way'],
    ['earlier', 'earlier attempts and pauses'],
  ] as const satisfies readonly (readonly [Look, string])[];
  const items = meanings.map(([look, meaning]) => {
    const mark = `<svg viewBox="0 0 9 9" aria-hidden="true"><path class="${barClasses[look]}" d="M0 4h9"/></svg>`;
    return `<li>${mark}${meaning}</li>`;
  });
  return `<ul class="legend" aria-label="Colours of the timelines">${items.join('')}</ul>`;
}

function footer({ workflowId, runId, retryOf, takenAt, counts }: RunReport, shown: number): string {
  const retried = retryOf === undefined ? '' : ` It went on from run <code>${escapeHtml(retryOf)}</code>.`;
  const part = shown < counts.total ? ` It shows ${shown} of ${counts.total} users.` : '';
  const run = `Workflow <code>${escapeHtml(workflowId)}</code>, run <code>${escapeHtml(runId)}</code>.`;
  return `${run}${retried} Gathered ${momentText(takenAt)}.${part} A bar spans its user's own time.`;
}
