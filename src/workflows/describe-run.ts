import { factsOf } from '../domain/failures';
import { messages } from '../domain/names';
import type { FailedUser } from '../domain/outcome';
import { userId } from '../domain/person';
import type { TenantRun } from './tenant-run';

const shown = 10;

/** The run in Markdown, for the Web UI: counts, the first failures, and what an operator can do now. */
export function describeRun(run: TenantRun): string {
  const { total, completed, failed, running, pending, cancelled } = run.counts();
  const lines = [
    `**${run.phase}**: ${completed} of ${total} users completed`,
    '',
    row(['completed', 'failed', 'in flight', 'waiting', 'cancelled']),
    '| ---: | ---: | ---: | ---: | ---: |',
    row([completed, failed, running, pending, cancelled]),
  ];
  const failures = run.failedUsers();
  if (failures.length > 0) lines.push('', ...failureTable(failures), '', ...remedies(failures), '', advice(run));
  return lines.join('\n');
}

function failureTable(failures: readonly FailedUser[]): string[] {
  const rows = failures.slice(0, shown).map((user) => row([userId(user), user.step, user.code, user.message]));
  const rest = failures.length - rows.length;
  const more = rest > 0 ? [row([`… and ${rest} more`, '', '', ''])] : [];
  return [row(['failed user', 'step', 'code', 'why']), '| --- | --- | --- | --- |', ...rows, ...more];
}

/** What to do, once for each code. */
function remedies(failures: readonly FailedUser[]): string[] {
  const codes = [...new Set(failures.map(({ code }) => code))];
  return codes.map((code) => `- **${escapeCell(code)}**: ${escapeCell(factsOf(code).remedy)}`);
}

/** A table row. The Web UI sets cells without any space between them, so each brings its own. */
function row(cells: readonly (string | number)[]): string {
  return `|${cells.map((cell) => ` \u00a0${escapeCell(String(cell))}\u00a0 `).join('|')}|`;
}

function escapeCell(text: string): string {
  return text.replace(/[|\\`*_<>[\]]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}

function advice({ phase, tenant, direction }: TenantRun): string {
  const flag = direction === 'offboard' ? ' --offboarding' : '';
  const command = `\`onboard retry ${tenant}${flag}\``;
  if (phase === 'closed') return `This run is closed: ${command} starts a new one of its failed users.`;
  return `To retry them, mend the cause and send the update \`${messages.retryFailed}\` (or run ${command}).`;
}
