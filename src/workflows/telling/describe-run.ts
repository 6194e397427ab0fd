import { factsOf } from '../../domain/failures/failures';
import type { FailedUser } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import { describePause } from './describe-pause';
import { escapeMarkdown } from './markdown';
import { adviceFor } from './run-advice';
import type { InFlightUser } from '../state/roster';
import type { TenantRun } from '../state/tenant-run';

const shownFailures = 10;
const shownInFlight = 5;

/** The run in Markdown, for the Web UI: counts, who is in flight, the first failures, and what an operator can do now. */
export function describeRun(run: TenantRun): string {
  const { total, completed } = run.counts();
  const parts = [
    [`**${run.phase}**: ${completed} of ${total} users completed`],
    describePause(run),
    countTable(run),
    inFlightTable(run),
    ...(run.failures > 0 ? failureParts(run) : []),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

function countTable(run: TenantRun): string[] {
  const { completed, failed, running, pending, cancelled, skipped } = run.counts();
  const counts = { completed, failed, 'in flight': running, waiting: pending, cancelled, ...(skipped && { skipped }) };
  return table(Object.keys(counts), [Object.values(counts)], '---:');
}

function inFlightTable(run: TenantRun): string[] {
  const users = run.inFlight(shownInFlight);
  if (users.length === 0) return [];
  const rows = users.map(({ id, since }: InFlightUser) => [id, `${since.slice(0, 19)}Z`]);
  const rest = run.counts().running - users.length;
  return table(['in flight', 'since'], rest > 0 ? [...rows, [`… and ${rest} more`, '']] : rows);
}

function failureParts(run: TenantRun): string[][] {
  const failed = run.failedUsers();
  const keys = run.failedKeys();
  const rows = failed.slice(0, shownFailures).map((user, index) => {
    return [userId(user), keys[index] ?? '', user.step, user.code, user.message];
  });
  const rest = failed.length - rows.length;
  const more = rest > 0 ? [[`… and ${rest} more`, '', '', '', '']] : [];
  return [
    table(['failed user', 'key', 'step', 'code', 'why'], [...rows, ...more]),
    remedies(failed),
    adviceFor(run, { failed, keys }),
  ];
}

/** What to do, once for each code. */
function remedies(failures: readonly FailedUser[]): string[] {
  const codes = [...new Set(failures.map(({ code }) => code))];
  return codes.map((code) => `- **${escapeMarkdown(code)}**: ${escapeMarkdown(factsOf(code).remedy)}`);
}

type Row = readonly (string | number)[];

function table(header: Row, rows: readonly Row[], rule = '---'): string[] {
  return [row(header), `|${header.map(() => ` ${rule} `).join('|')}|`, ...rows.map(row)];
}

/** A table row. The Web UI sets cells without any space between them, so each brings its own. */
function row(cells: Row): string {
  return `|${cells.map((cell) => ` \u00a0${escapeMarkdown(String(cell))}\u00a0 `).join('|')}|`;
}
